package org.dualmip.mobileip.node;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;

/** The addresses of a request (RFC 5944 §3.6.1.1). */
final class Route {
  private static final int PORT = 434;

  private Route() {}

  /**
   * A message to the home agent, or to the foreign agent that passes it on.
   *
   * @param home the home address; {@link Ip4#ANY} if the node has none yet
   */
  static MobileNode.Output.Send send(CareOf via, Ip4 home, Ip4 homeAgent, Octets message) {
    return new MobileNode.Output.Send(
        via,
        // §3.6.1.1: a co-located care-of address, or else the home address, or else 0.0.0.0.
        via.isCoLocated() ? via.address() : home,
        new Endpoint(via instanceof CareOf.ThroughAgent agent ? agent.agent() : homeAgent, PORT),
        message);
  }
}
