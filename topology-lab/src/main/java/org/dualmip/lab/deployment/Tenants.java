package org.dualmip.lab.deployment;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.deployment.Daemon.Verb;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.lab.topology.TwoTenants;

/**
 * Two enterprises at one outer home agent, each with an inner home agent, a VPN gateway and a
 * mobile node of its own; all addresses are the same in both.
 */
public final class Tenants {
  private static final int FIRST_SPI = 257;

  private Tenants() {}

  /** Whole, with a session and a probe for each tenant. */
  public static Deployment whole() {
    Deployment one = Enterprise.whole();
    var daemons = new ArrayList<Daemon>();
    var talks = new ArrayList<Talk>();
    Yaml shared = one.daemon("xha").settings().without("home-network").without("mobile-nodes");
    for (String tenant : TwoTenants.NAMES) {
      String mobile = TwoTenants.mobile(tenant);
      String nai = mobile + "@" + tenant + ".example";
      daemons.add(
          new Daemon(tenant + "-iha", Verb.AGENT, inner(one.daemon("iha").settings(), mobile)));
      daemons.add(
          new Daemon(tenant + "-gw", Verb.GATEWAY, gateway(one.daemon("gw").settings(), tenant)));
      shared =
          shared
              .item(
                  "home-networks",
                  "{name: %s, prefix: %s, link: %s, isolated: true, router: %s}"
                      .formatted(tenant, TwoTenants.OUTER_HOME, tenant, TwoTenants.GATEWAY))
              .item(
                  "mobile-nodes",
                  "{home-address: %s, nai: %s, network: %s, spi: %d, key-file: %s-outer.key}"
                      .formatted(TwoTenants.OUTER_HOME_ADDRESS, nai, tenant, spi(tenant), mobile));
      talks.add(
          new Talk(
              mobile,
              ThreeTier.INNER_HOME_ADDRESS,
              tenant + "-cn",
              ThreeTier.CORRESPONDENT,
              List.of(Talk.Program.SESSION, Talk.Program.PROBE)));
    }
    Topology topology = TwoTenants.topology();
    daemons.add(new Daemon("xha", Verb.AGENT, shared));
    daemons.add(Enterprise.foreignAgent("cafe"));
    for (String tenant : TwoTenants.NAMES) {
      String mobile = TwoTenants.mobile(tenant);
      daemons.add(
          new Daemon(
              mobile, Verb.NODE, node(one.daemon(ThreeTier.MOBILE).settings(), tenant, mobile)));
    }
    return new Deployment(topology, daemons, talks);
  }

  /** The agent tells nodes with the same home address apart by NAI and SPI. */
  private static int spi(String tenant) {
    return FIRST_SPI + TwoTenants.NAMES.indexOf(tenant);
  }

  private static Yaml inner(Yaml yaml, String mobile) {
    return yaml.without("mobile-nodes")
        .item(
            "mobile-nodes",
            "{home-address: %s, spi: 256, key-file: %s-inner.key}"
                .formatted(ThreeTier.INNER_HOME_ADDRESS, mobile));
  }

  private static Yaml gateway(Yaml yaml, String tenant) {
    return yaml.with("address", TwoTenants.GATEWAY)
        .with("identity", tenant + "-gw.lab.example")
        .with("certificate", tenant + "-gw.pem")
        .with("key", tenant + "-gw.key");
  }

  private static Yaml node(Yaml yaml, String tenant, String mobile) {
    return yaml.with("inner.key-file", mobile + "-inner.key")
        .with("outer.nai", mobile + "@" + tenant + ".example")
        .with("outer.home-address", TwoTenants.OUTER_HOME_ADDRESS)
        .with("outer.spi", spi(tenant))
        .with("outer.key-file", mobile + "-outer.key")
        .with("outer.networks", "[" + TwoTenants.OUTER_HOME + "]")
        .with("vpn.gateway", TwoTenants.GATEWAY)
        .with("vpn.identity", mobile + ".lab.example")
        .with("vpn.gateway-identity", tenant + "-gw.lab.example")
        .with("vpn.certificate", mobile + ".pem")
        .with("vpn.key", mobile + ".key");
  }
}
