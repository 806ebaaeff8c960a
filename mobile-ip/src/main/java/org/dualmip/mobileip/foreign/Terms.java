package org.dualmip.mobileip.foreign;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;

/**
 * What the foreign agent will do for a node if the home agent accepts.
 *
 * @param homeAgent to send the request to
 * @param kind how the tunnel encapsulates
 * @param coLocated whether the care-of address is the node's own
 * @param reverseTunnel whether what the node sends is tunnelled
 * @param delivery how the node hands that over
 */
record Terms(
    Ip4 homeAgent, Tunnel.Kind kind, boolean coLocated, boolean reverseTunnel, Delivery delivery) {
  /**
   * How a tunnel in UDP encapsulates: IP in IP in the place of minimal encapsulation, whose
   * receiver must know the outer header's time to live (RFC 3519 §4.3, RFC 2004 §3), which not
   * every socket tells.
   */
  Tunnel.Kind kindInUdp() {
    return kind == Tunnel.Kind.MINIMAL ? Tunnel.Kind.IP_IN_IP : kind;
  }
}
