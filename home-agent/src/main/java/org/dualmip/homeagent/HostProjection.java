package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.HostObject;
import org.dualmip.linux.HostState;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rule;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.net.Ip4;

/**
 * What the kernel should hold because of home networks, bindings and visitors.
 *
 * <p>A binding that comes or goes changes what it concerns and nothing else. The whole is compared
 * with the kernel at the start, when somebody else changed something, and when a single change was
 * refused. Belongs to the owner thread.
 */
final class HostProjection implements AutoCloseable {
  private final Reconciler kernel;
  private final Map<String, HomeRouting> networks = new HashMap<>();
  private final Set<HostObject> always = new LinkedHashSet<>();
  private final Map<Place, Set<HostObject>> attracted = new HashMap<>();

  /** A home address within its home network. */
  private record Place(String network, Ip4 home) {}

  /**
   * @param always what stands there as long as the agent runs, besides the networks' own
   */
  HostProjection(
      Reconciler kernel, Collection<HomeRouting> networks, Collection<HostObject> always) {
    this.kernel = kernel;
    this.always.addAll(always);
    for (HomeRouting network : networks) {
      this.networks.put(network.name(), network);
      this.always.addAll(network.always());
    }
  }

  /** Sends packets for the home addresses of all these bindings into their adapters. */
  List<HostChange> restore(Collection<Binding> bindings) {
    Map<Place, List<Binding>> byHome = new HashMap<>();
    bindings.forEach(
        binding -> byHome.computeIfAbsent(placeOf(binding), _ -> new ArrayList<>()).add(binding));
    byHome.forEach((place, own) -> attracted.put(place, objects(place, own)));
    return reconcile();
  }

  /**
   * Sends packets for a home address, and for the networks behind it, into the adapter; or leaves
   * them alone.
   *
   * @param bindings all those of the home address; none leaves it alone
   */
  List<HostChange> attract(String network, Ip4 home, Collection<Binding> bindings) {
    var place = new Place(network, home);
    Set<HostObject> before = attracted.getOrDefault(place, Set.of());
    Set<HostObject> after = bindings.isEmpty() ? Set.of() : objects(place, bindings);
    if (after.isEmpty()) {
      attracted.remove(place);
    } else {
      attracted.put(place, after);
    }
    return change(before, after);
  }

  /** Adds something that stands there from now on as long as the agent runs. */
  List<HostChange> include(Collection<HostObject> more) {
    always.addAll(more);
    return reconcile();
  }

  /** Whether packets for the address go into an adapter; in an isolated network they do not. */
  boolean attracts(Ip4 address) {
    return networks.values().stream()
        .anyMatch(network ->
            !network.isolated() && attracted.containsKey(new Place(network.name(), address)));
  }

  /**
   * Sends something to a home address as if it were not bound. For that moment the kernel sends
   * other packets for it past the tunnel, too.
   */
  List<HostChange> past(Ip4 home, Runnable sending) {
    Set<HostObject> aside = new LinkedHashSet<>();
    for (HomeRouting network : networks.values()) {
      if (!network.isolated()) {
        aside.addAll(attracted.getOrDefault(new Place(network.name(), home), Set.of()));
      }
    }
    List<HostChange> changes = new ArrayList<>(change(aside, Set.of()));
    sending.run();
    changes.addAll(change(Set.of(), aside));
    return changes;
  }

  /** Makes the kernel hold exactly what it should; returns what was done and what could not be. */
  List<HostChange> reconcile() {
    Set<HostObject> all = new LinkedHashSet<>(always);
    attracted.values().forEach(all::addAll);
    return kernel.apply(
        new HostState(
            only(HostObject.Address.class, all),
            only(Route.class, all),
            only(Rule.class, all),
            only(HostObject.Proxy.class, all)));
  }

  /** Removes everything. */
  @Override
  public void close() {
    var _ = kernel.clear();
  }

  /** First what is new, so that packets always find a way. */
  private List<HostChange> change(Set<HostObject> before, Set<HostObject> after) {
    Set<HostObject> missing = new LinkedHashSet<>(after);
    missing.removeAll(before);
    Set<HostObject> unwanted = new LinkedHashSet<>(before);
    unwanted.removeAll(after);
    List<HostChange> changes = new ArrayList<>(kernel.add(missing));
    changes.addAll(kernel.remove(unwanted));
    boolean refused = changes.stream().anyMatch(HostChange.Blocked.class::isInstance);
    return refused ? reconcile() : changes;
  }

  private Set<HostObject> objects(Place place, Collection<Binding> bindings) {
    return Objects.requireNonNull(networks.get(place.network()))
        .bound(place.home(), bindings.stream().flatMap(b -> b.mobileNetworks().stream()).toList());
  }

  private static Place placeOf(Binding binding) {
    return new Place(binding.network(), binding.home());
  }

  private static <T> Set<T> only(Class<T> kind, Set<HostObject> objects) {
    Set<T> some = new HashSet<>();
    for (HostObject object : objects) {
      if (kind.isInstance(object)) {
        some.add(kind.cast(object));
      }
    }
    return some;
  }
}
