package org.dualmip.linux;

/**
 * Decides which packets may come out of a tunnel. Asked for every packet on the thread that
 * received it, so it must not block, and should not allocate.
 */
@FunctionalInterface
public interface TunnelAcceptance {
  /**
   * Whether a packet may be handed to the host.
   *
   * @param outerSource who sent it through the tunnel, as {@code Ip4.bits}
   * @param outerPort the UDP port it was sent from, 0 for IP within IP
   * @param innerSource who sent the packet itself, as {@code Ip4.bits}
   * @param innerDestination whom it is for, as {@code Ip4.bits}
   */
  boolean accepts(int outerSource, int outerPort, int innerSource, int innerDestination);
}
