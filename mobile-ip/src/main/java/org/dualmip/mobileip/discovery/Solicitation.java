package org.dualmip.mobileip.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * When to solicit on one link (RFC 5944 §2.4): three times a second apart, then at intervals that
 * double up to a minute and a little, each time randomised. A search that ends without a
 * registration does not make the next one faster.
 */
final class Solicitation {
  /** The first intervals. */
  static final Duration FIRST = Duration.ofSeconds(1);

  /** Solicitations at the first interval. */
  static final int FIRST_COUNT = 3;

  /** The longest interval, before randomising; RFC 5944 §2.4 asks for a minute at least. */
  static final Duration LONGEST = Duration.ofSeconds(64);

  private final RandomGenerator random;
  private MonotonicTime due;
  private @Nullable MonotonicTime last;
  private int sent;

  /** The first one is due within a second: MAX_SOLICITATION_DELAY (RFC 1256 §6). */
  Solicitation(MonotonicTime linkUp, RandomGenerator random) {
    this.random = random;
    this.due = linkUp.plus(Duration.ofNanos(random.nextLong(FIRST.toNanos())));
  }

  MonotonicTime due() {
    return due;
  }

  void sent(MonotonicTime now) {
    sent++;
    last = now;
    int doublings = Math.clamp(sent - (long) FIRST_COUNT + 1, 0, 6);
    Duration nominal = FIRST.multipliedBy(1L << doublings);
    due = now.plus(randomised(nominal.compareTo(LONGEST) > 0 ? LONGEST : nominal));
  }

  /** Nobody is heard any more. What is due later stays so: the rate must not rise. */
  void search(MonotonicTime now) {
    if (due.isBefore(now)) {
      due = now;
    }
  }

  /** A registration succeeded: the next search may begin at the full rate. */
  void registered() {
    sent = 0;
    if (last != null) {
      due = MonotonicTime.min(due, last.plus(randomised(FIRST)));
    }
  }

  /** Longer than nominal by up to a quarter, so that the rate stays below what is permitted. */
  private Duration randomised(Duration nominal) {
    return nominal.plus(Duration.ofNanos(random.nextLong(nominal.toNanos() / 4)));
  }
}
