package org.dualmip.mobileip.foreign;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * The clock that makes the timestamps of revocation (RFC 3543 §3.5): seconds that never go back nor
 * come twice, whatever happens to the time of day.
 */
final class RevocationClock {
  private @Nullable Now start;
  private MonotonicTime now = new MonotonicTime(0);
  private int last;

  /** Follows the time of an input. */
  void follow(Now at) {
    if (start == null) {
      start = at;
      last = seconds(at, at.monotonic()) - 1;
    }
    now = at.monotonic();
  }

  /** The next timestamp, later than all before. */
  int next() {
    int seconds = start == null ? last + 1 : seconds(start, now);
    last = seconds - last > 0 ? seconds : last + 1;
    return last;
  }

  private static int seconds(Now start, MonotonicTime now) {
    Duration passed = now.since(start.monotonic());
    return NtpTimestamp.seconds(NtpTimestamp.of(start.wall().plus(passed)));
  }
}
