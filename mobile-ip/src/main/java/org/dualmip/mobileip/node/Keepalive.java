package org.dualmip.mobileip.node;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a NAT's mapping open with two-way keepalives and finds out when it is lost (RFC 3519 §4.9,
 * §4.10).
 */
final class Keepalive {
  /** Unanswered keepalives after which the mapping counts as lost. */
  static final int TRIES = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Duration interval;
  private MonotonicTime due;
  private MonotonicTime answered;
  private int unanswered;
  private int sequence;

  Keepalive(Duration interval, MonotonicTime registered) {
    this.interval = interval;
    this.due = registered.plus(interval);
    this.answered = registered;
  }

  /** The next one at once (RFC 3519 §4.4, with the R flag). */
  Keepalive dueAt(MonotonicTime at) {
    due = at;
    return this;
  }

  /** The interval in use. */
  Duration interval() {
    return interval;
  }

  /** When {@link #next} has something to do. */
  MonotonicTime due() {
    return due;
  }

  /**
   * Something else was sent through the tunnel: the mapping is fresh (§4.9). But sending does not
   * tell whether a NAT that forgot has made another mapping, unknown to the home agent; so an
   * answer is asked for at least every second interval, however much is sent.
   */
  void carried(MonotonicTime lastSent) {
    if (unanswered == 0) {
      MonotonicTime later =
          MonotonicTime.min(lastSent.plus(interval), answered.plus(interval.multipliedBy(2)));
      due = due.isBefore(later) ? later : due;
    }
  }

  /** The sequence number of the keepalive to send now; null if the mapping is lost. */
  @Nullable Integer next(MonotonicTime now) {
    if (unanswered == TRIES) {
      return null;
    }
    due = now.plus(PATIENCE.multipliedBy(1L << unanswered));
    unanswered++;
    sequence = (sequence + 1) & 0xffff;
    return sequence;
  }

  /** An answer came. */
  void answered(MonotonicTime now) {
    unanswered = 0;
    answered = now;
    due = now.plus(interval);
  }

  /**
   * A shorter interval for a NAT that forgot: three quarters, at least the least allowed (§4.10).
   */
  Duration shorter() {
    Duration shorter = interval.multipliedBy(3).dividedBy(4);
    return shorter.compareTo(MobilitySystem.SHORTEST_KEEPALIVE) < 0
        ? MobilitySystem.SHORTEST_KEEPALIVE
        : shorter;
  }
}
