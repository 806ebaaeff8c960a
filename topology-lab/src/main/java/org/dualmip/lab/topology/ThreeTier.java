package org.dualmip.lab.topology;

import static org.dualmip.lab.topology.Nic.delayed;
import static org.dualmip.lab.topology.Nic.on;
import static org.dualmip.lab.topology.StaticRoute.byDefault;
import static org.dualmip.lab.topology.StaticRoute.to;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * The enterprise of RFC 5265 §2: an inner home network and two offices behind a VPN gateway, an
 * outer home agent in the DMZ, a café and a cellular network with a NAT outside.
 *
 * <p>The four access routers reach their backbone over links with delay; the delay stands behind
 * the router, so that ARP on the access link costs nothing, as on a real one.
 *
 * <pre>
 *  inner-home ── irt ── inner-core ── gw ── dmz ── xha
 *   iha cn        office-a-r │ office-b-r   │
 *                  office-a    office-b   internet
 *                                    cafe-r │ cell-r (NAT)
 *                                     cafe     cell
 * </pre>
 */
public final class ThreeTier {
  /** The home address that applications use: S. */
  public static final Ip4 INNER_HOME_ADDRESS = Ip4.of("10.1.0.100");

  /** Everything private. */
  public static final Prefix4 INNER = Prefix4.of("10.1.0.0/16");

  /** What the gateway hands out as V. */
  public static final Prefix4 VPN_POOL = Prefix4.of("10.1.99.0/24");

  /** The virtual home network that M comes from. */
  public static final Prefix4 OUTER_HOME = Prefix4.of("203.0.113.128/26");

  /** The inner home agent. */
  public static final Ip4 INNER_AGENT = Ip4.of("10.1.0.2");

  /** The outer home agent. */
  public static final Ip4 OUTER_AGENT = Ip4.of("203.0.113.2");

  /** A second outer home agent, where a scenario has one. */
  public static final Ip4 SECOND_OUTER_AGENT = Ip4.of("203.0.113.3");

  /** Its virtual home network. */
  public static final Prefix4 SECOND_OUTER_HOME = Prefix4.of("203.0.113.192/26");

  /** Where the VPN gateway is reached from outside: T. */
  public static final Ip4 GATEWAY = Ip4.of("198.18.0.2");

  /** The correspondent. */
  public static final Ip4 CORRESPONDENT = Ip4.of("10.1.0.10");

  /** The mobile node's name. */
  public static final String MOBILE = "mn";

  /** Where the mobile node comes home, in a topology that lets it. */
  public static final AccessNetwork HOME =
      AccessNetwork.of("inner-home", "10.1.0.50", "10.1.0.1", "iha");

  private ThreeTier() {}

