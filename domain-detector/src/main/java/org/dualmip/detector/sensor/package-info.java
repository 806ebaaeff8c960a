/**
 * What sensors bring in, octet by octet: decoders that make a {@link org.dualmip.detector.Clue} of
 * what was captured on a link or asked of the kernel. They are pure; whoever captures lives
 * elsewhere. Nothing they read is believed: every octet may come from an attacker, so lists and
 * names are bounded, and names hold only characters that do no harm in a log.
 */
@NullMarked
package org.dualmip.detector.sensor;

import org.jspecify.annotations.NullMarked;
