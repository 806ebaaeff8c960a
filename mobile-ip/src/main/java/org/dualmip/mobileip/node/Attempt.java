package org.dualmip.mobileip.node;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * A registration that is asked for, and how often that was done (RFC 5944 §3.6.3).
 *
 * @param monitor T_MONITOR; null where only the lifetime counts
 * @param requests sent so far
 * @param answered whether the last of them was answered, if only to refuse it
 * @param dueAt when to send the next
 */
record Attempt(
    CareOf careOf,
    @Nullable Duration monitor,
    Terms terms,
    int requests,
    boolean answered,
    MonotonicTime dueAt) {
  /** "The minimum time between Registration Requests MUST NOT be less than 1 second." */
  static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

  /** How long to wait for the answer to a request: each time twice as long, up to a limit. */
  static Duration timeout(int request) {
    Duration timeout = FIRST_TIMEOUT.multipliedBy(1L << Math.min(request - 1, 10));
    return timeout.compareTo(LONGEST_TIMEOUT) < 0 ? timeout : LONGEST_TIMEOUT;
  }

  /** Whether a request was sent and nobody has answered it. */
  boolean isUnanswered() {
    return requests > 0 && !answered;
  }

  /** §3.6.3: no longer than the lifetime asked for. */
  Attempt sent(MonotonicTime now, int lifetime) {
    Duration timeout = timeout(requests + 1);
    Duration longest = Duration.ofSeconds(Math.max(1, lifetime));
    return new Attempt(
        careOf,
        monitor,
        terms,
        requests + 1,
        false,
        now.plus(timeout.compareTo(longest) < 0 ? timeout : longest));
  }

  Attempt refused(Terms next, MonotonicTime retryAt) {
    return new Attempt(careOf, monitor, next, requests, true, retryAt);
  }

  /** Without a past. */
  Attempt afresh(MonotonicTime due) {
    return new Attempt(careOf, monitor, terms, 0, false, due);
  }

  Attempt monitored(@Nullable Duration by, Terms wanted) {
    return new Attempt(careOf, by, wanted, requests, answered, dueAt);
  }
}
