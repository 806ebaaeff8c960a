package org.dualmip.mobileip.discovery;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * How an agent advertises itself on one link (RFC 1256 §4.1, RFC 5944 §2.3).
 *
 * @param address the agent's own on this link: the IP source and the router address (§2.3.1)
 * @param network of that address, said in a prefix-lengths extension; all agents of a link say it
 *     or none does (§2.3)
 * @param sayNetwork whether the prefix-lengths extension is there
 * @param routesCommonTraffic whether others than registered mobile nodes may route through it
 * @param flags what it offers, as in {@link AgentAdvertisement}; {@code BUSY} follows by itself
 * @param careOf care-of addresses
 * @param registrationLifetime the longest in seconds, 65535 for infinity
 * @param shortest the shortest interval between unsolicited advertisements, 1 s or more
 * @param longest the longest such interval, up to 1800 s
 * @param lifetime of an advertisement: three times the longest interval is usual (§2.1); up to 9000
 *     s
 * @param broadcast to 255.255.255.255, where a link has no multicast; else to 224.0.0.1
 * @param onlySolicited only in answer to solicitations (§2.3)
 */
public record AdvertiserConfig(
    Ip4 address,
    Prefix4 network,
    boolean sayNetwork,
    boolean routesCommonTraffic,
    int flags,
    List<Ip4> careOf,
    int registrationLifetime,
    Duration shortest,
    Duration longest,
    Duration lifetime,
    boolean broadcast,
    boolean onlySolicited) {
  private static final int OF_FOREIGN_AGENTS =
      AgentAdvertisement.REGISTRATION_REQUIRED | AgentAdvertisement.BUSY;

  /**
   * @throws IllegalArgumentException if the agent is neither home agent nor foreign agent, R is set
   *     without F, F without a care-of address, or a time is out of its range
   */
  public AdvertiserConfig {
    careOf = List.copyOf(careOf);
    boolean foreign = (flags & AgentAdvertisement.FOREIGN_AGENT) != 0;
    if (!foreign && (flags & AgentAdvertisement.HOME_AGENT) == 0) {
      throw new IllegalArgumentException("an agent is a home agent or a foreign agent, or both");
    }
    if (!foreign && (flags & OF_FOREIGN_AGENTS) != 0) {
      throw new IllegalArgumentException("only a foreign agent sets R or B (RFC 5944 §2.1.1)");
    }
    if (foreign && careOf.isEmpty()) {
      throw new IllegalArgumentException("a foreign agent advertises a care-of address");
    }
    if (shortest.compareTo(Duration.ofSeconds(1)) < 0
        || longest.compareTo(shortest) < 0
        || longest.compareTo(Duration.ofMinutes(30)) > 0) {
      throw new IllegalArgumentException(
          "advertisements come every 1 to 1800 s, the shortest interval first, not "
              + shortest
              + " to "
              + longest);
    }
    if (lifetime.compareTo(longest) < 0 || lifetime.compareTo(Duration.ofMinutes(150)) > 0) {
      throw new IllegalArgumentException(
          "an advertisement holds at least for the longest interval and at most 9000 s, not "
              + lifetime);
    }
  }

  /**
   * With the proportions of RFC 1256 §4.1: the shortest interval three quarters of the longest, the
   * lifetime three times.
   */
  public static AdvertiserConfig usual(
      Ip4 address,
      Prefix4 network,
      int flags,
      List<Ip4> careOf,
      int registrationLifetime,
      Duration longest) {
    Duration shortest = longest.multipliedBy(3).dividedBy(4);
    return new AdvertiserConfig(
        address,
        network,
        true,
        true,
        flags,
        careOf,
        registrationLifetime,
        shortest.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : shortest,
        longest,
        longest.multipliedBy(3),
        false,
        false);
  }
}
