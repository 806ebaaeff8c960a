package org.dualmip.mobileip.node;

import java.time.Duration;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * A Mobile IP system as its mobile node knows it.
 *
 * @param name what people call it: {@code inner} or {@code outer}
 * @param homeAgent the home agent's address; or the broadcast address of the home network, where
 *     one is found (RFC 5944 §3.6.1.2); or 0.0.0.0 or 255.255.255.255 to be assigned one (RFC 4433)
 * @param home the home address; {@link Ip4#ANY} if the home agent assigns it
 * @param nai the identity to register with (RFC 2794); null if the home address is enough
 * @param association what is shared with the home agent
 * @param lifetime the lifetime to ask for, 1 s to 65534 s
 * @param keepalive the interval of keepalives behind a NAT, unless the home agent gives one; at
 *     least 10 s; RFC 3519 §4.9 gives 110 s
 */
public record MobilitySystem(
    String name,
    Ip4 homeAgent,
    Ip4 home,
    @Nullable String nai,
    SecurityAssociation association,
    Duration lifetime,
    Duration keepalive) {
  /** The shortest keepalive interval allowed (RFC 3519 §4.10). */
  public static final Duration SHORTEST_KEEPALIVE = Duration.ofSeconds(10);

  /**
   * @throws IllegalArgumentException if a value is out of its range or nothing identifies the node
   */
  public MobilitySystem {
    if (home.isAny() && nai == null) {
      throw new IllegalArgumentException(
          "the " + name + " system needs a home address, or an NAI to be given one");
    }
    if ((homeAgent.isAny() || homeAgent.equals(Ip4.BROADCAST)) && nai == null) {
      throw new IllegalArgumentException(
          "the " + name + " system needs an NAI to be assigned a home agent (RFC 4433 §3.3)");
    }
    if (lifetime.toSeconds() < 1 || lifetime.toSeconds() > 65534) {
      throw new IllegalArgumentException("a lifetime is 1 s to 65534 s, not " + lifetime);
    }
    if (keepalive.compareTo(SHORTEST_KEEPALIVE) < 0) {
      throw new IllegalArgumentException("a keepalive interval is at least 10 s, not " + keepalive);
    }
  }
}
