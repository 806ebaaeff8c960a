package org.dualmip.linux;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dualmip.linux.HostObject.Address;
import org.dualmip.linux.HostObject.Proxy;
import org.dualmip.linux.HostObject.Station;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * Makes the kernel hold what a service wants, and nothing of ours besides.
 *
 * <p>What is ours is known by a protocol number that every object carries (for addresses since
 * Linux 5.18), so the state of a crashed process is taken over, and what others set is never
 * touched. What is missing is added before what is too much is removed, and a route is exchanged in
 * one step: packets always find a way. Applying the same again changes nothing.
 *
 * <p>Belongs to one thread. Two reconcilers of one namespace need two numbers.
 */
public final class Reconciler {
  /** The number by which routes, rules, addresses and proxy entries are known as ours. */
  public static final int PROTOCOL = 242;

  private final Rtnetlink kernel;
  private final int protocol;

  /** One for the namespace of that connection, with our usual number. */
  public Reconciler(Rtnetlink kernel) {
    this(kernel, PROTOCOL);
  }

  /** One with a number of its own, 5 to 255. */
  public Reconciler(Rtnetlink kernel, int protocol) {
    if (protocol < 5 || protocol > 255) {
      throw new IllegalArgumentException("a protocol number of ours is 5 to 255, not " + protocol);
    }
    this.kernel = kernel;
    this.protocol = protocol;
  }

  /**
   * Makes it so.
   *
   * @return what was done, and what could not be; empty if all stood as wanted
   * @throws IllegalArgumentException if a wanted route or rule carries another protocol number
   */
  public List<HostChange> apply(HostState wanted) {
    wanted.routes().forEach(route -> checkMark(route, route.protocol()));
    wanted.rules().forEach(rule -> checkMark(rule, rule.protocol()));
    var changes = new ArrayList<HostChange>();
    Existing existing = read();
    add(
        wanted.addresses(),
        existing.addresses,
        existing.foreignAddresses,
        this::addAddress,
        changes);
    add(wanted.proxies(), existing.proxies, existing.foreignProxies, this::addProxy, changes);
    add(wanted.stations(), existing.stations, Set.of(), this::addStation, changes);
    applyRoutes(wanted.routes(), existing.routes, changes);
    add(wanted.rules(), existing.rules, Set.of(), kernel::addRule, changes);

    remove(existing.rules, wanted.rules(), kernel::deleteRule, changes);
    Set<RouteKey> kept = new LinkedHashSet<>();
    wanted.routes().forEach(route -> kept.add(RouteKey.of(route)));
    existing.routes.removeIf(route -> kept.contains(RouteKey.of(route)));
    remove(existing.routes, Set.of(), kernel::deleteRoute, changes);
    remove(
        existing.proxies,
        wanted.proxies(),
        proxy -> kernel.deleteProxyNeighbour(proxy.device(), proxy.address()),
        changes);
    Set<StationKey> standing = new LinkedHashSet<>();
    wanted.stations().forEach(station -> standing.add(StationKey.of(station)));
    existing.stations.removeIf(station -> standing.contains(StationKey.of(station)));
    remove(existing.stations, Set.of(), this::deleteStation, changes);
    remove(
        existing.addresses,
        wanted.addresses(),
        address -> kernel.removeAddress(address.device(), address.address(), address.length()),
        changes);
    return changes;
  }

  /**
   * Sets some objects without looking at the others. What stands there already is refused, unless
   * it is ours.
   *
   * @return what was done, and what could not be
   */
  public List<HostChange> add(Collection<? extends HostObject> objects) {
    var changes = new ArrayList<HostChange>();
    for (HostObject each : objects) {
      attempt(
          each,
          object -> {
            switch (object) {
              case Address address -> addAddress(address);
              case Proxy proxy -> addProxy(proxy);
              case Station station -> addStation(station);
              case Route route -> {
                checkMark(route, route.protocol());
                kernel.addRoute(route);
              }
              case Rule rule -> {
                checkMark(rule, rule.protocol());
                kernel.addRule(rule);
              }
            }
            return new HostChange.Added(object);
          },
          changes);
    }
    return changes;
  }

  /**
   * Removes some objects of ours without looking at the others. Those that are gone are no error.
   *
   * @return what was done
   */
  public List<HostChange> remove(Collection<? extends HostObject> objects) {
    var changes = new ArrayList<HostChange>();
    remove(new LinkedHashSet<HostObject>(objects), Set.of(), this::remove, changes);
    return changes;
  }

  private void remove(HostObject object) {
    switch (object) {
      case Address address ->
          kernel.removeAddress(address.device(), address.address(), address.length());
      case Proxy proxy -> kernel.deleteProxyNeighbour(proxy.device(), proxy.address());
      case Station station -> deleteStation(station);
      case Route route -> kernel.deleteRoute(route);
      case Rule rule -> kernel.deleteRule(rule);
    }
  }

  /** Removes all that is ours. */
  public List<HostChange> clear() {
    return apply(HostState.EMPTY);
  }

  private void checkMark(HostObject object, int mark) {
    if (mark != protocol) {
      throw new IllegalArgumentException(object + " does not carry our protocol " + protocol);
    }
  }

