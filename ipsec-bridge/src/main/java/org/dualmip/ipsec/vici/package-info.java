/**
 * VICI, the interface by which strongSwan's daemon is configured and watched, spoken over a Unix
 * socket.
 *
 * <p>A {@link org.dualmip.ipsec.vici.ViciMessage} is a tree of values, lists and sections; a {@link
 * org.dualmip.ipsec.vici.ViciPacket} carries one, or a name, or both, with a length in front.
 * {@link org.dualmip.ipsec.vici.ViciTransport} is the byte stream below, with an adapter on the
 * JDK's own Unix sockets and one on jnr-unixsocket. {@link org.dualmip.ipsec.vici.ViciClient} pairs
 * requests with responses while events come in between. The protocol is described in strongSwan's
 * {@code src/libcharon/plugins/vici/README.md}; section names in this package are those of that
 * text.
 */
@NullMarked
package org.dualmip.ipsec.vici;

import org.jspecify.annotations.NullMarked;
