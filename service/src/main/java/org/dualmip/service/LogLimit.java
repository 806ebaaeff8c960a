package org.dualmip.service;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * Lets an attacker write only so many lines: a burst, then one per interval. Belongs to one thread.
 */
public final class LogLimit {
  private final int burst;
  private final Duration interval;
  private MonotonicTime refilled;
  private int left;
  private long suppressed;

  /**
   * @param burst lines allowed at once, at least 1
   * @param interval after which one more is allowed
   * @param now the time of creation
   */
  public LogLimit(int burst, Duration interval, MonotonicTime now) {
    this.burst = burst;
    this.interval = interval;
    this.refilled = now;
    this.left = burst;
  }

  /** Whether a line may be written now. */
  public boolean allows(MonotonicTime now) {
    long earned = now.since(refilled).dividedBy(interval);
    if (earned > 0) {
      left = (int) Math.min(burst, left + earned);
      refilled = refilled.plus(interval.multipliedBy(earned));
    }
    if (left == 0) {
      suppressed++;
      return false;
    }
    left--;
    return true;
  }

  /** Lines suppressed since the last call of this method. */
  public long takeSuppressed() {
    long count = suppressed;
    suppressed = 0;
    return count;
  }
}
