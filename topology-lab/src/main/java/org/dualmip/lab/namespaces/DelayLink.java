package org.dualmip.lab.namespaces;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunPoll;

/**
 * A cable on which every frame takes its time: two taps and one thread between them.
 *
 * <p>The kernel of some machines has no netem; this works everywhere and adds some ten microseconds
 * of its own. Order is kept in each direction. A queue that is full drops what comes, and counts.
 */
final class DelayLink implements AutoCloseable {
  private static final int PRIORITY = 20;
  private static final long LONGEST_WAIT = Duration.ofMillis(100).toNanos();

  /** Frames on their way in one direction. Belongs to the link's thread. */
  private static final class Way {
    private static final int FRAMES = 2048;
    private static final int ROOM = 1600; // an Ethernet frame of 1500 octets, with tags

    private final Tun from;
    private final Tun to;
    private final MemorySegment[] frames = new MemorySegment[FRAMES];
    private final int[] lengths = new int[FRAMES];
    private final long[] due = new long[FRAMES];
    private final MemorySegment discarded;
    private int first;
    private int size;

    Way(Tun from, Tun to, Arena arena) {
      this.from = from;
      this.to = to;
      MemorySegment memory = arena.allocate((long) (FRAMES + 1) * ROOM);
      for (int i = 0; i < FRAMES; i++) {
        frames[i] = memory.asSlice((long) i * ROOM, ROOM);
      }
      discarded = memory.asSlice((long) FRAMES * ROOM, ROOM);
    }

    /** Takes a frame that waits to be read; false if there was no room for it. */
    boolean take(long dueAt) {
      if (size == FRAMES) {
        from.read(discarded);
        return false;
      }
      int slot = (first + size) % FRAMES;
      int length = from.read(frames[slot]);
      if (length > 0) {
        lengths[slot] = length;
        due[slot] = dueAt;
        size++;
      }
      return true;
    }

    /** Hands on what is due, and says how long until the next. */
    long deliver(long now) {
      while (size > 0) {
        long wait = due[first] - now;
        if (wait > 0) {
          return wait;
        }
        to.write(frames[first], lengths[first]);
        first = (first + 1) % FRAMES;
        size--;
      }
      return LONGEST_WAIT;
    }
  }

  private final Tun one;
  private final Tun other;
  private volatile long delay;
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean running = true;

  /** Joins two taps, which it closes in the end. */
  DelayLink(String name, Tun one, Tun other, Duration delay) {
    this.one = one;
    this.other = other;
    this.delay = delay.toNanos();
    thread = Thread.ofPlatform().name("link " + name).daemon().start(this::carry);
  }

  /** From now on a frame takes that time; what is under way keeps its own, and the order stays. */
  void delay(Duration time) {
    delay = time.toNanos();
  }

  /** Frames for which there was no room. */
  long dropped() {
    return dropped.sum();
  }

  private void carry() {
    TunPoll.onTime(PRIORITY); // without the right to it the link is only less exact
    try (var arena = Arena.ofConfined()) {
      var there = new Way(one, other, arena);
      var back = new Way(other, one, arena);
      var poll = new TunPoll(one, other);
      while (running) {
        long now = System.nanoTime();
        long wait = Math.min(there.deliver(now), back.deliver(now));
        int ready = poll.await(Math.min(wait, LONGEST_WAIT));
        long dueAt = System.nanoTime() + delay;
        if ((ready & 1) != 0 && !there.take(dueAt)) {
          dropped.increment();
        }
        if ((ready & 2) != 0 && !back.take(dueAt)) {
          dropped.increment();
        }
      }
    }
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
    }
    one.close();
    other.close();
  }
}
