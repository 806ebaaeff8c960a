package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.List;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.mobileip.node.MobilitySystem;

/**
 * What a dual mobile node is told before it starts.
 *
 * @param accesses the interfaces it may use
 * @param inner the inner Mobile IP system
 * @param outer the outer Mobile IP system
 * @param detection how to tell inside from outside; its monitor is T_MONITOR
 * @param drain how long after a handover packets in flight on the old path are still taken
 */
public record DualNodeConfig(
    List<Access> accesses,
    MobilitySystem inner,
    MobilitySystem outer,
    DetectorConfig detection,
    Duration drain) {
  /** Longer than any path's round trip, shorter than a stay. */
  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(2);

  /**
   * @throws IllegalArgumentException if both systems have the same home address (P48)
   */
  public DualNodeConfig {
    accesses = List.copyOf(accesses);
    if (inner.home().equals(outer.home())) {
      throw new IllegalArgumentException("inner and outer home address must differ");
    }
  }
}
