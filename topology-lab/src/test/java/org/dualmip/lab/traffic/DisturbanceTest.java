package org.dualmip.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisturbanceTest {
  private static final long MS = 1_000_000;

  /** Sends a datagram every 2 ms from time 0 on; what becomes of each is said by the test. */
  private static final class Story {
    private final long[] sent;
    private final List<long[]> arrivals = new ArrayList<>();

    Story(int count) {
      sent = new long[count];
      for (int i = 0; i < count; i++) {
        sent[i] = 2 * MS * i;
      }
    }

    Story arrives(int sequence, long delay) {
      arrivals.add(new long[] {sequence, sent[sequence] + delay});
      return this;
    }

    ProbeLog log() {
      arrivals.sort((one, other) -> Long.compare(one[1], other[1]));
      return new ProbeLog(
          "down",
          sent,
          arrivals.stream().mapToInt(arrival -> (int) arrival[0]).toArray(),
          arrivals.stream().mapToLong(arrival -> arrival[1]).toArray());
    }
  }

  @Test
  void seesNothingWhereEverythingArrives() {
    var story = new Story(1000);
    for (int i = 0; i < 1000; i++) {
      story.arrives(i, 10 * MS);
    }
    assertThat(Disturbance.within(story.log(), 1000 * MS, 1500 * MS))
        .isEqualTo(new Disturbance(2, 0, 0, 0, 0));
  }

  @Test
  void measuresTheSilenceFromTheLastArrivalBeforeTheMoveToTheFirstAfter() {
    var story = new Story(1000);
    for (int i = 0; i < 1000; i++) {
      if (i < 500 || i >= 550) {
        story.arrives(i, i < 500 ? 1 * MS : 21 * MS);
      }
    }
    Disturbance seen = Disturbance.within(story.log(), 1000 * MS, Long.MAX_VALUE);
    assertThat(seen.gapMillis()).isEqualTo(122); // 999 ms to 1121 ms
    assertThat(seen.lost()).isEqualTo(50);
  }

  @Test
  void countsWhatWasUnderWayWhenTheMoveBeganAsLostByIt() {
    var story = new Story(1000);
    for (int i = 0; i < 1000; i++) {
      if (i < 485 || i >= 500) { // sent up to 30 ms before the move
        story.arrives(i, 30 * MS);
      }
    }
    assertThat(Disturbance.within(story.log(), 1000 * MS, 1500 * MS).lost()).isEqualTo(15);
    assertThat(Disturbance.within(story.log(), 500 * MS, 1000 * MS).lost()).isZero();
  }

  @Test
  void countsDuplicatesAndOvertakenDatagramsOnce() {
    var story = new Story(100);
    for (int i = 0; i < 100; i++) {
      story.arrives(i, i < 50 ? 30 * MS : 10 * MS); // the new path is 20 ms faster
    }
    story.arrives(70, 11 * MS).arrives(70, 12 * MS);
    Disturbance seen = Disturbance.within(story.log(), 0, Long.MAX_VALUE);
    assertThat(seen.duplicated()).isEqualTo(2);
    assertThat(seen.reordered()).isEqualTo(9); // 41 to 49 arrive behind 50 and later ones
    assertThat(seen.lost()).isZero();
  }

  @Test
  void doesNotBlameTheNetworkForASenderThatWasLate() {
    var sent = new long[100];
    var at = new long[100];
    var sequence = new int[100];
    for (int i = 0; i < 100; i++) {
      sent[i] = (i < 50 ? 2L * i : 2L * i + 300) * MS;
      at[i] = sent[i] + 5 * MS;
      sequence[i] = i;
    }
    Disturbance seen =
        Disturbance.within(new ProbeLog("up", sent, sequence, at), 0, Long.MAX_VALUE);
    assertThat(seen.gapMillis()).isEqualTo(5); // from the beginning to the first arrival
    assertThat(seen.stallMillis()).isEqualTo(300);
  }

  @Test
  void callsItASilenceWhenNothingArrivesToTheEnd() {
    var story = new Story(1000);
    for (int i = 0; i < 100; i++) {
      story.arrives(i, 0);
    }
    Disturbance seen = Disturbance.within(story.log(), 190 * MS, Long.MAX_VALUE);
    assertThat(seen.gapMillis()).isEqualTo(1998 - 198);
    assertThat(seen.lost()).isEqualTo(900);
  }

  @Test
  void takesTheWorseSilenceAndTheSumOfTheRestOfBothDirections() {
    assertThat(new Disturbance(10, 1, 1, 2, 3).and(new Disturbance(7, 2, 10, 20, 30)))
        .isEqualTo(new Disturbance(10, 2, 11, 22, 33));
  }
}
