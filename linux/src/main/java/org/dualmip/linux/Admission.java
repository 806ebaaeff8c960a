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
}
