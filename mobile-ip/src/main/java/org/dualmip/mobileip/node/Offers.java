package org.dualmip.mobileip.node;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.mobileip.net.Octets;

/** What foreign agents offered last, by advertisement and by reply. */
final class Offers {
  /** Agents whose offers are kept: more than a node hears at once. */
  private static final int MOST = 16;

  private final Map<CareOf.ThroughAgent, AgentOffer> offers = new LinkedHashMap<>();

  void advertised(CareOf.ThroughAgent agent, AgentOffer offer) {
    offers.remove(agent);
    offers.put(agent, offer);
    if (offers.size() > MOST) {
      offers.remove(offers.keySet().iterator().next());
    }
  }

  /** A reply brought a new challenge for the next request (RFC 4721 §3.5). */
  void challenged(CareOf.ThroughAgent agent, Octets challenge) {
    AgentOffer last = of(agent);
    advertised(
        agent,
        new AgentOffer(
            last.longestLifetime(),
            last.minimal(),
            last.gre(),
            last.reverseTunnel(),
            last.udpTunnel(),
            challenge));
  }

  AgentOffer of(CareOf careOf) {
    return careOf instanceof CareOf.ThroughAgent agent
        ? offers.getOrDefault(agent, AgentOffer.UNKNOWN)
        : AgentOffer.UNKNOWN;
  }
}
