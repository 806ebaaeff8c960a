package org.dualmip.linux;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.dualmip.linux.HostObject.Address;
import org.dualmip.linux.HostObject.Proxy;
import org.dualmip.linux.HostObject.Station;
import org.dualmip.mobileip.net.MacAddress;

/**
 * What stands in the kernel: of ours, and of others where they could be in the way. The sets may be
 * changed.
 */
record Standing(
    Set<Address> addresses,
    Set<Address> foreignAddresses,
    Set<Route> routes,
    Set<Rule> rules,
    Set<Proxy> proxies,
    Set<Proxy> foreignProxies,
    Set<Station> stations) {
  /**
   * Looks.
   *
   * @param protocol the number that ours carry
   */
  static Standing read(Rtnetlink kernel, int protocol) {
    Map<Integer, String> names = new HashMap<>();
    kernel.links().forEach(link -> names.put(link.index(), link.name()));
    var standing =
        new Standing(
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(kernel.routes(0, protocol)),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>());
    for (InterfaceAddress a : kernel.addresses()) {
      String device = names.get(a.link());
      if (device != null) {
        (a.protocol() == protocol ? standing.addresses : standing.foreignAddresses)
            .add(new Address(device, a.address(), a.length(), a.noPrefixRoute()));
      }
    }
    for (Neighbour n : kernel.proxies(0)) {
      String device = names.get(n.link());
      if (device != null) {
        (n.protocol() == protocol ? standing.proxies : standing.foreignProxies)
            .add(new Proxy(device, n.address()));
      }
    }
    for (Neighbour n : kernel.stations()) {
      String device = names.get(n.link());
      MacAddress mac = n.mac();
      if (device != null && mac != null && n.protocol() == protocol) {
        standing.stations.add(new Station(device, n.address(), mac));
      }
    }
    kernel.rules().stream().filter(r -> r.protocol() == protocol).forEach(standing.rules::add);
    return standing;
  }
}
