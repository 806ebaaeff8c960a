package org.dualmip.linux;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;

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

  /**
   * A packet came out of a tunnel with a congestion mark that no encapsulator makes together with
   * that of the outer header (RFC 6040 §4.2): somebody on the way changes them. Told once a minute
   * at most; {@link TunnelCounters#unusedMarks} counts all.
   *
   * @param outerSource the tunnel's other end
   * @param inner the ECN field of the packet, 0 to 3
   * @param outer the ECN field of the outer header, 0 to 3
   */
  default void unusedMarks(Ip4 outerSource, int inner, int outer) {}

  /** The adapter can no longer be read; nothing more is sent. */
  default void adapterLost(HostException reason) {}
}
