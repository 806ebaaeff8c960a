package org.dualmip.mobilenode;

import java.util.HashSet;
import java.util.Set;
import org.dualmip.linux.HostObject;
import org.dualmip.linux.HostState;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rule;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * Addresses, routes and rules of a projection: one routing table for each role, chosen by source
 * address, so that neither strongSwan nor an application can fall into the wrong one. The main
 * table stays the operator's.
 *
 * <pre>
 *   100+n  from care-of address n    table 2430+n  default through its router
 *   -      to the VPN gateway       table 2422     where the VPN leaves, read by strongSwan alone
 *   150    from outer home address   table 2420    default to the mobility adapter, or a foreign agent
 *   160    from VPN address          table 220     strongSwan's own
 *   168    from it to its agent      table 2430+n  on the home link: neighbours are found there
 *   170    from inner home address   table 2421    default to the intranet adapter, or a foreign agent,
 *                                                  or at home to the link and its router
 *   165    to the mobile networks   main           which is where the operator put them
 *   175    from the mobile networks table 2423     default to the intranet adapter
 *   180    to the inner networks     table 2421    unbound senders get the inner home address
 *   180    to multicast groups      table 2421    and so do those who send to groups or join them
 * </pre>
 *
 * <p>On the home link the home address is on the interface too: the kernel answers ARP for it where
 * it is, and nowhere else (RFC 5944 §4.6). On its adapter it stays, for the applications' sockets.
 *
 * <p>Each rule by source has a twin that refuses: when an adapter or an address vanishes, nothing
 * falls through to the main table.
 */
final class Plumbing {
  private static final Prefix4 EVERYWHERE = new Prefix4(Ip4.ANY, 0);
  private static final int MOBILITY_TABLE = 2420;
  private static final int INTRANET_TABLE = 2421;
  private static final int VPN_TABLE = 2422;
  private static final int BEHIND_TABLE = 2423;
  private static final int LINK_TABLES = 2430;

  /** Where strongSwan puts its routes (its setting {@code routing_table}). */
  private static final int STRONGSWAN_TABLE = 220;

  private final NodeSettings settings;

  Plumbing(NodeSettings settings) {
    this.settings = settings;
  }

  /** All that should be there. */
  HostState of(Projection projection) {
    Objects objects = new Objects();
    Ip4 home = settings.inner().homeAddress();
    objects.add(new HostObject.Address(Adapters.INTRANET, home, 32, false));
    Path inner = projection.innerPath();
    if (inner == null || !inner.isAtHome() || !leaveAtHome(objects, projection, inner)) {
      leave(objects, inner, Adapters.INTRANET, home, INTRANET_TABLE);
    }
    String homeLink = projection.homeLink();
    if (homeLink != null) {
      objects.add(new HostObject.Address(homeLink, home, 32, true));
      Prefix4 agent = new Prefix4(settings.inner().homeAgent(), 32);
      objects.add(Rule.lookup(168, new Prefix4(home, 32), agent, LINK_TABLES + index(homeLink)));
    }
    bySource(objects, 170, home, INTRANET_TABLE);
    for (Prefix4 network : projection.mobileNetworks()) {
      objects.add(Route.through(Adapters.INTRANET, null, EVERYWHERE, home, BEHIND_TABLE));
      objects.add(Rule.lookup(165, null, network, Route.MAIN));
      objects.add(Rule.lookup(175, network, null, BEHIND_TABLE));
      objects.add(Rule.refuse(176, network, null));
    }
    for (Prefix4 network : settings.inner().networks()) {
      objects.add(Rule.lookup(180, null, network, INTRANET_TABLE));
    }
    if (settings.inner().multicast()) {
      objects.add(Rule.lookup(180, null, Adapters.GROUPS, INTRANET_TABLE));
    }
    for (Link link : projection.links()) {
      if (!link.ownsAddress()) {
        continue; // behind a foreign agent nothing is sent from an address of the place
      }
      int index = index(link.name());
      Prefix4 network = Prefix4.around(link.address(), link.prefixLength());
      objects.add(Route.through(link.name(), null, network, link.address(), LINK_TABLES + index));
      objects.add(
          Route.through(
              link.name(), link.gateway(), EVERYWHERE, link.address(), LINK_TABLES + index));
      bySource(objects, 100 + 2 * index, link.address(), LINK_TABLES + index);
    }
    Ip4 outerHome = projection.outerHome();
    if (outerHome != null) {
      objects.add(new HostObject.Address(Adapters.MOBILITY, outerHome, 32, false));
      leave(objects, projection.outerPath(), Adapters.MOBILITY, outerHome, MOBILITY_TABLE);
      bySource(objects, 150, outerHome, MOBILITY_TABLE);
    }
    addVpnRoute(objects, projection);
    Ip4 vpn = projection.vpnAddress();
    if (vpn != null) {
      bySource(objects, 160, vpn, STRONGSWAN_TABLE);
    }
    return objects.state();
  }

