package org.dualmip.mobilenode;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/** How the packets of each outer binding travel, and which of them the VPN uses. */
final class OuterPaths {
  private final Carrier outer;
  private final Paths paths;
  private final Map<CareOf, Path> held = new HashMap<>();

  OuterPaths(Carrier outer, Paths paths) {
    this.outer = outer;
    this.paths = paths;
  }

  /**
   * A binding holds.
   *
   * @param leads whether the VPN shall use it; it does anyway if it has no other
   */
  void hold(Path path, boolean leads, MonotonicTime now) {
    held.put(path.careOf(), path);
    held.keySet().retainAll(outer.bound());
    if (leads || paths.outer() == null) {
      paths.use(Tier.OUTER, path, now);
    }
  }

  void forget(CareOf careOf) {
    held.remove(careOf);
  }

  /** A binding is lost; another may hold. */
  void lost(CareOf careOf, MonotonicTime now) {
    held.remove(careOf);
    Path used = paths.outer();
    if (used == null || used.careOf().equals(careOf) || outer.boundTo() == null) {
      paths.stop(Tier.OUTER);
    }
    goOnElsewhere(now);
  }

  /** What the path led through is gone; another binding may hold. */
  void goOnElsewhere(MonotonicTime now) {
    CareOf other = outer.boundTo();
    Path path = other == null ? null : held.get(other);
    if (paths.outer() == null && path != null) {
      paths.use(Tier.OUTER, path, now);
    }
  }

  /** Whether a binding holds through an interface; the VPN then uses it. */
  boolean lead(CareOf careOf, MonotonicTime now) {
    if (!outer.bound().contains(careOf)) {
      return false;
    }
    @Nullable Path path = held.get(careOf);
    if (path != null && !path.equals(paths.outer())) {
      paths.use(Tier.OUTER, path, now);
    }
    return true;
  }

  /** Those of all bindings that hold. */
  Set<Path> all() {
    Set<Path> all = new HashSet<>(held.values());
    all.removeIf(path -> !outer.bound().contains(path.careOf()));
    return all;
  }
}
