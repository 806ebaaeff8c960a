package org.dualmip.lab.scenario;

import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Topology;

/** What scenarios change in the three-tier network. */
final class Networks {
  private Networks() {}

  /** The mobile node can come home. */
  static Topology withHomeAccess(Topology topology) {
    return topology
        .named("three-tier with access to the home link")
        .with(AccessNetwork.of("inner-home", "10.1.0.50", "10.1.0.1", "iha"));
  }

  /** The cellular network's NAT keeps a mapping for 30 s after the last packet. */
  static Topology withForgetfulNat(Topology topology) {
    return topology
        .named("three-tier with a forgetful NAT")
        .change(
            "cell-r",
            router ->
                router
                    .setting("netfilter/nf_conntrack_udp_timeout", "30")
                    .setting("netfilter/nf_conntrack_udp_timeout_stream", "30"));
  }
}
