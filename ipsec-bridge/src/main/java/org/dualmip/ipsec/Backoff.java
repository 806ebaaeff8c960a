package org.dualmip.ipsec;

import java.time.Duration;

/**
 * Growing pauses between attempts: doubling, bounded, and spread by a fifth so that many nodes that
 * lost one gateway do not return in step.
 *
 * @param first after the first failure
 * @param longest never more than this, the spread aside
 */
record Backoff(Duration first, Duration longest) {
  Backoff {
    if (!first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("back-off from " + first + " to " + longest);
    }
  }

  /**
   * The pause after that many failures.
   *
   * @param failures at least 1
   * @param spread random, 0 to 1
   */
  Duration after(int failures, double spread) {
    long nanos = first.toNanos();
    for (int doubled = 1; doubled < failures && nanos < longest.toNanos(); doubled++) {
      nanos *= 2;
    }
    return Duration.ofNanos((long) (Math.min(nanos, longest.toNanos()) * (0.8 + 0.4 * spread)));
  }
}
