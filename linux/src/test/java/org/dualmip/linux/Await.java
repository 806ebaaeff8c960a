package org.dualmip.linux;

import java.time.Duration;

/** Waits for a condition that nothing signals. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Something that becomes true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  /** Returns as soon as it holds; fails, with those words, if it does not for long. */
  static void until(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      Thread.sleep(Duration.ofMillis(1));
    }
  }
}
