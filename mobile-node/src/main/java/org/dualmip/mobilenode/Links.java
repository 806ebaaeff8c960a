package org.dualmip.mobilenode;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/** The attached interfaces, and which of them is best (P57). */
final class Links {
  /** An interface, and when it was attached compared with the others. */
  private record Attached(Link link, int order) {}

  private final List<Access> accesses;
  private final Map<String, Attached> attached = new LinkedHashMap<>();
  private final Map<String, MonotonicTime> vainUntil = new HashMap<>();
  private int order;

  Links(List<Access> accesses) {
    this.accesses = accesses;
  }

  /** Whether the node may use an interface of this name at all. */
  boolean mayUse(String name) {
    return accesses.stream().anyMatch(access -> access.name().equals(name));
  }

  @Nullable Link named(String name) {
    Attached one = attached.get(name);
    return one == null ? null : one.link();
  }

  void attach(Link link) {
    attached.put(link.name(), new Attached(link, order++));
  }

  void detach(String name) {
    attached.remove(name);
    vainUntil.remove(name);
  }

  Set<String> names() {
    return attached.keySet();
  }

  Set<Link> all() {
    Set<Link> all = new HashSet<>();
    attached.values().forEach(one -> all.add(one.link()));
    return all;
  }

  /**
   * The interface that should carry the node: the best by preference, cost and age, but one that
   * was tried in vain only if there is no other.
   */
  Optional<Link> best() {
    return attached.values().stream()
        .max(
            Comparator.comparing((Attached one) -> !isVain(one.link().name()))
                .thenComparingInt(one -> access(one).preference())
                .thenComparingInt(one -> -access(one).cost())
                .thenComparingInt(Attached::order))
        .map(Attached::link);
  }

  /** Nobody answers through this interface: leave it alone for a while. */
  void inVain(String name, MonotonicTime until) {
    vainUntil.put(name, until);
  }

  /** Somebody answered through it. */
  void answered(String name) {
    vainUntil.remove(name);
  }

  boolean isVain(String name) {
    return vainUntil.containsKey(name);
  }

  /** Forgets what is over; afterwards {@link #wakeAt} lies ahead. */
  void advance(MonotonicTime now) {
    vainUntil.values().removeIf(until -> !now.isBefore(until));
  }

  /** When one that was tried in vain may be tried again; null if there is none. */
  @Nullable MonotonicTime wakeAt() {
    return vainUntil.values().stream().min(Comparator.naturalOrder()).orElse(null);
  }

  private Access access(Attached one) {
    return accesses.stream()
        .filter(access -> access.name().equals(one.link().name()))
        .findFirst()
        .orElseThrow();
  }
}
