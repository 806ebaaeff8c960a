package org.dualmip.linux;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;

/** How packets reach the other end of a tunnel. */
public sealed interface Encapsulation {
  /** Where packets of this tunnel come from when its other end answers the same way. */
  Endpoint origin();

  /**
   * IP within IP (RFC 2003).
   *
   * @param socket the end here
   * @param remote the end there
   */
  record IpIp(IpIpSocket socket, Ip4 remote) implements Encapsulation {
    /** The other end, with port 0 because this protocol has none. */
    @Override
    public Endpoint origin() {
      return new Endpoint(remote, 0);
    }
  }

  /**
   * Mobile IP tunnel data in UDP (RFC 3519 §3.3), which passes network address translators.
   *
   * @param sender the socket registrations go through too, since the translator knows no other
   * @param remote the end there, as the translator shows it
   */
  record Udp(UdpSender sender, Endpoint remote) implements Encapsulation {
    @Override
    public Endpoint origin() {
      return remote;
    }
  }
}
