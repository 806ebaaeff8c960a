package org.dualmip.lab.namespaces;

import java.util.random.RandomGenerator;
import org.dualmip.lab.topology.Quality;

/**
 * One direction of a cable of some {@link Quality}: says which frames arrive, how often and when.
 * Holds no frame. Is told the time and given chance; belongs to one thread.
 *
 * <p>Lost frames are those of the simple model of Gilbert and Elliott: a good state in which all
 * arrive and a bad one in which none does. With bursts of one frame on average each frame is lost
 * by itself. The rate is that of a queue in front of the delay: what does not fit in it is lost.
 */
final class Channel {
  private static final double NANOS = 1e9;

  private final RandomGenerator chance;
  private final long[] dues = new long[2];
  private Quality quality;
  private boolean bad;
  private long[] departures; // a ring: when each frame in the queue will have left it
  private int first;
  private int waiting;
  private long busyUntil;
  private boolean busy;
  private long latest;
  private boolean used;
  private long lost;
  private long overflowed;

  /** A channel on which nothing is under way. */
  Channel(Quality quality, RandomGenerator chance) {
    this.quality = quality;
    this.chance = chance;
    departures = new long[quality.queue()];
  }

  /** From now on; what is under way stays what it is, and the order stays. */
  void quality(Quality next) {
    if (next.queue() != departures.length) { // the queue begins anew, behind what it sends just now
      departures = new long[next.queue()];
      first = 0;
      waiting = 0;
    }
    quality = next;
  }

  /**
   * A frame enters.
   *
   * @param now in nanoseconds, never earlier than before
   * @param octets its length
   * @return how often it arrives: 0, 1 or 2 times; {@link #due} says when
   */
  int admit(long now, int octets) {
    if (isLost()) {
      lost++;
      return 0;
    }
    long sent = now;
    if (quality.rate() > 0) {
      if (!queue(now, octets)) {
        overflowed++;
        return 0;
      }
      sent = busyUntil;
    }
    if (happens(quality.reorder())) {
      dues[0] = sent;
    } else {
      long due = sent + quality.delay().toNanos() + jitter();
      if (used && due - latest < 0) {
        due = latest;
      }
      latest = due;
      used = true;
      dues[0] = due;
    }
    dues[1] = dues[0];
    return happens(quality.duplicate()) ? 2 : 1;
  }

  /** When the copies of the last frame arrive. */
  long due(int copy) {
    return dues[copy];
  }

  /** Frames that chance took. */
  long lost() {
    return lost;
  }

  /** Frames that found the queue full. */
  long overflowed() {
    return overflowed;
  }

  private boolean isLost() {
    double loss = quality.loss();
    if (loss == 0) {
      return false;
    }
    if (quality.burst() == 1) {
      return happens(loss);
    }
    double leavesBad = 1 / quality.burst();
    // The share of frames that meet the bad state is then the loss.
    double entersBad = loss * leavesBad / (1 - loss);
    bad = bad ? !happens(leavesBad) : happens(entersBad);
    return bad;
  }

  private boolean queue(long now, int octets) {
    while (waiting > 0 && departures[first] - now <= 0) {
      first = (first + 1) % departures.length;
      waiting--;
    }
    if (waiting == departures.length) {
      return false;
    }
    long begins = busy && busyUntil - now > 0 ? busyUntil : now;
    busyUntil = begins + Math.round(octets * 8 * NANOS / quality.rate());
    busy = true;
    departures[(first + waiting) % departures.length] = busyUntil;
    waiting++;
    return true;
  }

  private long jitter() {
    long most = quality.jitter().toNanos();
    return most == 0 ? 0 : chance.nextLong(-most, most + 1);
  }

  private boolean happens(double share) {
    return share > 0 && chance.nextDouble() < share;
  }
}
