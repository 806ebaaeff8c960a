package org.dualmip.mobileip.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeTest {
  @Test
  void order_survives_the_overflow_of_the_counter() {
    MonotonicTime before = new MonotonicTime(Long.MAX_VALUE - 10);
    MonotonicTime after = before.plus(Duration.ofNanos(20));
    assertThat(after.nanos()).isNegative();
    assertThat(before.isBefore(after)).isTrue();
    assertThat(after.isBefore(before)).isFalse();
    assertThat(before).isLessThan(after);
    assertThat(after.since(before)).isEqualTo(Duration.ofNanos(20));
    assertThat(MonotonicTime.min(after, before)).isEqualTo(before);
    assertThat(MonotonicTime.min(before, after)).isEqualTo(before);
  }

  @Test
  void both_clocks_advance_together() {
    Now now = new Now(new MonotonicTime(5), Instant.EPOCH).plus(Duration.ofSeconds(1));
    assertThat(now).isEqualTo(new Now(new MonotonicTime(1_000_000_005), Instant.ofEpochSecond(1)));
  }

  @Test
  void a_port_has_16_bits() {
    assertThat(new Endpoint(Ip4.of("10.0.0.1"), 434)).hasToString("10.0.0.1:434");
    assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(Ip4.ANY, 65536));
    assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(Ip4.ANY, -1));
  }
}
