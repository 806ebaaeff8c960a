package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The clocks are played by hand: a host that runs tests cannot be put to sleep. */
class ResumeWatchTest {
  private final AtomicLong asleep = new AtomicLong(Duration.ofHours(5).toNanos());
  private final AtomicInteger told = new AtomicInteger();
  private final ResumeWatch watch = new ResumeWatch(asleep::get, told::incrementAndGet);

  private void sleep(Duration time) {
    asleep.addAndGet(time.toNanos());
  }

  @Test
  void sleepFromBeforeItsTimeIsNoNews() {
    watch.look();
    assertThat(told).hasValue(0);
  }

  @Test
  void eachSleepIsToldOnce() {
    sleep(Duration.ofSeconds(1));
    watch.look();
    watch.look();
    assertThat(told).hasValue(1);
    sleep(Duration.ofHours(8));
    watch.look();
    assertThat(told).hasValue(2);
  }

  @Test
  void whatTheReadingsDifferByIsNoSleep() {
    for (int i = 0; i < 100; i++) {
      asleep.addAndGet(Duration.ofMillis(i % 2 == 0 ? 20 : -20).toNanos());
      watch.look();
    }
    assertThat(told).hasValue(0);
  }

  @Test
  void manyShortSleepsAddUp() {
    for (int i = 0; i < 10; i++) {
      sleep(Duration.ofMillis(30));
      watch.look();
    }
    assertThat(told.get()).isPositive();
  }

  @Test
  void aThreadLooksByItselfUntilItIsClosed() throws Exception {
    CountDownLatch looked = new CountDownLatch(2);
    AtomicLong clock = new AtomicLong();
    try (ResumeWatch _ =
        ResumeWatch.start(
            () -> clock.addAndGet(Duration.ofSeconds(1).toNanos()), looked::countDown)) {
      assertThat(looked.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