  /** What stands in the kernel: of ours, and of others where they could be in the way. */
  private record Existing(
      Set<Address> addresses,
      Set<Address> foreignAddresses,
      Set<Route> routes,
      Set<Rule> rules,
      Set<Proxy> proxies,
      Set<Proxy> foreignProxies,
      Set<Station> stations) {}

  private Existing read() {
    var names = new HashMap<Integer, String>();
    kernel.links().forEach(link -> names.put(link.index(), link.name()));
    var existing =
        new Existing(
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
        (a.protocol() == protocol ? existing.addresses : existing.foreignAddresses)
            .add(new Address(device, a.address(), a.length(), a.noPrefixRoute()));
      }
    }
    for (Neighbour n : kernel.proxies(0)) {
      String device = names.get(n.link());
      if (device != null) {
        (n.protocol() == protocol ? existing.proxies : existing.foreignProxies)
            .add(new Proxy(device, n.address()));
      }
    }
    for (Neighbour n : kernel.stations()) {
      String device = names.get(n.link());
      MacAddress mac = n.mac();
      if (device != null && mac != null && n.protocol() == protocol) {
        existing.stations.add(new Station(device, n.address(), mac));
      }
    }
    kernel.rules().stream().filter(r -> r.protocol() == protocol).forEach(existing.rules::add);
    return existing;
  }

  private void addAddress(Address address) {
    kernel.addAddress(
        address.device(), address.address(), address.length(), address.noPrefixRoute(), protocol);
  }

  private void addProxy(Proxy proxy) {
    kernel.addProxyNeighbour(proxy.device(), proxy.address(), protocol);
  }

  private void addStation(Station station) {
    kernel.addStation(station.device(), station.address(), station.mac(), protocol);
  }

  private void deleteStation(Station station) {
    kernel.deleteStation(station.device(), station.address());
  }

  /** The kernel tells entries of the ARP table apart by these. */
  private record StationKey(String device, Ip4 address) {
    static StationKey of(Station station) {
      return new StationKey(station.device(), station.address());
    }
  }

  /** The kernel tells routes of one table apart by these. */
  private record RouteKey(int table, Prefix4 to, int metric) {
    static RouteKey of(Route route) {
      return new RouteKey(route.table(), route.to(), route.metric());
    }
  }

  private void applyRoutes(Set<Route> wanted, Set<Route> existing, List<HostChange> changes) {
    Map<RouteKey, Route> standing = new HashMap<>();
    existing.forEach(route -> standing.put(RouteKey.of(route), route));
    // A router must be reachable on a link before a route can go through it.
    List<Route> ordered =
        wanted.stream().sorted(Comparator.comparing((Route route) -> route.via() != null)).toList();
    for (Route route : ordered) {
      Route before = standing.get(RouteKey.of(route));
      if (before == null) {
        attempt(
            route,
            r -> {
              kernel.addRoute(r);
              return new HostChange.Added(r);
            },
            changes);
      } else if (!same(route, before)) {
        attempt(
            route,
            r -> {
              kernel.replaceRoute(r);
              return new HostChange.Replaced(before, r);
            },
            changes);
      }
    }
  }

  /** The kernel fills in the link a router is on if the route names none. */
  private static boolean same(Route wanted, Route standing) {
    return (wanted.device() == null && wanted.via() != null)
        ? wanted.equals(withDevice(standing, null))
        : wanted.equals(standing);
  }

  private static Route withDevice(Route r, @Nullable String device) {
    return new Route(
        r.to(), r.via(), device, r.source(), r.table(), r.metric(), r.protocol(), r.kind());
  }

  private interface Act<T> {
    void on(T object);
  }

  /** Adds what stands there neither as ours nor, just as wanted, as somebody else's. */
  private static <T extends HostObject> void add(
      Set<T> wanted, Set<T> ours, Set<T> foreign, Act<T> act, List<HostChange> changes) {
    for (T object : wanted) {
      if (!ours.contains(object) && !foreign.contains(object)) {
        attempt(
            object,
            o -> {
              act.on(o);
              return new HostChange.Added(o);
            },
            changes);
      }
    }
  }

  private static <T extends HostObject> void attempt(
      T object, Function<T, HostChange> act, List<HostChange> changes) {
    try {
      changes.add(act.apply(object));
    } catch (HostException refused) {
      if (refused.errno() == Errno.EPERM || refused.errno() == Errno.EACCES) {
        throw refused; // no right at all: nothing else would succeed either
      }
      changes.add(new HostChange.Blocked(object, String.valueOf(refused.getMessage())));
    }
  }

  private static <T extends HostObject> void remove(
      Set<T> ours, Set<T> wanted, Act<T> act, List<HostChange> changes) {
    for (T object : ours) {
      if (!wanted.contains(object)) {
        try {
          act.on(object);
          changes.add(new HostChange.Removed(object));
        } catch (HostException refused) {
          switch (refused.errno()) {
            // It went with its link or its address.
            case Errno.ESRCH, Errno.ENOENT, Errno.ENODEV, Errno.ENXIO, Errno.EADDRNOTAVAIL -> {}
            default -> throw refused;
          }
        }
      }
    }
  }
}
