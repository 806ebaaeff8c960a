package org.dualmip.mobileip.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/** Virtual time, and what is to happen in it. */
final class World {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Steps at one and the same instant beyond which nobody would believe in progress. */
  private static final int MOST_AT_ONCE = 20_000;

  private static final boolean SHOW = Boolean.getBoolean("world.show");

  final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long now;
  private long order;
  private long atOnce;

  /** From now on nothing is lost, doubled or forged, and nobody moves. */
  private boolean calm;

  private record Event(long at, long order, Runnable action) {}

  World(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A clock that can be set. */
  final class Clock {
    private Duration ahead = Duration.ZERO;

    Now now() {
      return new Now(time(), NOON.plusNanos(now).plus(ahead));
    }

    void step(Duration by) {
      ahead = ahead.plus(by);
    }
  }

  /** Calls an engine when it wants to be called. */
  final class Alarm {
    private final Runnable tick;
    private long set = Long.MAX_VALUE;

    Alarm(Runnable tick) {
      this.tick = tick;
    }

    void set(@Nullable MonotonicTime wake) {
      long at = wake == null ? Long.MAX_VALUE : Math.max(now, wake.nanos());
      if (at < set) {
        set = at;
        events.add(new Event(at, order++, () -> ring(at)));
      }
    }

    private void ring(long at) {
      if (at == set) {
        set = Long.MAX_VALUE;
        tick.run();
      }
    }
  }

  MonotonicTime time() {
    return new MonotonicTime(now);
  }

  void after(Duration delay, Runnable action) {
    events.add(new Event(now + delay.toNanos(), order++, action));
  }

  /** Shown with {@code -Dworld.show=true}: how it came to a failure. */
  void note(Object who, Object what) {
    if (SHOW) {
      System.out.printf("%9.3f %s %s%n", now / 1e9, who, what);
    }
  }

  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  Duration upTo(Duration most) {
    return Duration.ofNanos(random.nextLong(most.toNanos()));
  }

  /** Lets time pass, with a look at everything after each step. */
  void run(Duration duration, Runnable look) {
    long end = now + duration.toNanos();
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.remove();
      atOnce = event.at() == now ? atOnce + 1 : 0;
      if (atOnce > MOST_AT_ONCE) {
        throw new AssertionError("time stands still");
      }
      now = event.at();
      event.action().run();
      look.run();
    }
    now = end;
  }
}
