package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * What a home agent is told before it starts.
 *
 * @param address its unicast address
 * @param homeNetwork the home network's prefix; assigned home addresses come from it
 * @param inner whether it is an inner home agent, bound by RFC 5265 §4.3
 * @param trustedNetworks source addresses that are inside (RFC 5265 §4.3); an inner home agent
 *     drops requests from elsewhere silently, so none are served if this is empty. An outer home
 *     agent checks nothing and never sends the extension
 * @param longestLifetime the longest lifetime granted, 1 s to 65534 s
 * @param previousCareOf how long the previous care-of address is accepted after a handover
 * @param keepalive the interval told to nodes behind a NAT (RFC 3519 §3.2), at least 10 s
 * @param reverseTunnelMandatory whether requests without the T bit are refused with code 138 (RFC
 *     3024 §4.3.1)
 * @param subscribers whom it serves
 */
public record HomeAgentConfig(
    Ip4 address,
    Prefix4 homeNetwork,
    boolean inner,
    List<Prefix4> trustedNetworks,
    Duration longestLifetime,
    Duration previousCareOf,
    Duration keepalive,
    boolean reverseTunnelMandatory,
    List<Subscriber> subscribers) {
  /**
   * @throws IllegalArgumentException if a value is out of its range, or two subscribers cannot be
   *     told apart
   */
  public HomeAgentConfig {
    trustedNetworks = List.copyOf(trustedNetworks);
    subscribers = List.copyOf(subscribers);
    if (longestLifetime.toSeconds() < 1 || longestLifetime.toSeconds() > 65534) {
      throw new IllegalArgumentException("a lifetime is 1 s to 65534 s, not " + longestLifetime);
    }
    if (keepalive.toSeconds() < 10 || keepalive.toSeconds() > 65535) {
      throw new IllegalArgumentException(
          "a keepalive interval is 10 s to 65535 s (RFC 3519 §4.10), not " + keepalive);
    }
    if (previousCareOf.isNegative()) {
      throw new IllegalArgumentException("a time is not negative: " + previousCareOf);
    }
    Set<Object> known = new HashSet<>();
    for (Subscriber subscriber : subscribers) {
      if (!known.add(subscriber.name())
          || (subscriber.home() != null && !known.add(subscriber.home()))) {
        throw new IllegalArgumentException(
            "two mobile nodes have the home address or NAI of " + subscriber.name());
      }
      if (address.equals(subscriber.home())) {
        throw new IllegalArgumentException(
            "the home address " + address + " is the home agent's own");
      }
    }
  }

  /** A configuration that accepts requests with and without the T bit. */
  public HomeAgentConfig(
      Ip4 address,
      Prefix4 homeNetwork,
      boolean inner,
      List<Prefix4> trustedNetworks,
      Duration longestLifetime,
      Duration previousCareOf,
      Duration keepalive,
      List<Subscriber> subscribers) {
    this(
        address,
        homeNetwork,
        inner,
        trustedNetworks,
        longestLifetime,
        previousCareOf,
        keepalive,
        false,
        subscribers);
  }
}
