package org.dualmip.mobileip.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * An hour for each of a thousand seeds. Another number of them: {@code -Dworld.seeds=N}; one alone,
 * as a failure says it: {@code -Dworld.seed=N}.
 */
class HourTest {
  private static final int SEEDS = 1000;

  @Test
  void what_must_always_hold_holds_for_an_hour() {
    Long one = Long.getLong("world.seed");
    int seeds = Integer.getInteger("world.seeds", SEEDS);
    long[] all = one != null ? new long[] {one} : LongStream.range(0, seeds).toArray();
    long registrations = 0;
    long visits = 0;
    long deregistrations = 0;
    long restarts = 0;
    long revocations = 0;
    for (long seed : all) {
      Witness seen = pass(seed);
      registrations += seen.registrations;
      visits += seen.visits;
      deregistrations += seen.deregistrations;
      restarts += seen.restartsNoticed;
      revocations += seen.revocationsHeard;
    }
    // A world in which nothing happens would hold anything.
    assertThat(registrations).as("registrations").isGreaterThan(all.length * 30L);
    assertThat(visits).as("visits").isGreaterThan(all.length * 20L);
    assertThat(deregistrations).as("deregistrations").isGreaterThan(all.length);
    assertThat(restarts).as("restarts noticed").isPositive();
    assertThat(revocations).as("revocations heard by nodes").isPositive();
  }

  private static Witness pass(long seed) {
    try {
      return new Hour(seed).pass();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          failure.getMessage()
              + "\nrepeat: mvn -q -pl mobile-ip -am test -Dtest=HourTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dworld.seed="
              + seed,
          failure);
    }
  }
}
