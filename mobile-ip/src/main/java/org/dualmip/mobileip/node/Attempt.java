package org.dualmip.mobileip.node;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * A care-of address to be registered, and how often that was asked for (RFC 5944 §3.6.3).
 *
 * @param monitor T_MONITOR; null where only the lifetime counts
 * @param requests sent so far
 * @param answered whether the last of them was answered, if only to refuse it
 * @param dueAt when to send the next
 */
record Attempt(
    CareOf careOf,
    @Nullable Duration monitor,
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

  Attempt sent(MonotonicTime now) {
    return new Attempt(careOf, monitor, requests + 1, false, now.plus(timeout(requests + 1)));
  }

  Attempt refused(MonotonicTime retryAt) {
    return new Attempt(careOf, monitor, requests, true, retryAt);
  }

  Attempt monitored(@Nullable Duration by) {
    return new Attempt(careOf, by, requests, answered, dueAt);
  }
}
