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
    Standing standing = Standing.read(kernel, protocol);
    add(wanted.addresses(), standing.addresses(), standing.foreignAddresses(), changes);
    add(wanted.proxies(), standing.proxies(), standing.foreignProxies(), changes);
    add(wanted.stations(), standing.stations(), Set.of(), changes);
    applyRoutes(wanted.routes(), standing.routes(), changes);
    add(wanted.rules(), standing.rules(), Set.of(), changes);

    remove(standing.rules(), wanted.rules(), changes);
    Set<RouteKey> kept = new LinkedHashSet<>();
    wanted.routes().forEach(route -> kept.add(RouteKey.of(route)));
    standing.routes().removeIf(route -> kept.contains(RouteKey.of(route)));
    remove(standing.routes(), Set.of(), changes);
    remove(standing.proxies(), wanted.proxies(), changes);
    Set<StationKey> present = new LinkedHashSet<>();
    wanted.stations().forEach(station -> present.add(StationKey.of(station)));
    standing.stations().removeIf(station -> present.contains(StationKey.of(station)));
    remove(standing.stations(), Set.of(), changes);
    remove(standing.addresses(), wanted.addresses(), changes);
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
    for (HostObject object : objects) {
      switch (object) {
        case Route route -> checkMark(route, route.protocol());
        case Rule rule -> checkMark(rule, rule.protocol());
        case Address _, Proxy _, Station _ -> {} // get our number here
      }
      attempt(object, this::added, changes);
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
    remove(new LinkedHashSet<HostObject>(objects), Set.of(), changes);
    return changes;
  }

  private HostChange added(HostObject object) {
    switch (object) {
      case Address a ->
          kernel.addAddress(a.device(), a.address(), a.length(), a.noPrefixRoute(), protocol);
      case Proxy proxy -> kernel.addProxyNeighbour(proxy.device(), proxy.address(), protocol);
      case Station at -> kernel.addStation(at.device(), at.address(), at.mac(), protocol);
      case Route route -> kernel.addRoute(route);
      case Rule rule -> kernel.addRule(rule);
    }
    return new HostChange.Added(object);
  }

  private void remove(HostObject object) {
    switch (object) {
      case Address address ->
          kernel.removeAddress(address.device(), address.address(), address.length());
      case Proxy proxy -> kernel.deleteProxyNeighbour(proxy.device(), proxy.address());
      case Station station -> kernel.deleteStation(station.device(), station.address());
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
        attempt(route, this::added, changes);
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

  /** Adds what stands there neither as ours nor, just as wanted, as somebody else's. */
  private <T extends HostObject> void add(
      Set<T> wanted, Set<T> ours, Set<T> foreign, List<HostChange> changes) {
    for (T object : wanted) {
      if (!ours.contains(object) && !foreign.contains(object)) {
        attempt(object, this::added, changes);
      }
    }
  }

  private static <T extends HostObject> void attempt(
      T object, Function<? super T, HostChange> act, List<HostChange> changes) {
    try {
      changes.add(act.apply(object));
    } catch (HostException refused) {
      if (refused.errno() == Errno.EPERM || refused.errno() == Errno.EACCES) {
        throw refused; // no right at all: nothing else would succeed either
      }
      changes.add(new HostChange.Blocked(object, String.valueOf(refused.getMessage())));
    }
  }

  private <T extends HostObject> void remove(Set<T> ours, Set<T> wanted, List<HostChange> changes) {
    for (T object : ours) {
      if (!wanted.contains(object)) {
        try {
          remove(object);
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
