package org.dualmip.lab.topology;

import static org.dualmip.lab.topology.Nic.delayed;
import static org.dualmip.lab.topology.Nic.on;
import static org.dualmip.lab.topology.StaticRoute.byDefault;
import static org.dualmip.lab.topology.StaticRoute.to;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * Two enterprises that use the same private addresses for everything, the outer home network
 * included, and share one provider's outer home agent. A café has the provider's foreign agent.
 *
 * <pre>
 *   cn iha          cn iha
 *  red-in          blue-in        10.1.0.0/24, both
 *     red-gw          blue-gw
 *    red             blue         10.9.0.0/24, both
 *       └──── xha ────┘
 *              │
 *             dmz ── gw ── internet ── cafe-r, cell-r ── mn (red), mn2 (blue)
 * </pre>
 */
public final class TwoTenants {
  /** The tenants. */
  public static final List<String> NAMES = List.of("red", "blue");

  /** The outer home network of either. */
  public static final Prefix4 OUTER_HOME = Prefix4.of("10.9.0.0/24");

  /** The outer home address of either's mobile node: M. */
  public static final Ip4 OUTER_HOME_ADDRESS = Ip4.of("10.9.0.100");

  /** The VPN gateway of either: T. */
  public static final Ip4 GATEWAY = Ip4.of("10.9.0.1");

  private TwoTenants() {}

  /** The mobile node of a tenant. */
  public static String mobile(String tenant) {
    return tenant.equals(NAMES.getFirst()) ? ThreeTier.MOBILE : ThreeTier.MOBILE + "2";
  }

  /** The topology. */
  public static Topology topology() {
    var segments = new ArrayList<Segment>();
    var nodes = new ArrayList<Node>();
    var agentNics = new ArrayList<Nic>();
    agentNics.add(on("dmz", "eth0", "203.0.113.2"));
    for (String tenant : NAMES) {
      segments.add(Segment.inside(tenant + "-in", "10.1.0.0/24"));
      segments.add(Segment.inside(tenant, "10.9.0.0/24"));
      agentNics.add(on(tenant, tenant, "10.9.0.2"));
      nodes.add(gateway(tenant));
      nodes.add(
          Node.router(
              tenant + "-iha",
              List.of(on(tenant + "-in", "eth0", "10.1.0.2")),
              byDefault("10.1.0.1")));
      nodes.add(
          Node.host(
              tenant + "-cn",
              List.of(on(tenant + "-in", "eth0", "10.1.0.10")),
              byDefault("10.1.0.1")));
    }
    segments.add(Segment.outside("dmz", "203.0.113.0/26"));
    segments.add(Segment.outside("internet", "198.18.0.0/24"));
    segments.add(Segment.outside("cafe", "198.51.100.0/24"));
    segments.add(Segment.outside("cell", "198.51.101.0/24"));
    nodes.add(Node.router("xha", agentNics, byDefault("203.0.113.1")));
    nodes.add(
        Node.router(
            "gw",
            List.of(on("internet", "ext", "198.18.0.2"), on("dmz", "dmz", "203.0.113.1")),
            to("198.51.100.0/24", "198.18.0.10"),
            to("198.51.101.0/24", "198.18.0.20")));
    nodes.add(access("cafe", "198.51.100.1", "198.18.0.10", Duration.ofMillis(10)));
    nodes.add(access("cell", "198.51.101.1", "198.18.0.20", Duration.ofMillis(30)));
    for (String tenant : NAMES) {
      nodes.add(Node.host(mobile(tenant), List.of(Nic.unplugged("wlan0"), Nic.unplugged("wwan0"))));
    }
    return new Topology(
        "two tenants of one outer home agent",
        segments,
        nodes,
        List.of(
            AccessNetwork.of("cafe", "198.51.100.50", "198.51.100.1", "xha").withoutAddresses(),
            AccessNetwork.of("cell", "198.51.101.50", "198.51.101.1", "xha")));
  }

  private static Node gateway(String tenant) {
    return Node.router(
            tenant + "-gw",
            List.of(on(tenant, "up", GATEWAY.toString()), on(tenant + "-in", "in", "10.1.0.1")))
        .guardedBy(FIREWALL);
  }

  private static Node access(String segment, String lan, String up, Duration delay) {
    return Node.router(
        segment + "-r",
        List.of(on(segment, "lan", lan), delayed("internet", "wan", up, delay)),
        byDefault("198.18.0.2"));
  }

  private static final String FIREWALL =
      """
      table inet firewall {
        chain input {
          type filter hook input priority filter; policy drop;
          iifname { "lo", "in" } accept
          iifname "up" udp dport { 500, 4500 } accept
          iifname "up" ip protocol icmp accept
          counter drop
        }
        chain forward {
          type filter hook forward priority filter; policy drop;
          iifname "ipsec0" oifname "in" ip saddr 10.1.99.0/24 accept
          iifname "in" oifname "ipsec0" ip daddr 10.1.99.0/24 accept
          counter drop
        }
      }
      """;
}
