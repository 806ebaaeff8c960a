package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.linux.HostObject;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rule;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * How one home network is routed on this host.
 *
 * <p>Each bound home address has a route through the network's adapter, and an answer to ARP for it
 * on the home link. A virtual network has a route that ends the packets nobody is bound for, which
 * would otherwise go round in circles. An isolated network has a table of its own, asked for what
 * comes in by its link or out of its tunnels:
 *
 * <pre>
 *   iif LINK, iif ADAPTER -> table:  HOME/32 dev ADAPTER (bound)
 *                                    PREFIX dev LINK
 *                                    default via ROUTER, or unreachable
 * </pre>
 *
 * @param name of the network
 * @param adapter where its tunnels begin
 * @param link the home link; null for a virtual network
 * @param table {@link Route#MAIN}, or its own
 * @param router the isolated network's
 * @param owner the number that marks what is ours
 */
record HomeRouting(
    String name,
    String adapter,
    Prefix4 prefix,
    @Nullable String link,
    int table,
    @Nullable Ip4 router,
    int owner) {
  /** Before the main table, behind the operator's. */
  private static final int PREFERENCE = 200;

  private static final Prefix4 EVERYWHERE = new Prefix4(Ip4.ANY, 0);

  boolean isolated() {
    return table != Route.MAIN;
  }

  /** What stands there whoever is bound. */
  List<HostObject> always() {
    List<HostObject> objects = new ArrayList<>();
    String home = link;
    if (home == null) {
      objects.add(Route.unreachable(prefix, Route.MAIN).of(owner));
    } else if (isolated()) {
      objects.add(Route.through(home, null, prefix, null, table).of(owner));
      objects.add(
          router == null
              ? Route.unreachable(EVERYWHERE, table).of(owner)
              : Route.through(home, router, EVERYWHERE, null, table).of(owner));
      objects.add(Rule.lookup(PREFERENCE, null, null, table).comingIn(home).of(owner));
      objects.add(Rule.lookup(PREFERENCE, null, null, table).comingIn(adapter).of(owner));
    }
    return objects;
  }

  /** What stands there for a bound home address and the networks behind it (RFC 5177). */
  Set<HostObject> bound(Ip4 home, Collection<Prefix4> mobileNetworks) {
    Set<HostObject> objects = new LinkedHashSet<>();
    objects.add(Route.through(adapter, null, new Prefix4(home, 32), null, table).of(owner));
    for (Prefix4 network : mobileNetworks) {
      objects.add(Route.through(adapter, null, network, null, table).of(owner));
    }
    if (link != null) {
      objects.add(new HostObject.Proxy(link, home));
    }
    return objects;
  }
}
