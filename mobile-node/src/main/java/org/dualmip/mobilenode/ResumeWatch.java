package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices that the host was asleep, soon after it woke up: by then it may be anywhere, and the
 * times of the gate in the kernel have stood still.
 */
final class ResumeWatch implements AutoCloseable {
  /** How often it looks: nothing else bounds how long the gate may stay as it was. */
  static final Duration EVERY = Duration.ofMillis(200);

  /** Less is no sleep, but two clocks that were not read at once. */
  static final Duration SHORTEST = Duration.ofMillis(100);

  private final LongSupplier asleep;
  private final Runnable resumed;
  private final Thread thread;
  private long known;

  /**
   * Begins to watch.
   *
   * @param asleep how long the host has been asleep until now, in nanoseconds
   * @param resumed told on a thread of the watch's own
   */
  static ResumeWatch start(LongSupplier asleep, Runnable resumed) {
    ResumeWatch watch = new ResumeWatch(asleep, resumed);
    watch.thread.start();
    return watch;
  }

  /** One that has not begun. */
  ResumeWatch(LongSupplier asleep, Runnable resumed) {
    this.asleep = asleep;
    this.resumed = resumed;
    this.known = asleep.getAsLong();
    this.thread = Thread.ofPlatform().name("resume").daemon().unstarted(this::run);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        look();
      }
    } catch (InterruptedException closed) {
      // That is the end.
    }
  }

  /** Compares with the last look. */
  void look() {
    long now = asleep.getAsLong();
    if (now - known >= SHORTEST.toNanos()) {
      known = now;
      resumed.run();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