  /**
   * Leads packets of the home address to the neighbours and the router of the home link.
   *
   * @return whether the link is still there
   */
  private boolean leaveAtHome(Objects objects, Projection projection, Path path) {
    Ip4 home = settings.inner().homeAddress();
    for (Link link : projection.links()) {
      if (link.careOf().equals(path.careOf())) {
        Prefix4 network = Prefix4.around(link.address(), link.prefixLength());
        objects.add(Route.through(link.name(), null, network, home, INTRANET_TABLE));
        objects.add(Route.through(link.name(), link.gateway(), EVERYWHERE, home, INTRANET_TABLE));
        return true;
      }
    }
    return false;
  }

  /**
   * Leads packets of a home address to its adapter, or bare to the foreign agent that has the
   * tunnel; what goes to groups always to the adapter, since bare it would not be tunnelled (RFC
   * 3024 §5.2). With encapsulating delivery the adapter's tunnel goes to the agent. The agent's
   * station is known from its advertisements: no ARP away from home (RFC 5944 §4.6).
   */
  private static void leave(
      Objects objects, @Nullable Path path, String adapter, Ip4 home, int table) {
    boolean bare = path != null && path.isBare();
    if (path != null && path.careOf() instanceof CareOf.ThroughAgent agent && !agent.coLocated()) {
      Prefix4 only = new Prefix4(agent.agent(), 32);
      objects.add(new HostObject.Station(agent.link(), agent.agent(), agent.mac()));
      objects.add(Route.through(agent.link(), null, only, home, table));
      if (bare) {
        objects.add(Route.through(agent.link(), agent.agent(), EVERYWHERE, home, table));
        objects.add(Route.through(adapter, null, Adapters.GROUPS, home, table));
      }
    }
    if (!bare) {
      objects.add(Route.through(adapter, null, EVERYWHERE, home, table));
    }
  }

  /**
   * Tells strongSwan which interface to take. It reads all tables and prefers the narrowest route
   * (RFC 4555 leaves the choice of addresses to each side); the packets themselves follow the rule
   * by source.
   */
  private void addVpnRoute(Objects objects, Projection projection) {
    CareOf from = projection.vpnFrom();
    for (Link link : projection.links()) {
      if (link.careOf().equals(from)) {
        objects.add(
            Route.through(
                link.name(),
                link.gateway(),
                new Prefix4(settings.vpn().gateway(), 32),
                link.address(),
                VPN_TABLE));
      }
    }
  }

  private static void bySource(Objects objects, int preference, Ip4 source, int table) {
    Prefix4 from = new Prefix4(source, 32);
    objects.add(Rule.lookup(preference, from, null, table));
    objects.add(Rule.refuse(preference + 1, from, null));
  }

  private int index(String link) {
    for (int i = 0; i < settings.interfaces().size(); i++) {
      if (settings.interfaces().get(i).name().equals(link)) {
        return i;
      }
    }
    throw new IllegalArgumentException(link + " is no interface of the configuration");
  }

  /** Collects objects by kind. */
  private static final class Objects {
    private final Set<HostObject.Address> addresses = new HashSet<>();
    private final Set<Route> routes = new HashSet<>();
    private final Set<Rule> rules = new HashSet<>();
    private final Set<HostObject.Station> stations = new HashSet<>();

    void add(HostObject object) {
      switch (object) {
        case HostObject.Address address -> addresses.add(address);
        case Route route -> routes.add(route);
        case Rule rule -> rules.add(rule);
        case HostObject.Station station -> stations.add(station);
        case HostObject.Proxy proxy ->
            throw new IllegalArgumentException("a mobile node answers for nobody: " + proxy);
      }
    }

    HostState state() {
      return new HostState(addresses, routes, rules, Set.of(), stations);
    }
  }
}
