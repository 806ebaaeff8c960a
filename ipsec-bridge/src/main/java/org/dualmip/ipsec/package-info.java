/**
 * The VPN between the two Mobile IP systems: strongSwan, configured and watched through VICI alone.
 *
 * <p>{@link org.dualmip.ipsec.VpnSession} is the engine: it decides when to load, initiate and
 * terminate, and is the only one that does; strongSwan is told never to restart anything by itself.
 * {@link org.dualmip.ipsec.Vpn} carries its decisions out and {@link org.dualmip.ipsec.Gateway}
 * sets up the other end. The session is bound to one local address, the outer home address, which
 * stays while its user moves; so a move below causes no message here (RFC 5265 §3, the outer Mobile
 * IP carries the VPN). The states and what leads from one to the next:
 *
 * <pre>
 *   Down --connect--> Connecting --child installed--> Up <--looked at again-- Rekeying
 *    ^                  |    ^                        |  \--rekey event-------->  |
 *    |                failed |                   child gone                       |
 *    |                  v    | back-off over          v                           |
 *    +----disconnect--- Lost +<-----------------------+---------child gone--------+
 * </pre>
 */
@NullMarked
package org.dualmip.ipsec;

import org.jspecify.annotations.NullMarked;
