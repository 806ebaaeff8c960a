/**
 * A café that means ill: it lies about where one is, who answers and what arrives.
 *
 * <p>{@link org.dualmip.lab.adversary.HostileCafe} turns the café of a lab that is up into one and
 * back. What is answered to whom is in the small classes that implement {@link
 * org.dualmip.lab.adversary.Ruse}; they are pure. An adversary here sees what passes the café's
 * router, in the clear only what the node sends in the clear, and has no secret of anybody.
 */
@NullMarked
package org.dualmip.lab.adversary;

import org.jspecify.annotations.NullMarked;
