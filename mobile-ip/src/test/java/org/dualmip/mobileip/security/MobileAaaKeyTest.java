package org.dualmip.mobileip.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 4721 §6 and §8, against values that another implementation of MD5 computed. */
class MobileAaaKeyTest {
  private static final Octets KEY = Octets.ofHex("000102030405060708090a0b0c0d0e0f");
  private static final Octets COVERED = Octets.ofHex("0102030405");
  private static final Octets CHALLENGE = Octets.ofHex("a1a2a3a4");

  @Test
  void another_spi_selects_the_hmac_and_the_challenge_does_not_count() {
    MobileAaaKey key = new MobileAaaKey(500, Algorithm.HMAC_MD5, KEY);
    assertThat(key.authenticate(COVERED, CHALLENGE))
        .isEqualTo(key.authenticate(COVERED, Octets.EMPTY))
        .isEqualTo(Octets.ofHex("83bdb9f2e7a1e57ac7d7febbf94d45e8"));
  }

  @Test
  void spi_2_selects_the_computation_of_radius_servers() {
    MobileAaaKey key = new MobileAaaKey(MobileAaaKey.CHAP_SPI, Algorithm.HMAC_MD5, KEY);
    assertThat(key.authenticate(COVERED, CHALLENGE))
        .isEqualTo(Octets.ofHex("6e522fefcaf75748e1186da25a84eb77"));
    assertThat(key.authenticate(COVERED, Octets.EMPTY))
        .isEqualTo(Octets.ofHex("28b18ed26459960503e9b58cf73ea2ff"));
    assertThat(key.authenticate(COVERED, Octets.ofHex("5b" + "5a".repeat(249))))
        .isEqualTo(Octets.ofHex("f4c4b9e5b17c378371e536710da60aed"));
  }

  @Test
  void a_claim_is_looked_up_by_the_nai_alone_if_there_is_one() {
    MobileAaaKey key = new MobileAaaKey(500, Algorithm.HMAC_MD5, KEY);
    KnownNodes nodes = new KnownNodes(Map.of("mn@x", List.of(key), "10.0.0.1", List.of(key)));
    Octets right = key.authenticate(COVERED, Octets.EMPTY);
    assertThat(nodes.accepts(claim("mn@x", "0.0.0.0", 500, right))).isTrue();
    assertThat(nodes.accepts(claim(null, "10.0.0.1", 500, right))).isTrue();
    assertThat(nodes.accepts(claim("other@x", "10.0.0.1", 500, right))).isFalse();
    assertThat(nodes.accepts(claim("mn@x", "0.0.0.0", 501, right))).isFalse();
    assertThat(nodes.accepts(claim("mn@x", "0.0.0.0", 500, KEY))).isFalse();
  }

  @Test
  void reserved_indices_and_short_keys_are_refused_and_the_key_is_never_printed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MobileAaaKey(3, Algorithm.HMAC_MD5, KEY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MobileAaaKey(500, Algorithm.HMAC_MD5, COVERED));
    assertThat(new MobileAaaKey(500, Algorithm.HMAC_MD5, KEY).toString())
        .doesNotContain("0001020304");
  }

  private static Authenticator.Claim claim(
      @Nullable String nai, String home, int spi, Octets authenticator) {
    return new Authenticator.Claim(nai, Ip4.of(home), spi, COVERED, Octets.EMPTY, authenticator);
  }
}
