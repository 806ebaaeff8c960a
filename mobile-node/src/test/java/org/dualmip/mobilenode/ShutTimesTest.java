package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import org.dualmip.mobileip.net.MonotonicTime;
import org.junit.jupiter.api.Test;

class ShutTimesTest {
  private final ShutTimes times = new ShutTimes();

  private static MonotonicTime micros(long micros) {
    return new MonotonicTime(micros * 1000);
  }

  private void shut(long changed, long shut) {
    times.changed(micros(changed));
    times.shut(micros(shut));
    times.settled();
  }

  @Test
  void eachShuttingIsCountedInTheFirstBinThatHoldsIt() {
    shut(0, 200);
    shut(10, 211);
    shut(0, 1_000_001);
    assertThat(times.page())
        .containsEntry("shut", 3L)
        .containsEntry("within-200-us", 1L)
        .containsEntry("within-500-us", 1L)
        .containsEntry("later", 1L)
        .containsEntry("worst-us", 1_000_001L)
        .hasSize(5);
  }

  @Test
  void onlyTheFirstShuttingAfterAChangeCountsAndNoneWithoutOne() {
    times.shut(micros(5));
    shut(0, 100);
    times.shut(micros(9000));
    times.changed(micros(10_000));
    times.settled();
    times.shut(micros(90_000));
    assertThat(times.page()).containsEntry("shut", 1L).containsEntry("worst-us", 100L);
  }
}
