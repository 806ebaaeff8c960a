package org.dualmip.lab.traffic;

import java.util.BitSet;

/**
 * What a stretch of time did to the probe.
 *
 * @param gapMillis the longest time between two arrivals, less what the sender itself was late
 * @param stallMillis the longest that the sender itself was late: what a busy machine did to the
 *     measurement
 * @param lost sent and never arrived
 * @param duplicated arrivals of what had arrived before
 * @param reordered arrivals behind one with a higher number (RFC 4737 §3.3)
 */
public record Disturbance(
    double gapMillis, double stallMillis, int lost, int duplicated, int reordered) {
  /** Nothing, where no probe ran. */
  public static final Disturbance NONE = new Disturbance(0, 0, 0, 0, 0);

  /**
   * Before an event, a datagram may already be on its way and still be lost by it. It takes less
   * than this from end to end, and stays in a network take longer.
   */
  static final long IN_FLIGHT_NANOS = 250_000_000;

  /** An earlier arrival than that before the stretch belongs to the silence of another. */
  private static final long NEAR_NANOS = 20_000_000;

  /** Both directions together: the worse silence, the sum of everything else. */
  public Disturbance and(Disturbance other) {
    return new Disturbance(
        Math.max(gapMillis, other.gapMillis),
        Math.max(stallMillis, other.stallMillis),
        lost + other.lost,
        duplicated + other.duplicated,
        reordered + other.reordered);
  }

  /** What happened from one time (inclusive) to another (exclusive). */
  public static Disturbance within(ProbeLog log, long from, long until) {
    return new Reading(log, from, until).result();
  }

  /** One pass over a log. */
  private static final class Reading {
    private final ProbeLog log;
    private final long from;
    private final long until;
    private final BitSet arrived;
    private int duplicated;
    private int reordered;
    private int highest = -1;
    private long gap;
    private long previousAt;
    private int previousSequence = -1;

    Reading(ProbeLog log, long from, long until) {
      this.log = log;
      this.from = from;
      this.until = until;
      arrived = new BitSet(log.sent().length);
    }

    Disturbance result() {
      for (int i = 0; i < log.arrivedAt().length; i++) {
        arrival(log.arrivedSequence()[i], log.arrivedAt()[i]);
      }
      int last = log.sent().length - 1;
      if (last >= 0) {
        silence(last, Math.min(until, log.sent()[last]));
      }
      return new Disturbance(gap / 1e6, stall() / 1e6, lost(), duplicated, reordered);
    }

    private void arrival(int sequence, long at) {
      boolean counts = at >= from && at < until;
      if (arrived.get(sequence)) {
        duplicated += counts ? 1 : 0;
      } else if (sequence < highest) {
        reordered += counts ? 1 : 0;
      }
      arrived.set(sequence);
      highest = Math.max(highest, sequence);
      if (counts) {
        silence(sequence, at);
      }
      if (at < until) {
        previousAt = at;
        previousSequence = sequence;
      }
    }

    private void silence(int sequence, long at) {
      boolean near = previousSequence >= 0 && previousAt >= from - NEAR_NANOS;
      long length = at - (near ? previousAt : from);
      if (near && sequence > previousSequence) {
        length -= late(previousSequence, sequence);
      }
      gap = Math.max(gap, length);
    }

    /** By how much the second of two datagrams was sent later than it should have been. */
    private long late(int first, int second) {
      long should = (second - first) * Probe.INTERVAL;
      return Math.max(0, log.sent()[second] - log.sent()[first] - should);
    }

    private long stall() {
      long stall = 0;
      for (int sequence = 1; sequence < log.sent().length; sequence++) {
        if (log.sent()[sequence] >= from && log.sent()[sequence] < until) {
          stall = Math.max(stall, late(sequence - 1, sequence));
        }
      }
      return stall;
    }

    private int lost() {
      int lost = 0;
      for (int sequence = 0; sequence < log.sent().length; sequence++) {
        long at = log.sent()[sequence] + IN_FLIGHT_NANOS;
        if (at >= from && at < until && !arrived.get(sequence)) {
          lost++;
        }
      }
      return lost;
    }
  }
}
