package org.dualmip.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T22:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1 s",
    "59999, 59 s",
    "60000, 1 min",
    "588000, 9 min 48 s",
    "3600000, 1 h",
    "7500000, 2 h 5 min",
    "273600000, 3 d 4 h",
    "-2000, -2 s"
  })
  void aDurationIsSaidInItsTwoLargestUnits(long millis, String words) {
    assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "9949, 9.9 kB",
    "12345, 12 kB",
    "1234567, 1.2 MB",
    "98765432109, 99 GB"
  })
  void aSizeIsSaidInDecimalUnits(long octets, String words) {
    assertThat(Words.size(octets)).isEqualTo(words);
  }

  @Test
  void theEndOfANameIsItsUnit() {
    assertThat(Words.name("remaining-s")).isEqualTo("remaining");
    assertThat(Words.value("remaining-s", 588L, NOW)).isEqualTo("9 min 48 s");
    assertThat(Words.name("expires-in-ms")).isEqualTo("expires in");
    assertThat(Words.value("expires-in-ms", 350L, NOW)).isEqualTo("350 ms");
    assertThat(Words.value("bytes-in", 2_000_000L, NOW)).isEqualTo("2.0 MB");
    assertThat(Words.value("attempt", 2L, NOW)).isEqualTo("2");
  }

  @Test
  void aNameThatOnlyLooksLikeAUnitKeepsItsEnd() {
    assertThat(Words.name("address")).isEqualTo("address");
    assertThat(Words.name("care-of")).isEqualTo("care of");
  }

  @Test
  void aPointInTimeIsAnAge() {
    assertThat(Words.value("since", "2026-11-21T21:59:48Z", NOW)).isEqualTo("12 s ago");
    assertThat(Words.value("since", "2026-11-21T21:59:59.900Z", NOW)).isEqualTo("now");
    assertThat(Words.value("until", "2026-11-21T22:09:48.000001Z", NOW)).isEqualTo("in 9 min 48 s");
    assertThat(Words.value("lifetime", "PT10M", NOW)).isEqualTo("10 min");
  }

  @Test
  void textThatOnlyLooksLikeATimeStaysAsItIs() {
    assertThat(Words.value("since", "2026-99-99T21:59:48Z", NOW)).isEqualTo("2026-99-99T21:59:48Z");
    assertThat(Words.value("tunnel", "PTO", NOW)).isEqualTo("PTO");
  }

  @Test
  void whatHoldsMoreIsSaidInOneLine() {
    assertThat(Words.value("networks", List.of("10.1.0.0/16", "10.2.0.0/16"), NOW))
        .isEqualTo("10.1.0.0/16, 10.2.0.0/16");
    assertThat(Words.value("sockets", Map.of("idle-s", 61L), NOW)).isEqualTo("idle 1 min 1 s");
    assertThat(Words.value("up", true, NOW)).isEqualTo("yes");
    assertThat(Words.value("up", null, NOW)).isEmpty();
  }
}
