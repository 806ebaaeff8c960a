package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * The mobility binding list (RFC 5944 §3.8.1): at most one binding for each home address, each with
 * its deadlines.
 */
final class BindingList {
  private final Map<Ip4, Binding> byHome = new TreeMap<>();
  private final TreeSet<Deadline> deadlines = new TreeSet<>();
  private final Duration previousCareOf;

  /** When the list changes by itself: a lifetime ends, or a previous tunnel. */
  private record Deadline(MonotonicTime at, Ip4 home) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      return Comparator.comparing(Deadline::at).thenComparing(Deadline::home).compare(this, other);
    }
  }

  /**
   * @param previousCareOf how long the tunnel before a handover is kept
   */
  BindingList(Duration previousCareOf) {
    this.previousCareOf = previousCareOf;
  }

  Collection<Binding> all() {
    return List.copyOf(byHome.values());
  }

  @Nullable Binding of(Ip4 home) {
    return byHome.get(home);
  }

  /** When {@link #lapse} has something to do; null if never. */
  @Nullable MonotonicTime wakeAt() {
    return deadlines.isEmpty() ? null : deadlines.first().at();
  }

  /** Puts a binding that was stored before a restart. */
  void restore(Binding binding) {
    replace(byHome.get(binding.home()), binding);
  }

  /**
   * Enters an accepted registration in place of the one before (RFC 5944 §3.8.2.2).
   *
   * <p>A duplicate of the current registration does not extend its lifetime. A new tunnel leaves
   * the one before it in place for a while, for packets still on their way.
   */
  BindingChanged register(Binding granted, MonotonicTime now) {
    Binding before = byHome.get(granted.home());
    Binding after = granted;
    String why = "registered";
    if (before != null) {
      boolean moved = !before.tunnel().equals(granted.tunnel());
      boolean duplicate =
          before.careOf().equals(granted.careOf())
              && before.identification() == granted.identification();
      why = moved ? "moved" : duplicate ? "repeated" : "renewed";
      if (duplicate) {
        after = notBeyond(before, after);
      }
      after = moved ? keeping(before, after, now) : after.withPrevious(before);
    }
    replace(before, after);
    return new BindingChanged(before, after, why);
  }

  /** Removes a binding; null if there is none. */
  @Nullable BindingChanged remove(Ip4 home, String why) {
    Binding before = byHome.get(home);
    if (before == null) {
      return null;
    }
    replace(before, null);
    return new BindingChanged(before, null, why);
  }

  /** What has changed by itself up to now: ended lifetimes (RFC 5944 §3.8.2.2), ended tunnels. */
  List<BindingChanged> lapse(MonotonicTime now) {
    List<BindingChanged> changes = new ArrayList<>();
    while (!deadlines.isEmpty() && !now.isBefore(deadlines.first().at())) {
      Binding before = byHome.get(deadlines.first().home());
      if (before == null) {
        throw new IllegalStateException("a deadline without a binding: " + deadlines.first());
      }
      boolean expired = before.expires() != null && !now.isBefore(before.expires());
      Binding after = expired ? null : before.withPrevious(null, null);
      replace(before, after);
      changes.add(
          new BindingChanged(
              before, after, expired ? "lifetime ended" : "previous care-of address lapsed"));
    }
    return changes;
  }

  private Binding keeping(Binding before, Binding after, MonotonicTime now) {
    return previousCareOf.isZero()
        ? after
        : after.withPrevious(before.tunnel(), now.plus(previousCareOf));
  }

  /** "the new Lifetime MUST NOT extend beyond the Lifetime originally granted" (§3.8.2.2). */
  private static Binding notBeyond(Binding before, Binding after) {
    MonotonicTime end = before.expires();
    MonotonicTime newEnd = after.expires();
    boolean longer = end != null && (newEnd == null || end.isBefore(newEnd));
    return longer ? after.withLifetime(before.grantedSeconds(), end) : after;
  }

  private void replace(@Nullable Binding before, @Nullable Binding after) {
    if (before != null) {
      deadlines.removeAll(deadlinesOf(before));
      byHome.remove(before.home());
    }
    if (after != null) {
      deadlines.addAll(deadlinesOf(after));
      byHome.put(after.home(), after);
    }
  }

  private static List<Deadline> deadlinesOf(Binding binding) {
    List<Deadline> deadlines = new ArrayList<>();
    if (binding.expires() != null) {
      deadlines.add(new Deadline(binding.expires(), binding.home()));
    }
    if (binding.previousUntil() != null) {
      deadlines.add(new Deadline(binding.previousUntil(), binding.home()));
    }
    return deadlines;
  }
}
