package org.dualmip.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Rule;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.junit.jupiter.api.Test;

class ClueLimitTest {
  private static final MonotonicTime NOW = new MonotonicTime(-5);
  private final ClueLimit limit = new ClueLimit();

  private static Clue neighbour(int number) {
    return new Clue.Neighbour(new Ip4(0x0a000000 + number));
  }

  @Test
  void theSameClueIsToldEveryFewSeconds() {
    assertThat(limit.passes(neighbour(1), NOW)).isTrue();
    assertThat(limit.passes(neighbour(1), NOW.plus(ClueLimit.EVERY.minusMillis(1)))).isFalse();
    assertThat(limit.passes(neighbour(1), NOW.plus(ClueLimit.EVERY))).isTrue();
    assertThat(limit.held()).isEqualTo(1);
  }

  @Test
  void anotherIsToldAtOnce() {
    Ip4 gateway = new Ip4(1);
    limit.passes(new Clue.Gateway(gateway, new MacAddress(2)), NOW);
    assertThat(limit.passes(new Clue.Gateway(gateway, new MacAddress(4)), NOW)).isTrue();
  }

  @Test
  void aFloodOfOneKindIsBoundedAndSilencesNoOther() {
    assertThat(IntStream.range(0, 10_000).filter(i -> limit.passes(neighbour(i), NOW)).count())
        .isEqualTo(ClueLimit.OF_A_KIND);
    assertThat(limit.passes(new Clue.Icmp(new Ip4(1), 3), NOW)).isTrue();
    assertThat(limit.passes(neighbour(1), NOW.plus(ClueLimit.EVERY))).isTrue();
  }

  @Test
  void aNewConnectionHearsEverythingAnew() {
    limit.passes(neighbour(1), NOW);
    limit.clear();
    assertThat(limit.passes(neighbour(1), NOW)).isTrue();
  }

  @Test
  void whatIsToldAgainIsToldBeforeAnyRuleForgetsIt() {
    assertThat(Stream.of(Rule.values()).map(Rule::lasts).filter(Objects::nonNull))
        .allMatch(lasts -> lasts.compareTo(ClueLimit.EVERY.plus(Duration.ofSeconds(1))) > 0);
  }
}
