package org.dualmip.lab.namespaces;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.lab.topology.Quality;
import org.dualmip.linux.Tun;

/** The frames on their way in one direction of a link. Belongs to the link's thread. */
final class Way {
  private static final long LONGEST_WAIT = Duration.ofMillis(100).toNanos();
  private static final int FRAMES = 2048;
  private static final int ROOM = 1600; // an Ethernet frame of 1500 octets, with tags

  private final Tun from;
  private final Tun to;
  private final Channel channel;
  private final LongAdder dropped;
  private final MemorySegment[] frames = new MemorySegment[FRAMES];
  private final int[] lengths = new int[FRAMES];
  private final int[] free = new int[FRAMES];
  private final Arrivals arrivals = new Arrivals(FRAMES);
  private final MemorySegment arriving;

  /**
   * A way with nothing on it.
   *
   * @param dropped counts frames for which there is no room
   */
  Way(Tun from, Tun to, Channel channel, LongAdder dropped, Arena arena) {
    this.from = from;
    this.to = to;
    this.channel = channel;
    this.dropped = dropped;
    MemorySegment memory = arena.allocate((long) (FRAMES + 1) * ROOM);
    for (int i = 0; i < FRAMES; i++) {
      frames[i] = memory.asSlice((long) i * ROOM, ROOM);
      free[i] = i;
    }
    arriving = memory.asSlice((long) FRAMES * ROOM, ROOM);
  }

  /** What happens to frames from now on. */
  void quality(Quality next) {
    channel.quality(next);
  }

  /** Takes a frame that waits to be read. */
  void take(long now) {
    int length = from.read(arriving);
    if (length <= 0) {
      return;
    }
    int copies = channel.admit(now, length);
    for (int copy = 0; copy < copies; copy++) {
      if (arrivals.size() == FRAMES) {
        dropped.increment();
        return;
      }
      int slot = free[arrivals.size()];
      MemorySegment.copy(arriving, 0, frames[slot], 0, length);
      lengths[slot] = length;
      arrivals.add(channel.due(copy), slot);
    }
  }

  /** Hands on what is due, and says how long to wait for the next at most, in nanoseconds. */
  long deliver(long now) {
    while (arrivals.size() > 0) {
      long wait = arrivals.nextDue() - now;
      if (wait > 0) {
        return Math.min(wait, LONGEST_WAIT);
      }
      int slot = arrivals.remove();
      to.write(frames[slot], lengths[slot]);
      free[arrivals.size()] = slot;
    }
    return LONGEST_WAIT;
  }
}
