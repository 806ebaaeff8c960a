package org.dualmip.mobileip.packet;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;

/** What a tunnel is, seen from one end: how packets are encapsulated and where they go. */
public sealed interface Tunnel {
  /** The address of the other end. */
  Ip4 remote();

  /**
   * IP in IP (RFC 2003).
   *
   * @param remote the other end
   */
  record IpInIp(Ip4 remote) implements Tunnel {
    @Override
    public String toString() {
      return "IP-in-IP to " + remote;
    }
  }

  /**
   * IP in UDP (RFC 3519).
   *
   * @param end the other end's address and port, as seen from here
   */
  record InUdp(Endpoint end) implements Tunnel {
    @Override
    public Ip4 remote() {
      return end.address();
    }

    @Override
    public String toString() {
      return "UDP to " + end;
    }
  }
}
