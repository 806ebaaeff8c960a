package org.dualmip.linux;

import org.dualmip.mobileip.net.Endpoint;

/** What {@link UserTunnels} has to tell. Called on the threads that carry packets: do not block. */
public interface TunnelListener {
  /** Wants to know nothing. */
  TunnelListener SILENT = new TunnelListener() {};

  /**
   * An ICMP echo reply came out of a tunnel, perhaps that of a keepalive (RFC 3519 §4.9). It goes
   * to the host as well.
   *
   * @param origin the tunnel's other end; port 0 is IP within IP
   * @param innerPacket a copy
   */
  default void echoReply(Endpoint origin, byte[] innerPacket) {}

  /**
   * A whole ICMP echo request came out of a tunnel, perhaps a keepalive (RFC 3519 §4.9).
   *
   * @param innerPacket a copy
   * @return whether it is answered; if not, it goes to the host
   */
  default boolean echoRequest(byte[] innerPacket) {
    return false;
  }

  /** The adapter can no longer be read; nothing more is sent. */
  default void adapterLost(HostException reason) {}
}
