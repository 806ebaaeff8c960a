package org.dualmip.fuzzing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/** What every engine owes to who drives it. */
final class Drained {
  /** Outputs of one input; engines of our size never need as many. */
  private static final int MOST_OUTPUTS = 200;

  private static final int MOST_WAKES = 50;

  private Drained() {}

  /** All outputs, of which there must be an end. */
  static <O> List<O> all(Supplier<@Nullable O> poll) {
    List<O> outputs = new ArrayList<>();
    for (O output = poll.get(); output != null; output = poll.get()) {
      outputs.add(output);
      if (outputs.size() > MOST_OUTPUTS) {
        throw new AssertionError("outputs without end: " + outputs.subList(0, 5));
      }
    }
    return outputs;
  }

  /** Called at the time it asked for, an engine must not ask for that time for ever. */
  static void settles(Feed feed, Supplier<@Nullable MonotonicTime> wakeAt, Runnable tick) {
    for (int wakes = 0; wakes < MOST_WAKES; wakes++) {
      MonotonicTime wake = wakeAt.get();
      if (wake == null || feed.now().monotonic().isBefore(wake)) {
        return;
      }
      tick.run();
    }
    throw new AssertionError("asks to be woken at " + wakeAt.get() + " when it is " + feed.now());
  }
}
