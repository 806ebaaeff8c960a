package org.dualmip.mobileip.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecurityAssociationTest {
  private static final Octets KEY = Octets.ofHex("000102030405060708090a0b0c0d0e0f");
  private static final Octets MESSAGE = Octets.ofHex("0102030405");

  private static SecurityAssociation association(int spi, Algorithm algorithm, Octets key) {
    return new SecurityAssociation(
        spi, algorithm, key, ReplayProtection.TIMESTAMPS, SecurityAssociation.DEFAULT_TOLERANCE);
  }

  private static Authentication received(int spi, Octets signed, int length) {
    int end = signed.size() - length;
    return new Authentication(
        Kind.MOBILE_HOME, spi, signed.slice(end, signed.size()), signed.slice(0, end));
  }

  @ParameterizedTest
  @EnumSource
  void what_is_signed_verifies_and_nothing_else(Algorithm algorithm) {
    SecurityAssociation association = association(256, algorithm, KEY);
    ByteWriter out = new ByteWriter().bytes(MESSAGE.toBytes());
    association.sign(Kind.MOBILE_HOME, out);
    Octets signed = Octets.of(out.toBytes());
    assertThat(signed.slice(0, 11))
        .hasToString(MESSAGE + "20%02x00000100".formatted(4 + algorithm.length()));
    assertThat(association.verifies(received(256, signed, algorithm.length()))).isTrue();
    assertThat(association.verifies(received(257, signed, algorithm.length()))).isFalse();
    for (int at = 0; at < signed.size(); at++) {
      byte[] changed = signed.toBytes();
      changed[at] ^= 0x10;
      assertThat(association.verifies(received(256, Octets.of(changed), algorithm.length())))
          .as("octet %d", at)
          .isFalse();
    }
    assertThat(association.verifies(received(256, signed.slice(0, 12), 1))).isFalse();
    assertThat(
            association(256, algorithm, Octets.ofHex("ff".repeat(16)))
                .verifies(received(256, signed, algorithm.length())))
        .isFalse();
  }

  @Test
  void reserved_SPIs_short_keys_and_small_tolerances_are_refused() {
    for (int spi : new int[] {0, 1, 255}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> association(spi, Algorithm.HMAC_MD5, KEY))
          .withMessageContaining("reserved");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> association(256, Algorithm.HMAC_MD5, Octets.ofHex("00".repeat(15))))
        .withMessageContaining("15 octets");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new SecurityAssociation(
                256, Algorithm.HMAC_MD5, KEY, ReplayProtection.TIMESTAMPS, Duration.ofSeconds(3)));
  }

  @Test
  void an_SPI_has_32_unsigned_bits_and_the_key_is_never_printed() {
    assertThat(association(-1, Algorithm.HMAC_MD5, KEY).toString())
        .contains("4294967295")
        .doesNotContain(KEY.toString());
  }
}
