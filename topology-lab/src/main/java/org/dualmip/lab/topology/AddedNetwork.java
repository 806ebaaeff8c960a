package org.dualmip.lab.topology;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * An access network beside those of the three-tier topology, with a router of its own: {@code
 * NAME-r}, whose uplink {@code wan} has the network's quality.
 *
 * @param name of the segment, at most {@value #LONGEST_NAME} characters
 * @param outside whether it is beyond the VPN gateway
 * @param prefix the addresses on the link
 * @param gateway the router's
 * @param address the first that the mobile node is given
 * @param quality of the uplink
 * @param natMemory for how long the router's NAT keeps an idle mapping, to the second; null if it
 *     has no NAT
 */
public record AddedNetwork(
    String name,
    boolean outside,
    Prefix4 prefix,
    Ip4 gateway,
    Ip4 address,
    Quality quality,
    @Nullable Duration natMemory) {
  /** So that the kernel takes {@code NAME-r-wan} for an interface. */
  public static final int LONGEST_NAME = 9;

  /** How many there may be: their uplinks have addresses of their own. */
  public static final int MOST = 100;

  private static final int FIRST_UPLINK = 100;
  private static final String NAT =
      """
      table ip access-nat {
        chain postrouting {
          type nat hook postrouting priority srcnat;
          oifname "wan" masquerade
        }
      }
      """;

  /**
   * The three-tier topology, or what became of it, with this network.
   *
   * @param number of the network among those that are added, from 0
   * @throws IllegalArgumentException if it does not fit in
   */
  public Topology addTo(Topology topology, int number) {
    String backbone = outside ? "internet" : "inner-core";
    Ip4 uplink =
        new Ip4(topology.segment(backbone).prefix().network().bits() + FIRST_UPLINK + number);
    var lan = new Nic("lan", name, gateway, Quality.PERFECT);
    var wan = new Nic("wan", backbone, uplink, quality);
    Topology with =
        topology
            .with(new Segment(name, prefix, outside))
            .with(translating(Node.router(name + "-r", List.of(lan, wan), routes())))
            .with(new AccessNetwork(name, address, gateway, outside ? "xha" : "iha", true, null));
    return announced(with, uplink);
  }

  private StaticRoute[] routes() {
    return outside
        ? new StaticRoute[] {StaticRoute.byDefault(ThreeTier.GATEWAY.toString())}
        : new StaticRoute[] {
          StaticRoute.to(ThreeTier.VPN_POOL.toString(), "10.1.254.2"),
          StaticRoute.byDefault("10.1.254.1")
        };
  }

  private Node translating(Node router) {
    return natMemory == null ? router : router.guardedBy(NAT).forgetting(natMemory);
  }

  /** Others know the way, unless the router stands in for the whole network. */
  private Topology announced(Topology topology, Ip4 uplink) {
    if (natMemory != null) {
      return topology;
    }
    var route = new StaticRoute(prefix, uplink);
    Topology known = topology.change("gw", gateway -> gateway.with(route));
    return outside ? known : known.change("irt", router -> router.with(route));
  }
}
