package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.List;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.mobileip.node.Concealment;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.Wishes;
import org.jspecify.annotations.Nullable;

/**
 * What a dual mobile node is told before it starts.
 *
 * @param accesses the interfaces it may use
 * @param inner the inner Mobile IP system
 * @param outer the outer Mobile IP system; null where the VPN leaves through an interface itself
 * @param mobike without an outer system: whether the VPN follows the node by MOBIKE (RFC 5266), or
 *     is made anew in each place
 * @param detection how to tell inside from outside; its monitor is T_MONITOR
 * @param mobileNetworks the networks behind the node, if it is a mobile router (RFC 5177)
 * @param drain how long after a handover packets in flight on the old path are still taken
 * @param simultaneous whether all radios that are up outside are bound at once (the S bit, RFC 5944
 *     §3.6.1.2): the outer home agent sends every packet to each of them, and whichever goes, the
 *     others go on. What comes twice is the VPN's, which takes it once
 * @param innerWishes what the inner system asks for beyond a binding, the networks included
 * @param outerWishes what the outer system asks for beyond a binding
 * @param policy which interface carries the node where there are several
 * @param networks what the user says of particular networks
 * @param concealment whether outer requests hide who sends them
 */
public record DualNodeConfig(
    List<Access> accesses,
    MobilitySystem inner,
    @Nullable MobilitySystem outer,
    boolean mobike,
    DetectorConfig detection,
    MobileNetworks.Config mobileNetworks,
    Duration drain,
    Wishes innerWishes,
    Wishes outerWishes,
    boolean simultaneous,
    InterfacePolicy policy,
    NetworkRules networks,
    Concealment concealment) {
  /** Longer than any path's round trip, shorter than a stay. */
  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(2);

  /** A host, no router. */
  public DualNodeConfig(
      List<Access> accesses,
      MobilitySystem inner,
      @Nullable MobilitySystem outer,
      boolean mobike,
      DetectorConfig detection,
      Duration drain) {
    this(accesses, inner, outer, mobike, detection, MobileNetworks.Config.NONE, drain);
  }

  /** With the usual outer system. */
  public DualNodeConfig(
      List<Access> accesses,
      MobilitySystem inner,
      @Nullable MobilitySystem outer,
      boolean mobike,
      DetectorConfig detection,
      MobileNetworks.Config mobileNetworks,
      Duration drain) {
    this(
        accesses,
        inner,
        outer,
        mobike,
        detection,
        mobileNetworks,
        drain,
        mobileNetworks.wishes(),
        Wishes.USUAL,
        false,
        InterfacePolicy.USUAL,
        NetworkRules.NONE,
        Concealment.PREFERRED);
  }

  /**
   * @throws IllegalArgumentException if both systems have the same home address (P48), or MOBIKE is
   *     wanted beside an outer system
   */
  public DualNodeConfig {
    accesses = List.copyOf(accesses);
    if (outer != null && inner.home().equals(outer.home())) {
      throw new IllegalArgumentException("inner and outer home address must differ");
    }
    if (outer != null && mobike) {
      throw new IllegalArgumentException("either the outer system carries the VPN, or MOBIKE does");
    }
  }
}
