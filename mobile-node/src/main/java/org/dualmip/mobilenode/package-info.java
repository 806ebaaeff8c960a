/**
 * The dual mobile node: an inner Mobile IP driver over a VPN over an outer one (the cvc and c
 * access modes of RFC 5265 §2).
 *
 * <p>{@link org.dualmip.mobilenode.DualNode} is the engine: it takes what happens to interfaces,
 * what arrives and what the VPN says, and gives what to send and a {@link
 * org.dualmip.mobilenode.Projection}: the whole of what the host should look like now. Inside, the
 * lower driver holds all handover logic, the upper one the VPN and the registration of its address;
 * both only say what they found out, and what is open follows from that state alone. The rest of
 * the package carries that out on a real host. While in doubt, user data stops.
 */
@NullMarked
package org.dualmip.mobilenode;

import org.jspecify.annotations.NullMarked;