  /** The topology. */
  public static Topology topology() {
    return new Topology(
        "three-tier",
        List.of(
            Segment.inside("inner-home", "10.1.0.0/24"),
            Segment.inside("office-a", "10.1.1.0/24"),
            Segment.inside("office-b", "10.1.2.0/24"),
            Segment.inside("inner-core", "10.1.254.0/24"),
            Segment.outside("dmz", "203.0.113.0/26"),
            Segment.outside("internet", "198.18.0.0/24"),
            Segment.outside("cafe", "198.51.100.0/24"),
            Segment.outside("cell", "100.64.7.0/24")),
        List.of(
            Node.router(
                "irt",
                List.of(
                    on("inner-home", "home", "10.1.0.1"), on("inner-core", "core", "10.1.254.1")),
                to("10.1.1.0/24", "10.1.254.11"),
                to("10.1.2.0/24", "10.1.254.12"),
                to("10.1.99.0/24", "10.1.254.2")),
            Node.router(
                "iha", List.of(on("inner-home", "eth0", "10.1.0.2")), byDefault("10.1.0.1")),
            Node.host("cn", List.of(on("inner-home", "eth0", "10.1.0.10")), byDefault("10.1.0.1")),
            Node.router(
                    "gw",
                    List.of(
                        on("internet", "ext", "198.18.0.2"),
                        on("dmz", "dmz", "203.0.113.1"),
                        on("inner-core", "core", "10.1.254.2")),
                    to("10.1.0.0/24", "10.1.254.1"),
                    to("10.1.1.0/24", "10.1.254.11"),
                    to("10.1.2.0/24", "10.1.254.12"),
                    to("198.51.100.0/24", "198.18.0.10"),
                    to("203.0.113.128/26", "203.0.113.2"))
                .guardedBy(GATEWAY_FIREWALL),
            Node.router("xha", List.of(on("dmz", "eth0", "203.0.113.2")), byDefault("203.0.113.1")),
            office("office-a", "10.1.1.1", "10.1.254.11", Duration.ofMillis(2)),
            office("office-b", "10.1.2.1", "10.1.254.12", Duration.ofMillis(4)),
            outside("cafe", "198.51.100.1", "198.18.0.10", Duration.ofMillis(10)),
            outside("cell", "100.64.7.1", "198.18.0.20", Duration.ofMillis(30)).guardedBy(CELL_NAT),
            Node.host(MOBILE, List.of(Nic.unplugged("wlan0"), Nic.unplugged("wwan0")))),
        List.of(
            AccessNetwork.of("office-a", "10.1.1.50", "10.1.1.1", "iha"),
            AccessNetwork.of("office-b", "10.1.2.50", "10.1.2.1", "iha"),
            AccessNetwork.of("cafe", "198.51.100.50", "198.51.100.1", "xha"),
            AccessNetwork.of("cell", "100.64.7.50", "100.64.7.1", "xha")));
  }

  private static Node office(String segment, String inner, String core, Duration delay) {
    return Node.router(
        segment + "-r",
        List.of(on(segment, "lan", inner), delayed("inner-core", "wan", core, delay)),
        to("10.1.0.0/24", "10.1.254.1"),
        to("10.1.99.0/24", "10.1.254.2"),
        byDefault("10.1.254.1"));
  }

  private static Node outside(String segment, String lan, String up, Duration delay) {
    return Node.router(
        segment + "-r",
        List.of(on(segment, "lan", lan), delayed("internet", "wan", up, delay)),
        byDefault("198.18.0.2"));
  }

  /**
   * Outside reaches outer home agents (the three encapsulations, Mobile IP's UDP port, echo) and
   * the gateway's own IKE and ESP-in-UDP; the inside is reached only by what the VPN has decrypted.
   */
  private static final String GATEWAY_FIREWALL =
      """
      table inet firewall {
        set outer-agents {
          type ipv4_addr;
          elements = { 203.0.113.2, 203.0.113.3 }
        }
        chain input {
          type filter hook input priority filter; policy drop;
          iifname "lo" accept
          iifname "core" accept
          ip saddr 10.1.0.0/16 iifname { "ext", "dmz" } counter drop
          ip daddr 10.1.0.0/16 iifname { "ext", "dmz" } counter drop
          iifname { "ext", "dmz" } udp dport { 500, 4500 } accept
          iifname { "ext", "dmz" } ip protocol icmp accept
          counter drop
        }
        chain forward {
          type filter hook forward priority filter; policy drop;
          iifname "ext" oifname "dmz" ip daddr @outer-agents ip protocol { 1, 4, 47, 55 } accept
          iifname "ext" oifname "dmz" ip daddr @outer-agents udp dport 434 accept
          iifname "ext" oifname "dmz" ip daddr @outer-agents ip frag-off & 0x1fff != 0 accept
          iifname "dmz" oifname "ext" accept
          iifname "ipsec0" oifname "core" ip saddr 10.1.99.0/24 accept
          iifname "core" oifname "ipsec0" ip daddr 10.1.99.0/24 accept
          counter drop
        }
      }
      """;

  private static final String CELL_NAT =
      """
      table ip carrier-nat {
        chain postrouting {
          type nat hook postrouting priority srcnat;
          oifname "wan" masquerade
        }
      }
      """;
}
