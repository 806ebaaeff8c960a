package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.agent.BindingHeap.Entry;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * The mobility binding list (RFC 5944 §3.8.1), each entry with the time when it next changes by
 * itself.
 *
 * <p>Made for a million entries: a node's entries hang in a chain at the node, so no table of them
 * is needed, and all stand in one {@link BindingHeap} by deadline.
 */
final class BindingList {
  private final Duration previousCareOf;

  /** Keys that this agent gave to GRE tunnels: one belongs to one binding (RFC 6245 §4.2). */
  private final Set<Integer> greKeys = new HashSet<>();

  private final BindingHeap heap = new BindingHeap();

  /** A change, and whose. */
  record Change(ServedNode node, BindingChanged change) {}

  /**
   * @param previousCareOf how long the tunnel before a handover is kept
   */
  BindingList(Duration previousCareOf) {
    this.previousCareOf = previousCareOf;
  }

  int size() {
    return heap.size();
  }

  /** A copy of all, by network, home address and age, the newest last. */
  Collection<Binding> all() {
    List<Binding> all = new ArrayList<>(heap.size());
    heap.forEach(entry -> {
      if (entry.node.bindings == entry) { // the first of its node's, which stands for all
        all.addAll(of(entry.node));
      }
    });
    all.sort(Comparator.comparing(Binding::network).thenComparing(Binding::home));
    return List.copyOf(all);
  }

  /** A node's bindings, the newest last. */
  List<Binding> of(ServedNode node) {
    if (node.bindings == null) {
      return List.of();
    }
    List<Binding> bindings = new ArrayList<>(1);
    for (Entry entry = node.bindings; entry != null; entry = entry.next) {
      bindings.addFirst(entry.binding);
    }
    return bindings;
  }

  /** A node's binding with a care-of address; null if there is none. */
  @Nullable Binding of(ServedNode node, Ip4 careOf) {
    Entry entry = entry(node, careOf);
    return entry == null ? null : entry.binding;
  }

  /** Whether this agent uses the key for a tunnel already. */
  boolean usesKey(int key) {
    return greKeys.contains(key);
  }

  /** When to call {@link #lapse} at the latest, perhaps in vain; null if never. */
  @Nullable MonotonicTime wakeAt() {
    return heap.wakeAt();
  }

  /** Puts a binding that was stored before a restart. */
  void restore(ServedNode node, Binding binding) {
    Entry before = entry(node, binding.careOf());
    if (before != null) {
      remove(before);
    }
    add(node, binding);
  }

  /**
   * Enters an accepted registration (RFC 5944 §3.8.2.2).
   *
   * <p>A duplicate of the current registration does not extend its lifetime. A new tunnel leaves
   * the one before it in place for a while, for packets still on their way.
   *
   * @param simultaneous whether the bindings with other care-of addresses stay
   * @return what changed; the first one is what became of the registration
   */
  List<BindingChanged> register(
      ServedNode node, Binding granted, boolean simultaneous, MonotonicTime now) {
    Entry before = entry(node, granted.careOf());
    if (before == null && !simultaneous) {
      before = node.bindings; // it moved: the newest one becomes this one
    }
    Binding old = before == null ? null : before.binding;
    Binding after = old == null ? granted : following(old, granted, now);
    if (before != null && before == node.bindings && before.next == null) {
      // The usual case: its only binding is renewed, or moves.
      String why = why(before.binding, granted);
      exchange(before, after);
      return List.of(new BindingChanged(old, after, why));
    }
    List<BindingChanged> changes = new ArrayList<>(1);
    if (before != null) {
      remove(before);
    }
    if (!simultaneous && node.bindings != null && after.previous() == null) {
      after = keeping(node.bindings.binding.tunnel(), after, now);
    }
    changes.add(new BindingChanged(old, after, old == null ? "registered" : why(old, granted)));
    if (!simultaneous) {
      for (Entry other = node.bindings; other != null; other = other.next) {
        changes.add(new BindingChanged(other.binding, null, "replaced"));
      }
      removeAll(node);
    }
    add(node, after);
    return changes;
  }

  /** Exchanges a binding that is there for one with the same key. */
  BindingChanged update(ServedNode node, Binding before, Binding after, String why) {
    Entry entry = entry(node, before.careOf());
    if (entry == null || !entry.binding.equals(before)) {
      throw new IllegalStateException("no such binding: " + before);
    }
    exchange(entry, after);
    return new BindingChanged(before, after, why);
  }

