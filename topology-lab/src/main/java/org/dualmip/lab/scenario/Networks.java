package org.dualmip.lab.scenario;

import java.time.Duration;
import java.util.List;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.Segment;
import org.dualmip.lab.topology.StaticRoute;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;

/** What scenarios change in the three-tier network. */
final class Networks {
  /** What moves with the mobile node where it is a router. */
  static final String MOBILE_NETWORK = "10.1.50.0/24";

  /** A plain host there. */
  static final Ip4 HOST_IN_MOBILE_NETWORK = Ip4.of("10.1.50.10");

  private Networks() {}

  /** The mobile node can come home. */
  static Topology withHomeAccess(Topology topology) {
    return topology.named("three-tier with access to the home link").with(ThreeTier.HOME);
  }

  /** The cellular network's NAT keeps a mapping for 30 s after the last packet. */
  static Topology withForgetfulNat(Topology topology) {
    return topology
        .named("three-tier with a forgetful NAT")
        .change("cell-r", router -> router.forgetting(Duration.ofSeconds(30)));
  }

  /** In these access networks only a foreign agent helps: nobody gives out addresses. */
  static Topology withoutAddresses(Topology topology, String... segments) {
    Topology changed = topology.named("three-tier with foreign agents");
    for (String segment : segments) {
      changed = changed.changeAccess(segment, AccessNetwork::withoutAddresses);
    }
    return changed;
  }

  /** A second outer home agent stands in the DMZ. */
  static Topology withSecondOuterAgent(Topology topology) {
    return topology
        .named("three-tier with two outer home agents")
        .with(
            Node.router(
                "xha2",
                List.of(Nic.on("dmz", "eth0", ThreeTier.SECOND_OUTER_AGENT.toString())),
                StaticRoute.byDefault("203.0.113.1")))
        .change(
            "gw",
            gateway ->
                gateway.with(
                    new StaticRoute(ThreeTier.SECOND_OUTER_HOME, ThreeTier.SECOND_OUTER_AGENT)));
  }

  /** The mobile node is the router of a small network with a plain host. */
  static Topology withMobileNetwork(Topology topology) {
    return topology
        .named("three-tier with a mobile network")
        .with(Segment.inside("van", MOBILE_NETWORK))
        .change("mn", node -> node.with(Nic.on("van", "lan0", "10.1.50.1")).forwarding())
        .change("irt", router -> router.with(StaticRoute.to(MOBILE_NETWORK, "10.1.0.2")))
        .with(
            Node.host(
                "pc",
                List.of(Nic.on("van", "eth0", HOST_IN_MOBILE_NETWORK.toString())),
                StaticRoute.byDefault("10.1.50.1")));
  }
}
