package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.HostObject;
import org.dualmip.linux.HostState;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Route;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel should hold because of the bindings: a route to each bound home address through
 * the adapter, and an answer to ARP for it on the home link; or, where the home network is virtual,
 * a route that ends the packets nobody is bound for, which would otherwise go round in circles.
 *
 * <p>Belongs to the owner thread.
 */
final class HostProjection implements AutoCloseable {
  private final Reconciler kernel;
  private final String adapter;
  private final Prefix4 homeNetwork;
  private final @Nullable String homeLink;
  private final Set<Ip4> bound = new HashSet<>();

  HostProjection(
      Reconciler kernel, String adapter, Prefix4 homeNetwork, @Nullable String homeLink) {
    this.kernel = kernel;
    this.adapter = adapter;
    this.homeNetwork = homeNetwork;
    this.homeLink = homeLink;
  }

  /** Sends packets for these home addresses into the adapter. */
  List<HostChange> attract(Collection<Ip4> homes) {
    bound.addAll(homes);
    return reconcile();
  }

  /** Leaves packets for the home address alone. */
  List<HostChange> release(Ip4 home) {
    bound.remove(home);
    return reconcile();
  }

  /** Whether packets for the address go into the adapter. */
  boolean attracts(Ip4 home) {
    return bound.contains(home);
  }

  /**
   * Sends something to a home address as if it were not bound. For that moment the kernel sends
   * other packets for it past the tunnel, too.
   */
  List<HostChange> past(Ip4 home, Runnable sending) {
    List<HostChange> changes = new ArrayList<>(release(home));
    sending.run();
    changes.addAll(attract(List.of(home)));
    return changes;
  }

  /** Makes the kernel hold exactly what it should; returns what was done and what could not be. */
  List<HostChange> reconcile() {
    return kernel.apply(desired());
  }

  /** Removes everything. */
  @Override
  public void close() {
    var _ = kernel.clear();
  }

  private HostState desired() {
    Set<Route> routes = new HashSet<>();
    Set<HostObject.Proxy> proxies = new HashSet<>();
    if (homeLink == null) {
      routes.add(Route.unreachable(homeNetwork, Route.MAIN));
    }
    for (Ip4 home : bound) {
      routes.add(Route.through(adapter, null, new Prefix4(home, 32), null, Route.MAIN));
      if (homeLink != null) {
        proxies.add(new HostObject.Proxy(homeLink, home));
      }
    }
    return new HostState(Set.of(), routes, Set.of(), proxies);
  }
}
