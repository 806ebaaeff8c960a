/**
 * Packets inside tunnels, for the engines and the tests: IPv4 headers, IP-in-IP (RFC 2003), the MIP
 * tunnel data message (RFC 3519 §3.3) and the ICMP echo of its keepalives.
 *
 * <p>The data path of a host does the same without copying; these are its meaning, in plain sight.
 */
@NullMarked
package org.dualmip.mobileip.packet;

import org.jspecify.annotations.NullMarked;