  /** Removes the binding with a care-of address; null if there is none. */
  @Nullable BindingChanged remove(ServedNode node, Ip4 careOf, String why) {
    Entry entry = entry(node, careOf);
    if (entry == null) {
      return null;
    }
    remove(entry);
    return new BindingChanged(entry.binding, null, why);
  }

  /** Removes all bindings of a node. */
  List<BindingChanged> removeAll(ServedNode node, String why) {
    List<BindingChanged> changes = new ArrayList<>();
    of(node).forEach(binding -> changes.add(new BindingChanged(binding, null, why)));
    removeAll(node);
    return changes;
  }

  /** What has changed by itself up to now: ended lifetimes (RFC 5944 §3.8.2.2), ended tunnels. */
  List<Change> lapse(MonotonicTime now) {
    Entry entry = heap.due(now);
    if (entry == null) {
      return List.of(); // the usual case, without any work
    }
    List<Change> changes = new ArrayList<>();
    for (; entry != null; entry = heap.due(now)) {
      Binding before = entry.binding;
      if (before.expires() != null && !now.isBefore(before.expires())) {
        remove(entry);
        changes.add(new Change(entry.node, new BindingChanged(before, null, "lifetime ended")));
      } else if (before.previousUntil() != null && !now.isBefore(before.previousUntil())) {
        entry.binding = before.withPrevious(null, null);
        heap.postpone(entry);
        changes.add(
            new Change(
                entry.node,
                new BindingChanged(before, entry.binding, "previous care-of address lapsed")));
      } else {
        heap.postpone(entry); // renewed meanwhile
      }
    }
    return changes;
  }

  private static String why(Binding before, Binding granted) {
    return !before.tunnel().equals(granted.tunnel())
        ? "moved"
        : isDuplicate(before, granted) ? "repeated" : "renewed";
  }

  private Binding following(Binding before, Binding granted, MonotonicTime now) {
    Binding after = isDuplicate(before, granted) ? notBeyond(before, granted) : granted;
    return before.tunnel().equals(granted.tunnel())
        ? after.withPrevious(before)
        : keeping(before.tunnel(), after, now);
  }

  private Binding keeping(Tunnel tunnel, Binding after, MonotonicTime now) {
    return previousCareOf.isZero() ? after : after.withPrevious(tunnel, now.plus(previousCareOf));
  }

  /** "home address, care-of address, and Identification fields all equal" (§3.8.2.2). */
  private static boolean isDuplicate(Binding before, Binding granted) {
    return before.careOf().equals(granted.careOf())
        && before.identification() == granted.identification();
  }

  /** "the new Lifetime MUST NOT extend beyond the Lifetime originally granted" (§3.8.2.2). */
  private static Binding notBeyond(Binding before, Binding after) {
    MonotonicTime end = before.expires();
    MonotonicTime newEnd = after.expires();
    boolean longer = end != null && (newEnd == null || end.isBefore(newEnd));
    return longer ? after.withLifetime(before.grantedSeconds(), end) : after;
  }

  private static @Nullable Entry entry(ServedNode node, Ip4 careOf) {
    Entry entry = node.bindings;
    while (entry != null && !entry.binding.careOf().equals(careOf)) {
      entry = entry.next;
    }
    return entry;
  }

  private void exchange(Entry entry, Binding after) {
    useKey(entry.binding, false);
    useKey(after, true);
    entry.binding = after;
    heap.schedule(entry);
  }

  private void useKey(Binding binding, boolean isUsed) {
    Tunnel.GreKeys keys = binding.tunnel().keys();
    if (keys != null && isUsed) {
      greKeys.add(keys.fromRemote());
    } else if (keys != null) {
      greKeys.remove(keys.fromRemote());
    }
  }

  private void add(ServedNode node, Binding binding) {
    Entry entry = new Entry(node, binding);
    entry.next = node.bindings;
    node.bindings = entry;
    useKey(binding, true);
    heap.add(entry);
  }

  private void removeAll(ServedNode node) {
    while (node.bindings != null) {
      remove(node.bindings);
    }
  }

  private void remove(Entry entry) {
    ServedNode node = entry.node;
    if (node.bindings == entry) {
      node.bindings = entry.next;
    } else {
      for (Entry other = node.bindings; other != null; other = other.next) {
        if (other.next == entry) {
          other.next = entry.next;
        }
      }
    }
    useKey(entry.binding, false);
    heap.remove(entry);
  }
}
