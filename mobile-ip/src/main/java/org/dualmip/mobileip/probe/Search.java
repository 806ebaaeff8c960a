package org.dualmip.mobileip.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.jspecify.annotations.Nullable;

/** A search from one care-of address, with the probes that may still be answered. */
final class Search {
  private static final int PORT = 434;

  final CareOf careOf;
  final Ip4 homeAgent;
  final @Nullable Offer offer;
  final List<ProbeRequest> probes = new ArrayList<>(HomeAgentProbe.MOST_PROBES);

  /** When to send the next probe, or to give up. */
  MonotonicTime dueAt;

  /** Whether that was said. */
  boolean smokedOut;

  Search(CareOf careOf, Ip4 homeAgent, @Nullable Offer offer, MonotonicTime dueAt) {
    this.careOf = careOf;
    this.homeAgent = homeAgent;
    this.offer = offer;
    this.dueAt = dueAt;
  }

  /** Another probe, addressed as any request (RFC 5944 §3.6.1.1). */
  MobileNode.Output.Send probe(RandomGenerator random, MonotonicTime now) {
    ProbeRequest probe =
        ProbeRequest.draw(random, careOf.address(), careOf.isCoLocated(), homeAgent, offer, now);
    probes.add(probe);
    return new MobileNode.Output.Send(
        careOf,
        careOf.isCoLocated() ? careOf.address() : probe.home(),
        new Endpoint(careOf instanceof CareOf.ThroughAgent agent ? agent.agent() : homeAgent, PORT),
        probe.payload());
  }

  /** What a datagram is to the probe that it answers. */
  Match match(Octets datagram, MonotonicTime at) {
    for (ProbeRequest probe : probes) {
      Match match = probe.match(datagram, at);
      if (!(match instanceof Match.NotOurs)) {
        return match;
      }
    }
    return new Match.NotOurs();
  }
}
