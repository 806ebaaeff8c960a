package org.dualmip.mobileip.net;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of an input: engines read no clock, so each input brings it.
 *
 * @param monotonic for deadlines and ages
 * @param wall for what a message carries (RFC 5944 §5.7.1) and for what people read; it may jump
 */
public record Now(MonotonicTime monotonic, Instant wall) {
  /** Both clocks advanced by the same duration. */
  public Now plus(Duration duration) {
    return new Now(monotonic.plus(duration), wall.plus(duration));
  }
}
