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
 * @param insidePrefixes the IPv6 prefixes in use inside; may be empty
 * @param insideDomains the DNS domains of the enterprise; may be empty
 * @param monitor T_MONITOR: how long a proof holds at most (RFC 5265 §3.2.4), 60 s by default
 * @param probe when to try the inner home agent without a VPN
 * @param outerDelay how long to wait for the inner home agent, where the clues point inside, before
 *     trying the outer one too (RFC 5265 §3.5)
 * @param ignored hints that are neither weighed nor shown; may be empty
 */
public record DetectorConfig(
    Ip4 innerHomeAgent,
    @Nullable Ip4 outerHomeAgent,
    List<Prefix4> insideNetworks,
    List<Prefix6> insidePrefixes,
    List<String> insideDomains,
    Duration monitor,
    Probe probe,
    Duration outerDelay,
    List<Rule> ignored) {
  /** RFC 5265 §3.2.4. */
  public static final Duration DEFAULT_MONITOR = Duration.ofSeconds(60);

  /** Long enough for an office's round trip, short enough not to be felt. */
  public static final Duration DEFAULT_OUTER_DELAY = Duration.ofMillis(500);

  /** When to ask the inner home agent in the clear. */
  public enum Probe {
    /**
     * Where clues point inside. A home agent that can be found without a registration is asked by a
     * probe that betrays nothing, unless it is likely there; any other one by a registration.
     */
    HINTED,
    /** As hinted, but never by a registration before a probe was answered. */
    DISCOVER,
    /**
     * Everywhere and both home agents at once, as in RFC 5265 §3.3; it shows home address and home
     * agent to every network.
     */
    ALWAYS,
    /** Everywhere, the outer one after the inner one was silent: for comparison. */
    SEQUENTIAL,
    /** Never: always outside. */
    NEVER
  }

  /**
   * Lists are copied.
   *
   * @throws IllegalArgumentException if what home agents answered is to be ignored
   */
  public DetectorConfig {
    insideNetworks = List.copyOf(insideNetworks);
    insidePrefixes = List.copyOf(insidePrefixes);
    insideDomains = List.copyOf(insideDomains);
    ignored = List.copyOf(ignored);
    if (!ignored.stream().allMatch(Rule::isHint)) {
      throw new IllegalArgumentException("not all of these are hints: " + ignored);
    }
  }

  /** One that weighs every hint. */
  public DetectorConfig(
      Ip4 innerHomeAgent,
      @Nullable Ip4 outerHomeAgent,
      List<Prefix4> insideNetworks,
      List<Prefix6> insidePrefixes,
      List<String> insideDomains,
      Duration monitor,
      Probe probe,
      Duration outerDelay) {
    this(
        innerHomeAgent,
        outerHomeAgent,
        insideNetworks,
        insidePrefixes,
        insideDomains,
        monitor,
        probe,
        outerDelay,
        List.of());
  }

  /** One that knows address ranges alone. */
  public DetectorConfig(
      Ip4 innerHomeAgent,
      @Nullable Ip4 outerHomeAgent,
      List<Prefix4> insideNetworks,
      Duration monitor,
      Probe probe,
      Duration outerDelay) {
    this(
        innerHomeAgent,
        outerHomeAgent,
        insideNetworks,
        List.of(),
        List.of(),
        monitor,
        probe,
        outerDelay);
  }
}
