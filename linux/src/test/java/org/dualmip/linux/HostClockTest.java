package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A real sleep of the host is not to be had in a test; that the clock is the right one is. */
class HostClockTest {
  @Test
  void itIsTheKernelsClockThatCountsSleep() throws Exception {
    assertThat(HostClock.countsSleep()).isTrue();
    // /proc/uptime counts sleep as well: both run together.
    long uptime = uptimeMillis();
    long start = HostClock.nanos();
    long before = System.nanoTime();
    while (System.nanoTime() - before < 50_000_000) {
      Thread.onSpinWait();
    }
    long passed = (HostClock.nanos() - start) / 1_000_000;
    assertThat(passed).isBetween(49L, uptimeMillis() - uptime + 50);
  }

  private static long uptimeMillis() throws Exception {
    String seconds = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
    return (long) (Double.parseDouble(seconds) * 1000);
  }

  @Test
  void itOnlyRunsForward() {
    long last = HostClock.nanos();
    for (int i = 0; i < 10_000; i++) {
      long now = HostClock.nanos();
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
  }

  @Test
  void asLongAsTheHostIsAwakeItIsTheOtherClock() {
    assertThat(HostClock.asleep()).isBetween(-100_000_000L, 100_000_000L);
    long before = System.nanoTime();
    long now = HostClock.nanos();
    long after = System.nanoTime();
    assertThat(now).isBetween(before - 100_000_000, after + 100_000_000);
  }
}
