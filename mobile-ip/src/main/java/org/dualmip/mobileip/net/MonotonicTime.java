package org.dualmip.mobileip.net;

import java.time.Duration;

/**
 * A point on a clock that only runs forward: for deadlines and ages, never for a message.
 *
 * <p>The origin has no meaning; only differences have.
 *
 * @param nanos nanoseconds since the origin
 */
public record MonotonicTime(long nanos) implements Comparable<MonotonicTime> {
  /** The point that much later, or earlier if the duration is negative. */
  public MonotonicTime plus(Duration duration) {
    return new MonotonicTime(nanos + duration.toNanos());
  }

  /** The time from the given point to this one; negative if this one is earlier. */
  public Duration since(MonotonicTime earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /** Whether this point is strictly before the other. */
  public boolean isBefore(MonotonicTime other) {
    return nanos - other.nanos < 0;
  }

  /** The earlier of two points. */
  public static MonotonicTime min(MonotonicTime one, MonotonicTime other) {
    return other.isBefore(one) ? other : one;
  }

  @Override
  public int compareTo(MonotonicTime other) {
    return Long.signum(nanos - other.nanos);
  }
}
