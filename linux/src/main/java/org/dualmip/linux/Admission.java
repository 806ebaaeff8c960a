package org.dualmip.linux;

/**
 * Decides which packets may come out of a tunnel. Asked for every packet on the thread that
 * received it, so it must not block, and should not allocate.
 */
@FunctionalInterface
public interface Admission {
  /**
   * Whether a packet may be handed to the host.
   *
   * @param outer how it came here, valid during the call
   * @param innerSource who sent the packet itself, as {@code Ip4.bits}
   * @param innerDestination whom it is for, as {@code Ip4.bits}
   */
  boolean admits(Arrival outer, int innerSource, int innerDestination);

  /** Admits IP-in-IP, natively or in UDP, where that decides so, and no other encapsulation. */
  static Admission ipInIp(TunnelAcceptance acceptance) {
    return (outer, source, destination) ->
        outer.kind() == org.dualmip.mobileip.packet.Tunnel.Kind.IP_IN_IP
            && acceptance.accepts(outer.source(), outer.port(), source, destination);
  }
}
