package org.dualmip.mobileip.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NtpTimestampTest {
  @Test
  void seconds_count_from_1900_and_half_a_second_is_the_highest_bit_of_the_fraction() {
    // RFC 5905 figure 4: the first day of UNIX is 2,208,988,800 = 0x83aa7e80.
    assertThat(NtpTimestamp.of(Instant.EPOCH)).isEqualTo(0x83aa_7e80_0000_0000L);
    assertThat(NtpTimestamp.of(Instant.parse("2026-02-27T14:35:28.5Z")))
        .isEqualTo(0xed4c_2a30_8000_0000L);
    assertThat(NtpTimestamp.seconds(0xed4c_2a30_8000_0000L)).isEqualTo(0xed4c_2a30);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-03-01T10:00:00.999999999Z",
        "2036-02-07T06:28:15.999Z",
        "2036-02-07T06:28:16Z",
        "2104-02-26T09:42:24Z"
      })
  void an_instant_comes_back_in_every_era(String text) {
    Instant instant = Instant.parse(text);
    for (long difference : new long[] {-1_000_000_000, -1, 0, 1, 1_000_000_000}) {
      Instant back =
          NtpTimestamp.toInstant(NtpTimestamp.of(instant), instant.plusSeconds(difference));
      assertThat(back).isBetween(instant.minusNanos(1), instant);
    }
  }

  @Test
  void the_era_ends_in_2036_and_the_next_one_begins_at_zero() {
    assertThat(NtpTimestamp.of(Instant.parse("2036-02-07T06:28:16Z"))).isZero();
  }
}
