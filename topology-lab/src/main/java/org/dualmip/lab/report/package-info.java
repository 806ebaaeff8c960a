/**
 * What a run leaves: the result, the table, the timeline, and what the captures say.
 *
 * <p>Numbers come from three witnesses that do not know each other: the probe (gaps, loss), the
 * node's own events (phases), and the captures as tshark reads them (leaks, IKE messages). Nothing
 * in this package opens a socket or changes the host. The records are written to {@code
 * result.json} with their names in lower case and underscores.
 */
@NullMarked
package org.dualmip.lab.report;

import org.jspecify.annotations.NullMarked;
