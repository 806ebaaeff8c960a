package org.dualmip.mobilenode.world;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Virtual time: what happens when, the one source of chance, and a trace of the last events. */
final class Timeline {
  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;

  private static final int TRACED = 120;

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private record Line(long at, Object what) {
    @Override
    public String toString() {
      return String.format("%12.6f  %s", at / 1e9, what);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final ArrayDeque<Line> trace = new ArrayDeque<>();
  private final SplittableRandom random;
  private long now;
  private long order;

  Timeline(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Nanoseconds since the world began. */
  long now() {
    return now;
  }

  /** The one source of chance. */
  SplittableRandom random() {
    return random;
  }

  /** Whether something of this probability happens. */
  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  void after(long nanos, Runnable what) {
    events.add(new Event(now + nanos, order++, what));
  }

  /** Lets everything up to a time happen; events of the same time in the order they were made. */
  void runUntil(long end) {
    while (true) {
      Event next = events.peek();
      if (next == null || next.at() > end) {
        now = end;
        return;
      }
      events.poll();
      now = next.at();
      next.what().run();
    }
  }

  void run(long nanos) {
    runUntil(now + nanos);
  }

  /** Remembers what happened; it is put into words only if something fails. */
  void note(Object what) {
    if (trace.size() == TRACED) {
      trace.removeFirst();
    }
    trace.add(new Line(now, what));
  }

  String trace() {
    return trace.stream().map(Line::toString).collect(Collectors.joining("\n"));
  }
}
