package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * The path each system uses, and those it used until a handover: packets in flight on them are
 * still taken for the drain time. Bounded, because a path of a lost interface goes with it.
 */
final class Paths {
  private record Draining(Tier tier, Path path, MonotonicTime until) {}

  private final Duration drain;
  private final List<Draining> draining = new ArrayList<>();
  private @Nullable Path inner;
  private @Nullable Path outer;

  Paths(Duration drain) {
    this.drain = drain;
  }

  /** Where inner user data goes, if the gate lets it. */
  @Nullable Path inner() {
    return inner;
  }

  /** Where packets of the outer home address go. */
  @Nullable Path outer() {
    return outer;
  }

  void use(Tier tier, Path path, MonotonicTime now) {
    Path before = tier == Tier.INNER ? inner : outer;
    draining.removeIf(old -> old.tier() == tier && old.path().equals(path));
    if (before != null && !before.equals(path)) {
      draining.removeIf(old -> old.tier() == tier && old.path().equals(before));
      draining.add(new Draining(tier, before, now.plus(drain)));
    }
    set(tier, path);
  }

  /** A system has no path any more; what is in flight on the old one is not taken either. */
  void stop(Tier tier) {
    set(tier, null);
  }

  private void set(Tier tier, @Nullable Path path) {
    if (tier == Tier.INNER) {
      inner = path;
    } else {
      outer = path;
    }
  }

  /** A care-of address is gone, and all paths from it. */
  void drop(CareOf careOf) {
    draining.removeIf(old -> old.path().careOf().equals(careOf));
    if (inner != null && inner.careOf().equals(careOf)) {
      inner = null;
    }
    if (outer != null && outer.careOf().equals(careOf)) {
      outer = null;
    }
  }

  void dropAll() {
    inner = null;
    outer = null;
    draining.clear();
  }

  void advance(MonotonicTime now) {
    draining.removeIf(old -> !now.isBefore(old.until()));
  }

  /** The paths of a system whose time after a handover is not over. */
  Set<Path> draining(Tier tier) {
    Set<Path> paths = new HashSet<>();
    draining.stream().filter(old -> old.tier() == tier).forEach(old -> paths.add(old.path()));
    return paths;
  }

  @Nullable MonotonicTime wakeAt() {
    return draining.stream().map(Draining::until).min(MonotonicTime::compareTo).orElse(null);
  }
}
