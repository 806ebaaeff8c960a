package org.dualmip.mobilenode;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dualmip.linux.HostException;
import org.dualmip.linux.InterfaceAddress;
import org.dualmip.linux.NetworkChange;
import org.dualmip.linux.NetworkMonitor;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.Prefix4;

/**
 * Watches the physical interfaces: one can be used while it has a carrier, an IPv4 address and, in
 * the main table, a default route through a router; and it can be listened to while it has a
 * carrier. Who sets these (an operator, a DHCP client) is not our business.
 *
 * <p>A change is read, not believed: after each event the present state is read again, so that lost
 * events do no harm. All reading happens on the monitor's thread.
 */
final class LinkWatch implements AutoCloseable {
  /** What happened to an interface. */
  sealed interface Change {
    /** It can be used. */
    record Up(Link link) implements Change {}

    /** Its address cannot be used any more. */
    record Down(String name, String why) implements Change {}

    /** It has a carrier, with or without an address. */
    record Carrier(String name) implements Change {}

    /** It has none any more, and no address that could be used. */
    record CarrierLost(String name, String why) implements Change {}
  }

  private static final int READINGS = 5;

  /** What belongs together. */
  private record Reading(
      Map<String, Optional<org.dualmip.linux.Link>> links,
      List<InterfaceAddress> addresses,
      List<Route> routes) {}

  private final Set<String> names;
  private final Set<String> carriers = new HashSet<>();
  private final Consumer<Change> listener;
  private final Rtnetlink netlink = Rtnetlink.open();
  private final Map<String, Link> usable = new HashMap<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private final NetworkMonitor monitor;
  private boolean closed;

  /**
   * Begins to watch; the interfaces that can be used already are reported at once, by the caller's
   * thread.
   */
  LinkWatch(List<Access> accesses, Consumer<Change> listener) {
    this.names = accesses.stream().map(Access::name).collect(Collectors.toSet());
    this.listener = listener;
    this.monitor = NetworkMonitor.open(this::changed);
    read();
  }

  @Override
  public void close() {
    monitor.close();
    closeNetlink();
  }

  /** Not while it is read from; the monitor's thread may have an event in hand yet. */
  private synchronized void closeNetlink() {
    closed = true;
    netlink.close();
  }

  private void changed(NetworkChange change) {
    boolean ours =
        switch (change) {
          case NetworkChange.LinkChanged c -> link(c.link());
          case NetworkChange.LinkRemoved c -> names.contains(c.link().name());
          case NetworkChange.AddressAdded c -> names.contains(c.device());
          case NetworkChange.AddressRemoved c -> names.contains(c.device());
          case NetworkChange.RouteAdded c -> isDefault(c.route());
          case NetworkChange.RouteRemoved c -> isDefault(c.route());
          case NetworkChange.RuleAdded _, NetworkChange.RuleRemoved _ -> false;
          case NetworkChange.Overrun _ -> true;
        };
    if (ours) {
      read();
    }
  }

  /** A lost carrier counts at once, before anything else is looked at. */
  private boolean link(org.dualmip.linux.Link link) {
    if (!names.contains(link.name())) {
      return wasOurs(link.index()); // until it was renamed
    }
    if (!link.carrier()) {
      noCarrier(link.name(), link.up() ? "no carrier" : "switched off");
    }
    return true;
  }

  private synchronized boolean wasOurs(int index) {
    return indexes.containsValue(index);
  }

  private boolean isDefault(Route route) {
    return route.table() == Route.MAIN && route.to().length() == 0;
  }

  private synchronized void noCarrier(String name, String why) {
    if (carriers.remove(name)) {
      usable.remove(name);
      listener.accept(new Change.CarrierLost(name, why));
    } else {
      down(name, why);
    }
  }

  private synchronized void down(String name, String why) {
    if (usable.remove(name) != null) {
      listener.accept(new Change.Down(name, why));
    }
  }

  /**
   * Addresses are those of the attachment only if that is the same before and after they are read:
   * with the address of the network just left the node would make itself known in the next one.
   */
  private synchronized void read() {
    if (closed) {
      return;
    }
    try {
      steady(
              this::links,
              links -> new Reading(links, netlink.addresses(), netlink.routes(Route.MAIN)))
          .ifPresent(this::compare);
    } catch (HostException vanished) {
      // An interface went away between two requests: its event is still to come.
    }
  }

  /**
   * What is read while the frame around it stays as it is; empty if that changes faster than can be
   * read, in which case there are events to come.
   */
  static <F, T> Optional<T> steady(Supplier<F> frame, Function<F, T> read) {
    F before = frame.get();
    for (int attempt = 0; attempt < READINGS; attempt++) {
      T reading = read.apply(before);
      F after = frame.get();
      if (after.equals(before)) {
        return Optional.of(reading);
      }
      before = after;
    }
    return Optional.empty();
  }

  private Map<String, Optional<org.dualmip.linux.Link>> links() {
    return names.stream().collect(Collectors.toMap(name -> name, netlink::link));
  }

  private void compare(Reading reading) {
    reading
        .links()
        .forEach((name, link) -> {
          link.ifPresentOrElse(one -> indexes.put(name, one.index()), () -> indexes.remove(name));
          if (link.isEmpty() || !link.get().carrier()) {
            noCarrier(name, why(link));
            return;
          }
          if (carriers.add(name)) {
            listener.accept(new Change.Carrier(name));
          }
          Optional<Link> now =
              link.flatMap(one -> attachment(one, reading.addresses(), reading.routes()));
          if (now.isEmpty()) {
            down(name, why(link));
          } else if (!now.get().equals(usable.put(name, now.get()))) {
            listener.accept(new Change.Up(now.get()));
          }
        });
  }

  private static String why(Optional<org.dualmip.linux.Link> link) {
    return link.isEmpty()
        ? "the interface is gone"
        : link.get().carrier() ? "its address or default route is gone" : "no carrier";
  }

  private static Optional<Link> attachment(
      org.dualmip.linux.Link link, List<InterfaceAddress> addresses, List<Route> routes) {
    Optional<Route> route =
        routes.stream()
            .filter(one -> one.to().length() == 0 && one.via() != null)
            .filter(one -> link.name().equals(one.device()))
            .min(Comparator.comparingInt(Route::metric));
    Optional<InterfaceAddress> address =
        route.flatMap(way ->
            addresses.stream()
                .filter(one -> one.link() == link.index() && belong(one, way))
                .filter(one -> one.protocol() != Reconciler.PROTOCOL) // the home address, at home
                .findFirst());
    return route.flatMap(way ->
        address.flatMap(one ->
            Optional.ofNullable(way.via())
                .map(via -> new Link(link.name(), one.address(), one.length(), via))));
  }

  /**
   * Whether an address and a default route are of the same network. Read while they change, one may
   * be of the network just left.
   */
  private static boolean belong(InterfaceAddress address, Route way) {
    boolean onLink =
        address.length() == 32
            || (way.via() != null
                && Prefix4.around(address.address(), address.length()).contains(way.via()));
    return onLink && (way.source() == null || way.source().equals(address.address()));
  }
}
