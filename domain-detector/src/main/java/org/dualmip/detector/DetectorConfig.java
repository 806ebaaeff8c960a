package org.dualmip.detector;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * What the detector is told before it starts.
 *
 * @param innerHomeAgent the inner home agent
 * @param outerHomeAgent the outer one; if the two are equal, everything counts as outside (RFC 5265
 *     §3.5). Null where the VPN alone carries user data outside (RFC 5266)
 * @param insideNetworks the address ranges in use inside
 * @param monitor T_MONITOR: how long a proof holds (RFC 5265 §3.2.4), 60 s by default
 * @param probe when to try the inner home agent without a VPN
 * @param outerDelay how long to wait for the inner home agent, where the addresses point inside,
 *     before trying the outer one too (RFC 5265 §3.5)
 */
public record DetectorConfig(
    Ip4 innerHomeAgent,
    @Nullable Ip4 outerHomeAgent,
    List<Prefix4> insideNetworks,
    Duration monitor,
    Probe probe,
    Duration outerDelay) {
  /** RFC 5265 §3.2.4. */
  public static final Duration DEFAULT_MONITOR = Duration.ofSeconds(60);

  /** Long enough for an office's round trip, short enough not to be felt. */
  public static final Duration DEFAULT_OUTER_DELAY = Duration.ofMillis(500);

  /** When to send a registration in the clear to the inner home agent. */
  public enum Probe {
    /** Only where a hint points inside: a café learns nothing of the enterprise. */
    HINTED,
    /** Everywhere, as in RFC 5265 §3.3; it shows home address and home agent to every network. */
    ALWAYS,
    /** Never: always outside. */
    NEVER
  }

  /** Networks are copied. */
  public DetectorConfig {
    insideNetworks = List.copyOf(insideNetworks);
  }
}
