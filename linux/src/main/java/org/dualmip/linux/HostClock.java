package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A clock that only runs forward and also counts while the host is asleep: {@code CLOCK_BOOTTIME},
 * from where {@link System#nanoTime} ({@code CLOCK_MONOTONIC}) stood when this process began. So
 * values of different processes can be compared, as long as the host was not asleep between their
 * beginnings. Any thread.
 */
public final class HostClock {
  /** linux/time.h. */
  private static final int CLOCK_BOOTTIME = 7;

  /** Two readings closer together than this were not interrupted. */
  private static final long TIGHT = 20_000;

  private static final int READINGS = 20;

  /** Room for a struct timespec: one per thread, since the call does not nest. */
  private static final ThreadLocal<MemorySegment> TIME =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_LONG, 2));

  private static final boolean COUNTS_SLEEP = Libc.clockGettime(CLOCK_BOOTTIME, TIME.get()) == 0;
  private static final long AT_START = COUNTS_SLEEP ? ahead() : 0;

  private HostClock() {}

  /** Whether this kernel has such a clock; if not, time stands still while the host is asleep. */
  public static boolean countsSleep() {
    return COUNTS_SLEEP;
  }

  /** Nanoseconds on that clock. */
  public static long nanos() {
    return COUNTS_SLEEP ? bootTime() - AT_START : System.nanoTime();
  }

  /** How long the host has been asleep since this process began, in nanoseconds, about. */
  public static long asleep() {
    return COUNTS_SLEEP ? ahead() - AT_START : 0;
  }

  private static long bootTime() {
    MemorySegment time = TIME.get();
    Libc.clockGettime(CLOCK_BOOTTIME, time);
    return time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L + time.getAtIndex(JAVA_LONG, 1);
  }

  /** How far that clock is ahead of the other: by the tightest of a few readings. */
  private static long ahead() {
    long best = Long.MAX_VALUE;
    long ahead = 0;
    for (int i = 0; i < READINGS && best > TIGHT; i++) {
      long before = System.nanoTime();
      long time = bootTime();
      long took = System.nanoTime() - before;
      if (took < best) {
        best = took;
        ahead = time - before - took / 2;
      }
    }
    return ahead;
  }
}
