package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * Keeps a flood of bad requests from becoming a flood of notices: a few of each kind at once, then
 * one at intervals. Everything is counted, whether told or not.
 */
final class NoticeLimit {
  /** Notices of one kind that may come at once. */
  static final int BURST = 10;

  /** How long it takes until one more may come. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Map<Counter, Allowance> allowances = new EnumMap<>(Counter.class);

  /**
   * Whether a notice may come now.
   *
   * @return how many of its kind were left out before it; -1 if it must be left out itself
   */
  long admit(Counter kind, MonotonicTime now) {
    return allowances.computeIfAbsent(kind, _ -> new Allowance(now)).take(now);
  }

  private static final class Allowance {
    private MonotonicTime refilled;
    private long left = BURST;
    private long suppressed;

    Allowance(MonotonicTime now) {
      refilled = now;
    }

    long take(MonotonicTime now) {
      long earned = now.since(refilled).dividedBy(INTERVAL);
      if (earned > 0) {
        left = Math.min(BURST, left + earned);
        refilled = refilled.plus(INTERVAL.multipliedBy(earned));
      }
      if (left == 0) {
        suppressed++;
        return -1;
      }
      left--;
      long before = suppressed;
      suppressed = 0;
      return before;
    }
  }
}
