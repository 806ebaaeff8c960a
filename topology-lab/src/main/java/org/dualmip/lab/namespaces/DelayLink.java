package org.dualmip.lab.namespaces;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.lab.topology.Quality;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunPoll;

/**
 * A cable of some quality: two taps and one thread between them.
 *
 * <p>The kernel of some machines has no netem; this works everywhere and adds some ten microseconds
 * of its own. Where more frames are under way than there is room for, what comes is dropped and
 * counted: that is the lab's own fault, and not the quality's.
 */
final class DelayLink implements AutoCloseable {
  private static final int PRIORITY = 20;

  private final Tun one;
  private final Tun other;
  private final long seed;
  private volatile Quality quality;
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean running = true;

  /** Joins two taps, which it closes in the end. */
  DelayLink(String name, Tun one, Tun other, Quality quality) {
    this.one = one;
    this.other = other;
    this.quality = quality;
    seed = quality.seed();
    thread = Thread.ofPlatform().name("link " + name).daemon().start(this::carry);
  }

  /** What it does from now on. */
  void quality(Quality next) {
    quality = next;
  }

  /** Frames for which there was no room. */
  long dropped() {
    return dropped.sum();
  }

  private void carry() {
    TunPoll.onTime(PRIORITY); // without the right to it the link is only less exact
    try (var arena = Arena.ofConfined()) {
      Quality now = quality;
      var there = new Way(one, other, channel(now, seed), dropped, arena);
      var back = new Way(other, one, channel(now, ~seed), dropped, arena);
      var poll = new TunPoll(one, other);
      while (running) {
        if (isChanged(now)) {
          now = quality;
          there.quality(now);
          back.quality(now);
        }
        long time = System.nanoTime();
        int ready = poll.await(Math.min(there.deliver(time), back.deliver(time)));
        if ((ready & 1) != 0) {
          there.take(System.nanoTime());
        }
        if ((ready & 2) != 0) {
          back.take(System.nanoTime());
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // asked for every frame; a new one is another object
  private boolean isChanged(Quality known) {
    return known != quality;
  }

  private static Channel channel(Quality quality, long seed) {
    return new Channel(quality, new SplittableRandom(seed));
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
