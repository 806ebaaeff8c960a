package org.dualmip.homeagent;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.service.Clock;

/**
 * Carries out what the home agent decides. Belongs to the owner thread.
 *
 * <p>When a binding comes, the tunnel is ready before packets are attracted to it; when it goes,
 * packets are sent elsewhere before the tunnel ends. A host that refuses is an event with the
 * remedy, not the end: the state is reconciled again later.
 */
final class AgentEffects implements Consumer<Output> {
  private static final Duration PAST_INTERVAL = Duration.ofMillis(500);

  private final Signalling socket;
  private final DataPath tunnels;
  private final GuardedHost host;
  private final Map<String, HomeLink> homeLinks;
  private final Map<String, LinkPort> links;
  private final HomeStations stations;
  private final BindingStore store;
  private final AgentEvents events;
  private final Clock clock;
  private final Map<Place, Map<Ip4, Binding>> bound = new LinkedHashMap<>();
  private MonotonicTime pastAgain;

  /** A home address within its home network. */
  private record Place(String network, Ip4 home) {}

  /**
   * @param homeLinks by home network, for those that have a link
   * @param links what speaks on each link
   * @param stations knows who has registered from a home link
   */
  AgentEffects(
      Signalling socket,
      DataPath tunnels,
      GuardedHost host,
      Map<String, HomeLink> homeLinks,
      Map<String, LinkPort> links,
      HomeStations stations,
      BindingStore store,
      AgentEvents events,
      Clock clock) {
    this.socket = socket;
    this.tunnels = tunnels;
    this.host = host;
    this.homeLinks = homeLinks;
    this.links = links;
    this.stations = stations;
    this.store = store;
    this.events = events;
    this.clock = clock;
    this.pastAgain = clock.now().monotonic();
  }

  @Override
  public void accept(Output output) {
    switch (output) {
      case Output.Send(var from, var to, var payload) -> send(from, to, payload);
      case Output.BindingChanged change -> {
        changed(change);
        events.binding(change);
      }
      case Output.Remember(var memory) -> store.remember(memory);
      case Output.Notice notice -> events.notice(notice);
    }
  }

  /** The home links there are. */
  List<HomeLink> homeLinks() {
    return List.copyOf(homeLinks.values());
  }

  /** Builds up what a restart of the service interrupted. */
  void restored(Collection<Binding> bindings) {
    bindings.forEach(this::enter);
    bound.forEach(
        (place, own) -> tunnels.bind(place.network(), place.home(), List.copyOf(own.values())));
    host.change(host -> host.restore(bindings));
    bound.forEach((place, _) -> away(place));
    listenForBroadcasts();
  }

  /**
   * A reply to a home address goes onto the home link, even while the address is bound: the node
   * asked from there (RFC 5944 §3.8.3.1). It goes to the station that asked; if none was heard, by
   * the host's routes without the tunnel, but not often, since that takes the tunnel away for a
   * moment and a forged request is enough to ask for it.
   */
  private void send(Endpoint from, Endpoint to, Octets payload) {
    HomeStations.Station station = stations.at(to.address()).orElse(null);
    LinkPort port = station == null ? null : links.get(station.link());
    MonotonicTime now = clock.now().monotonic();
    if (station != null && port != null) {
      port.send(station.mac(), from, to, payload);
    } else if (!homeLinks.isEmpty() && host.attracts(to.address()) && !now.isBefore(pastAgain)) {
      pastAgain = now.plus(PAST_INTERVAL);
      var _ = host.change(host -> host.past(to.address(), () -> socket.sendNow(to, payload)));
    } else {
      socket.send(to, payload);
    }
  }

  private void changed(Output.BindingChanged change) {
    Binding before = change.before();
    Binding after = change.after();
    Binding either = Objects.requireNonNull(after != null ? after : before);
    var place = new Place(either.network(), either.home());
    boolean wasBound = bound.containsKey(place);
    List<Binding> old = List.copyOf(bound.getOrDefault(place, Map.of()).values());
    if (before != null) {
      leave(before);
    }
    if (after != null) {
      enter(after);
      store.put(after, clock.now());
    }
    List<Binding> own = List.copyOf(bound.getOrDefault(place, Map.of()).values());
    if (own.isEmpty()) {
      host.change(host -> host.attract(place.network(), place.home(), own));
      tunnels.bind(place.network(), place.home(), own);
      back(place);
    } else {
      tunnels.bind(place.network(), place.home(), own);
      if (!networksOf(own).equals(networksOf(old)) || !wasBound) {
        host.change(host -> host.attract(place.network(), place.home(), own));
      }
      if (!wasBound) {
        away(place);
      }
    }
    if (before != null && (after == null || !before.careOf().equals(after.careOf()))) {
      store.remove(before);
    }
    listenForBroadcasts();
  }

  private void enter(Binding binding) {
    bound
        .computeIfAbsent(new Place(binding.network(), binding.home()), _ -> new LinkedHashMap<>())
        .put(binding.careOf(), binding);
  }

  private void leave(Binding binding) {
    var place = new Place(binding.network(), binding.home());
    Map<Ip4, Binding> own = bound.getOrDefault(place, Map.of());
    own.remove(binding.careOf());
    if (own.isEmpty()) {
      bound.remove(place);
    }
  }

  private void listenForBroadcasts() {
    homeLinks.forEach(
        (network, link) -> link.hearBroadcasts(tunnels.path(network).wantsBroadcasts()));
  }

  private void away(Place place) {
    HomeLink link = homeLinks.get(place.network());
    if (link != null) {
      link.away(place.home());
    }
  }

  private void back(Place place) {
    HomeLink link = homeLinks.get(place.network());
    if (link != null) {
      link.back(place.home());
    }
  }

  private static List<Prefix4> networksOf(List<Binding> bindings) {
    return bindings.stream().flatMap(each -> each.mobileNetworks().stream()).distinct().toList();
  }
}
