package org.dualmip.lab.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.dualmip.lab.topology.Quality;
import org.junit.jupiter.api.Test;

class ChannelTest {
  private static final long MILLI = 1_000_000;
  private static final int FRAMES = 100_000;
  private static final Quality TEN = Quality.delayed(Duration.ofMillis(10));

  @Test
  void everyFrameTakesTheDelay() {
    Channel channel = channel(TEN);
    assertThat(channel.admit(5, 1500)).isEqualTo(1);
    assertThat(channel.due(0)).isEqualTo(5 + 10 * MILLI);
  }

  @Test
  void losesTheShareThatIsAskedForEachFrameByItself() {
    Losses losses =
        losses(channel(new Quality(Duration.ZERO, Duration.ZERO, 0.03, 1, 0, 0, 0, 1, 7)));
    assertThat(losses.share()).isCloseTo(0.03, within(0.003));
    assertThat(losses.meanBurst()).isCloseTo(1.03, within(0.1));
  }

  @Test
  void losesTheSameShareInBurstsOfTheLengthThatIsAskedFor() {
    Losses losses =
        losses(channel(new Quality(Duration.ZERO, Duration.ZERO, 0.03, 8, 0, 0, 0, 1, 7)));
    assertThat(losses.share()).isCloseTo(0.03, within(0.006));
    assertThat(losses.meanBurst()).isCloseTo(8, within(1.0));
  }

  @Test
  void theSameSeedLosesTheSameFramesAndAnotherDoesNot() {
    Quality lossy = new Quality(Duration.ZERO, Duration.ZERO, 0.5, 3, 0, 0, 0, 1, 7);
    assertThat(losses(channel(lossy)).lost()).isEqualTo(losses(channel(lossy)).lost());
    assertThat(losses(new Channel(lossy, new SplittableRandom(8))).lost())
        .isNotEqualTo(losses(channel(lossy)).lost());
  }

  @Test
  void jitterStaysWithinItsBoundsAndKeepsTheOrder() {
    Channel channel =
        channel(new Quality(Duration.ofMillis(10), Duration.ofMillis(4), 0, 1, 0, 0, 0, 1, 7));
    long before = Long.MIN_VALUE;
    boolean early = false;
    boolean late = false;
    for (long now = 0; now < 1000 * MILLI; now += MILLI) {
      channel.admit(now, 100);
      long took = channel.due(0) - now;
      assertThat(took).isBetween(6 * MILLI, 14 * MILLI);
      assertThat(channel.due(0)).isGreaterThanOrEqualTo(before);
      before = channel.due(0);
      early |= took < 9 * MILLI;
      late |= took > 11 * MILLI;
    }
    assertThat(early && late).isTrue();
  }

  @Test
  void aFrameThatIsReorderedOvertakesThoseUnderWay() {
    Channel channel =
        channel(new Quality(Duration.ofMillis(10), Duration.ZERO, 0, 1, 0, 0.2, 0, 1, 7));
    int overtaking = 0;
    for (long now = 0; now < FRAMES; now++) {
      channel.admit(now, 100);
      overtaking += channel.due(0) == now ? 1 : 0;
    }
    assertThat(overtaking).isCloseTo(FRAMES / 5, Percentage.withPercentage(5));
  }

  @Test
  void aFrameThatIsDuplicatedArrivesTwice() {
    Channel channel =
        channel(new Quality(Duration.ofMillis(10), Duration.ZERO, 0, 1, 0.1, 0, 0, 1, 7));
    int copies = 0;
    for (long now = 0; now < FRAMES; now++) {
      copies += channel.admit(now, 100);
      assertThat(channel.due(1)).isEqualTo(channel.due(0));
    }
    assertThat(copies).isCloseTo(FRAMES * 11 / 10, Percentage.withPercentage(1));
  }

  @Test
  void aRateSpacesFramesAndWhatDoesNotFitInTheQueueIsLost() {
    // 1000 octets at 8 Mbit/s take 1 ms.
    Channel channel =
        channel(new Quality(Duration.ofMillis(10), Duration.ZERO, 0, 1, 0, 0, 8_000_000, 3, 7));
    var dues = new ArrayList<Long>();
    for (int frame = 0; frame < 5; frame++) {
      if (channel.admit(0, 1000) > 0) {
        dues.add(channel.due(0));
      }
    }
    assertThat(dues).containsExactly(11 * MILLI, 12 * MILLI, 13 * MILLI);
    assertThat(channel.overflowed()).isEqualTo(2);
    assertThat(channel.admit(MILLI, 1000)).as("one has left the queue").isEqualTo(1);
    assertThat(channel.due(0)).isEqualTo(14 * MILLI);
    assertThat(channel.admit(100 * MILLI, 1000)).as("all have").isEqualTo(1);
    assertThat(channel.due(0)).isEqualTo(111 * MILLI);
  }

  @Test
  void aShorterDelayLetsNothingOvertakeWhatIsUnderWay() {
    Channel channel = channel(TEN);
    channel.admit(0, 100);
    channel.quality(Quality.delayed(Duration.ofMillis(1)));
    channel.admit(MILLI, 100);
    assertThat(channel.due(0)).isEqualTo(10 * MILLI);
    channel.admit(20 * MILLI, 100);
    assertThat(channel.due(0)).isEqualTo(21 * MILLI);
  }

  @Test
  void worksWhereTheClockIsNegative() { // as System.nanoTime may be
    Channel channel =
        channel(new Quality(Duration.ZERO, Duration.ZERO, 0, 1, 0, 0, 8_000_000, 2, 7));
    long now = Long.MAX_VALUE - 500_000;
    assertThat(channel.admit(now, 1000)).isEqualTo(1);
    assertThat(channel.due(0)).isEqualTo(now + MILLI); // over the end of the numbers
    assertThat(channel.admit(now + 2 * MILLI, 1000)).isEqualTo(1);
    assertThat(channel.due(0)).isEqualTo(now + 3 * MILLI);
  }

  @Test
  void slotsComeOutByTimeAndThoseOfOneTimeInTheirOrder() {
    var arrivals = new Arrivals(8);
    long[] times = {30, 10, 20, 10, 40, 10, 5};
    for (int slot = 0; slot < times.length; slot++) {
      arrivals.add(times[slot], slot);
    }
    var order = new ArrayList<Integer>();
    assertThat(arrivals.nextDue()).isEqualTo(5);
    while (arrivals.size() > 0) {
      order.add(arrivals.remove());
    }
    assertThat(order).containsExactly(6, 1, 3, 5, 2, 0, 4);
  }

  private static Channel channel(Quality quality) {
    return new Channel(quality, new SplittableRandom(quality.seed()));
  }

  private record Losses(List<Integer> lost, int bursts) {
    double share() {
      return lost.size() / (double) FRAMES;
    }

    double meanBurst() {
      return lost.size() / (double) bursts;
    }
  }

  private static Losses losses(Channel channel) {
    var lost = new ArrayList<Integer>();
    int bursts = 0;
    for (int frame = 0; frame < FRAMES; frame++) {
      if (channel.admit(frame, 100) == 0) {
        bursts += lost.isEmpty() || lost.getLast() != frame - 1 ? 1 : 0;
        lost.add(frame);
      }
    }
    assertThat(channel.lost()).isEqualTo(lost.size());
    return new Losses(lost, bursts);
  }
}
