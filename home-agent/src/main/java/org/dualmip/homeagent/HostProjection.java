package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dualmip.linux.HostObject;
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
  private final SortedSet<Ip4> bound = new TreeSet<>();

  HostProjection(
      Reconciler kernel, String adapter, Prefix4 homeNetwork, @Nullable String homeLink) {
    this.kernel = kernel;
    this.adapter = adapter;
    this.homeNetwork = homeNetwork;
    this.homeLink = homeLink;
  }

  /** Sends packets for the home address into the adapter. */
  void attract(Ip4 home) {
    if (bound.add(home)) {
      reconcile();
    }
  }

  /** Leaves packets for the home address alone. */
  void release(Ip4 home) {
    if (bound.remove(home)) {
      reconcile();
    }
  }

  /** Makes the kernel hold exactly what it should; returns what had to be changed. */
  List<String> reconcile() {
    return kernel.apply(desired()).stream().map(Object::toString).toList();
  }

  /** Removes everything. */
  @Override
  public void close() {
    kernel.clear();
    kernel.close();
  }

  /** What the kernel should hold now. */
  List<HostObject> desired() {
    List<HostObject> desired = new ArrayList<>();
    if (homeLink == null) {
      desired.add(Route.unreachable(homeNetwork, Route.MAIN));
    }
    for (Ip4 home : bound) {
      desired.add(Route.through(adapter, null, new Prefix4(home, 32), null, Route.MAIN));
      if (homeLink != null) {
        desired.add(new HostObject.Proxy(homeLink, home));
      }
    }
    return desired;
  }
}
