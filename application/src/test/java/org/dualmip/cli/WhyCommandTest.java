package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhyCommandTest {
  private static final Map<?, ?> FIRST = Map.of("mono", 1L);
  private static final Map<?, ?> SECOND = Map.of("mono", 2L);
  private static final Map<?, ?> THIRD = Map.of("mono", 3L);

  @Test
  void followingSkipsWhatWasPrintedAlready() {
    assertThat(WhyCommand.seen(List.of(FIRST, SECOND, THIRD), List.of(FIRST, SECOND))).isEqualTo(2);
    assertThat(WhyCommand.seen(List.of(FIRST, SECOND), List.of(FIRST, SECOND))).isEqualTo(2);
  }

  @Test
  void followingGoesOnWhenTheOldestEventsAreForgotten() {
    assertThat(WhyCommand.seen(List.of(SECOND, THIRD), List.of(FIRST, SECOND))).isEqualTo(1);
  }

  @Test
  void followingBeginsAnewAfterARestart() {
    assertThat(WhyCommand.seen(List.of(THIRD), List.of(FIRST, SECOND))).isZero();
    assertThat(WhyCommand.seen(List.of(FIRST), List.of())).isZero();
  }
}
