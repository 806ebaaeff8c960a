package org.dualmip.mobileip.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * How often one interface may send a probe, whatever happens on it: at most {@link #BURST} in as
 * many seconds, which a link that comes and goes can use up at once, and {@link #PER_MINUTE} in any
 * minute.
 */
final class Pace {
  static final int BURST = 3;
  static final int PER_MINUTE = 40;

  private static final Duration SHORT = Duration.ofSeconds(BURST);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** When the last ones were sent, the latest last; never more than {@link #PER_MINUTE}. */
  private final ArrayDeque<MonotonicTime> sent = new ArrayDeque<>(PER_MINUTE);

  /** The first time not before the given one at which a probe may be sent. */
  MonotonicTime from(MonotonicTime wanted) {
    MonotonicTime permitted = wanted;
    if (sent.size() == PER_MINUTE) {
      permitted = later(permitted, sent.getFirst().plus(LONG));
    }
    MonotonicTime thirdLast = nthLast(BURST);
    return thirdLast == null ? permitted : later(permitted, thirdLast.plus(SHORT));
  }

  void sent(MonotonicTime at) {
    if (sent.size() == PER_MINUTE) {
      sent.removeFirst();
    }
    sent.addLast(at);
  }

  /** Whether nothing that was sent counts any more. */
  boolean isOver(MonotonicTime now) {
    return sent.isEmpty() || !now.isBefore(sent.getLast().plus(LONG));
  }

  private @Nullable MonotonicTime nthLast(int n) {
    var latestFirst = sent.descendingIterator();
    MonotonicTime found = null;
    for (int i = 0; i < n; i++) {
      if (!latestFirst.hasNext()) {
        return null;
      }
      found = latestFirst.next();
    }
    return found;
  }

  private static MonotonicTime later(MonotonicTime one, MonotonicTime other) {
    return one.isBefore(other) ? other : one;
  }
}
