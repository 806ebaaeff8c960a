package org.dualmip.mobileip.node;

import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * What a foreign agent's latest advertisement says about registrations through it (RFC 5944
 * §2.1.1).
 *
 * @param longestLifetime the Registration Lifetime field, 0 to 65535 seconds; 65535 is infinity
 * @param minimal the M bit: it can receive minimal encapsulation
 * @param gre the G bit: it can receive GRE
 * @param reverseTunnel the T bit: it can tunnel in reverse (RFC 3024 §3.1)
 * @param udpTunnel the U bit: it can tunnel in UDP (RFC 3519 §3.6)
 * @param challenge the latest challenge (RFC 4721 §2); null if it advertises none
 */
public record AgentOffer(
    int longestLifetime,
    boolean minimal,
    boolean gre,
    boolean reverseTunnel,
    boolean udpTunnel,
    @Nullable Octets challenge) {
  /**
   * Of an agent that was not heard: the lifetime of a router advertisement (RFC 5944 §3.6.1.2), and
   * nothing that needs to be offered.
   */
  public static final AgentOffer UNKNOWN = new AgentOffer(1800, false, false, false, false, null);

  /**
   * @throws IllegalArgumentException if the lifetime does not fit its field
   */
  public AgentOffer {
    if (longestLifetime < 0 || longestLifetime > 0xffff) {
      throw new IllegalArgumentException("a lifetime is 0 to 65535 s, not " + longestLifetime);
    }
  }

  /** What an advertisement offers. */
  public static AgentOffer of(AgentAdvertisement advertisement) {
    return new AgentOffer(
        advertisement.registrationLifetime(),
        advertisement.has(AgentAdvertisement.MINIMAL),
        advertisement.has(AgentAdvertisement.GRE),
        advertisement.has(AgentAdvertisement.REVERSE_TUNNEL),
        advertisement.has(AgentAdvertisement.UDP_TUNNEL),
        advertisement.challenge());
  }
}
