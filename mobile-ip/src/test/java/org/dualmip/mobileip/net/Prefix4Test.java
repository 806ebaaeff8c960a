package org.dualmip.mobileip.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Prefix4Test {
  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.1.0.0, true",
    "10.1.0.0/16, 10.1.255.255, true",
    "10.1.0.0/16, 10.2.0.0, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "198.51.100.50/32, 198.51.100.50, true",
    "198.51.100.50/32, 198.51.100.51, false",
    "128.0.0.0/1, 127.255.255.255, false"
  })
  void a_prefix_contains_what_shares_its_bits(String prefix, String address, boolean inside) {
    assertThat(Prefix4.of(prefix).contains(Ip4.of(address))).isEqualTo(inside);
  }

  @Test
  void a_single_address_is_a_prefix_of_length_32() {
    assertThat(Prefix4.of("10.0.0.1")).hasToString("10.0.0.1/32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "/8", "10.0.0/8"})
  void other_text_is_no_prefix(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Prefix4.of(text));
  }

  @Test
  void bits_behind_the_prefix_are_an_error_that_names_the_network() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix4.of("10.1.2.3/16"))
        .withMessageContaining("10.1.0.0/16");
  }

  @Test
  void the_last_address_has_all_host_bits_set() {
    assertThat(Prefix4.of("203.0.113.128/26").last()).isEqualTo(Ip4.of("203.0.113.191"));
    assertThat(Prefix4.of("0.0.0.0/0").last()).isEqualTo(Ip4.BROADCAST);
    assertThat(Prefix4.of("10.0.0.1/32").last()).isEqualTo(Ip4.of("10.0.0.1"));
  }

  @Test
  void prefixes_overlap_if_one_holds_the_other() {
    Prefix4 outer = Prefix4.of("10.0.0.0/8");
    assertThat(outer.overlaps(Prefix4.of("10.9.0.0/16"))).isTrue();
    assertThat(Prefix4.of("10.9.0.0/16").overlaps(outer)).isTrue();
    assertThat(outer.overlaps(Prefix4.of("11.0.0.0/8"))).isFalse();
  }

  @Test
  void around_cuts_the_host_bits() {
    assertThat(Prefix4.around(Ip4.of("10.1.2.3"), 24)).hasToString("10.1.2.0/24");
    assertThat(Prefix4.around(Ip4.of("10.1.2.3"), 0)).hasToString("0.0.0.0/0");
  }
}
