package org.dualmip.linux;

import java.util.Set;

/**
 * What a service wants to stand in the kernel: no more and no less of ours than this.
 *
 * @param addresses addresses of links
 * @param routes with the protocol of the {@link Reconciler} that applies them
 * @param rules with the protocol of the {@link Reconciler} that applies them
 * @param proxies addresses the kernel answers ARP requests for
 * @param stations permanent entries of the ARP table
 */
public record HostState(
    Set<HostObject.Address> addresses,
    Set<Route> routes,
    Set<Rule> rules,
    Set<HostObject.Proxy> proxies,
    Set<HostObject.Station> stations) {
  /** Nothing of ours. */
  public static final HostState EMPTY = new HostState(Set.of(), Set.of(), Set.of(), Set.of());

  /** Without permanent entries of the ARP table. */
  public HostState(
      Set<HostObject.Address> addresses,
      Set<Route> routes,
      Set<Rule> rules,
      Set<HostObject.Proxy> proxies) {
    this(addresses, routes, rules, proxies, Set.of());
  }

  /** Copies the sets. */
  public HostState {
    addresses = Set.copyOf(addresses);
    routes = Set.copyOf(routes);
    rules = Set.copyOf(rules);
    proxies = Set.copyOf(proxies);
    stations = Set.copyOf(stations);
  }
}
