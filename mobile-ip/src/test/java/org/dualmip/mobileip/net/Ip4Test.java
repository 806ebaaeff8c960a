package org.dualmip.mobileip.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ip4Test {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "127.255.0.128", "203.0.113.2", "255.255.255.255"})
  void text_and_octets_are_the_same_address(String text) {
    Ip4 address = Ip4.of(text);
    assertThat(address).hasToString(text);
    assertThat(Ip4.of(address.octets())).isEqualTo(address);
  }

  @Test
  void the_first_octet_is_the_most_significant() {
    assertThat(Ip4.of("10.0.0.1").bits()).isEqualTo(0x0a00_0001);
    assertThat(Ip4.of("200.1.2.3").octets()).containsExactly(200, 1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.1.1",
        "a.b.c.d",
        "10.0.0.-1",
        "::1",
        " 10.0.0.1",
        "10.0.0.1 ",
        "localhost",
        "1000.0.0.1"
      })
  void other_text_is_no_address(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Ip4.of(text)).withMessageContaining(text);
  }

  @Test
  void five_octets_are_no_address() {
    assertThatIllegalArgumentException().isThrownBy(() -> Ip4.of(new byte[5]));
  }

  @Test
  void addresses_are_ordered_as_unsigned_numbers() {
    assertThat(Ip4.of("127.0.0.1")).isLessThan(Ip4.of("128.0.0.1"));
    assertThat(Ip4.BROADCAST).isGreaterThan(Ip4.ANY);
    assertThat(Ip4.ANY.isAny()).isTrue();
    assertThat(Ip4.BROADCAST.isAny()).isFalse();
  }
}
