package org.dualmip.mobileip.foreign;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.dualmip.mobileip.net.MonotonicTime;

/** At most {@link #BURST} notices of a kind at once, then one a second; the rest is counted. */
final class NoticeLimit {
  static final int BURST = 10;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** For each kind, when its allowance is whole again: a burst ahead of now means none is left. */
  private final Map<Counter, MonotonicTime> whole = new EnumMap<>(Counter.class);

  /** Whether a notice may come now. */
  boolean admits(Counter kind, MonotonicTime now) {
    MonotonicTime from = whole.get(kind);
    MonotonicTime start = from == null || from.isBefore(now) ? now : from;
    if (start.since(now).compareTo(INTERVAL.multipliedBy(BURST - 1L)) > 0) {
      return false;
    }
    whole.put(kind, start.plus(INTERVAL));
    return true;
  }
}
