package org.dualmip.mobileip.agent;

import java.util.Arrays;
import java.util.function.Consumer;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * When each binding next changes by itself: a binary heap in an array, without an object beside the
 * entry.
 *
 * <p>A deadline that comes later, as with each renewal, leaves its entry where it is. When the old
 * time has come, the entry is due in vain and must be {@linkplain #postpone postponed}.
 */
final class BindingHeap {
  private static final long NEVER = Long.MAX_VALUE;

  private Entry[] heap = new Entry[16];
  private int size;

  /**
   * Deadlines are kept as distances from here, which order without regard to the clock's origin.
   */
  private @Nullable MonotonicTime origin;

  /** A binding, its place in the heap and the next one of the same node. */
  static final class Entry {
    final ServedNode node;
    Binding binding;
    @Nullable Entry next;
    private long deadline = NEVER;
    private int place;

    Entry(ServedNode node, Binding binding) {
      this.node = node;
      this.binding = binding;
    }
  }

  int size() {
    return size;
  }

  void forEach(Consumer<Entry> action) {
    for (int i = 0; i < size; i++) {
      action.accept(heap[i]);
    }
  }

  /** When an entry is due at the latest, perhaps in vain; null if never. */
  @Nullable MonotonicTime wakeAt() {
    return size == 0 || heap[0].deadline == NEVER || origin == null
        ? null
        : new MonotonicTime(origin.nanos() + heap[0].deadline);
  }

  /** The first entry, if it is due; null if none is. */
  @Nullable Entry due(MonotonicTime now) {
    return size == 0 || origin == null || heap[0].deadline > now.nanos() - origin.nanos()
        ? null
        : heap[0];
  }

  void add(Entry entry) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size + (size >> 1));
    }
    heap[size] = entry;
    entry.place = size++;
    schedule(entry);
  }

  void remove(Entry entry) {
    Entry last = heap[--size];
    if (last != entry) {
      last.place = entry.place;
      heap[entry.place] = last;
      settle(last);
    }
    clear(size);
  }

  @SuppressWarnings("NullAway") // behind the size there is nothing
  private void clear(int place) {
    heap[place] = null;
  }

  /** Heeds the deadline of a changed binding if it is sooner. */
  void schedule(Entry entry) {
    long due = due(entry.binding);
    if (due < entry.deadline) {
      entry.deadline = due;
      settle(entry);
    }
  }

  /** Heeds the deadline of a binding that is due. */
  void postpone(Entry entry) {
    entry.deadline = due(entry.binding);
    settle(entry);
  }

  private long due(Binding binding) {
    return Math.min(distance(binding.expires()), distance(binding.previousUntil()));
  }

  private long distance(@Nullable MonotonicTime time) {
    if (time == null) {
      return NEVER;
    }
    if (origin == null) {
      origin = time;
    }
    return time.nanos() - origin.nanos();
  }

  private void settle(Entry entry) {
    int place = entry.place;
    while (place > 0 && entry.deadline < heap[(place - 1) / 2].deadline) {
      place = put(heap[(place - 1) / 2], place, (place - 1) / 2);
    }
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && heap[child + 1].deadline < heap[child].deadline) {
        child++;
      }
      if (entry.deadline <= heap[child].deadline) {
        break;
      }
      place = put(heap[child], place, child);
    }
    heap[place] = entry;
    entry.place = place;
  }

  /** Moves another entry to a place and gives the one that is free now. */
  private int put(Entry other, int place, int free) {
    heap[place] = other;
    other.place = place;
    return free;
  }
}
