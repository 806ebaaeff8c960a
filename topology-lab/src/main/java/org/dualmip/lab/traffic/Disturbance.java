package org.dualmip.lab.traffic;

import java.util.BitSet;

/**
 * What a stretch of time did to the probe.
 *
 * @param gapMillis the longest time between two arrivals
 * @param lost sent and never arrived
 * @param duplicated arrivals of what had arrived before
 * @param reordered arrivals behind one with a higher number (RFC 4737 §3.3)
 */
public record Disturbance(double gapMillis, int lost, int duplicated, int reordered) {
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
        lost + other.lost,
        duplicated + other.duplicated,
        reordered + other.reordered);
  }

  /** What happened from one time (inclusive) to another (exclusive). */
  public static Disturbance within(ProbeLog log, long from, long until) {
    var arrived = new BitSet(log.sent().length);
    int duplicated = 0;
    int reordered = 0;
    int highest = -1;
    long previous = Long.MIN_VALUE;
    long gap = 0;
    for (int i = 0; i < log.arrivedAt().length; i++) {
      long at = log.arrivedAt()[i];
      int sequence = log.arrivedSequence()[i];
      boolean inside = at >= from && at < until;
      if (arrived.get(sequence)) {
        duplicated += inside ? 1 : 0;
      } else if (sequence < highest) {
        reordered += inside ? 1 : 0;
      }
      arrived.set(sequence);
      highest = Math.max(highest, sequence);
      if (inside) {
        long start = previous >= from - NEAR_NANOS ? previous : from;
        gap = Math.max(gap, at - start);
      }
      if (at < until) {
        previous = at;
      }
    }
    long lastHeard = previous >= from - NEAR_NANOS ? previous : from;
    gap = Math.max(gap, Math.min(until, lastSent(log)) - lastHeard);
    int lost = 0;
    for (int sequence = 0; sequence < log.sent().length; sequence++) {
      long at = log.sent()[sequence] + IN_FLIGHT_NANOS;
      if (at >= from && at < until && !arrived.get(sequence)) {
        lost++;
      }
    }
    return new Disturbance(gap / 1e6, lost, duplicated, reordered);
  }

  private static long lastSent(ProbeLog log) {
    return log.sent().length == 0 ? Long.MIN_VALUE / 2 : log.sent()[log.sent().length - 1];
  }
}
