package org.dualmip.mobileip.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X25519 as RFC 7748 has it. */
class DiscoverySecretTest {
  /** RFC 7748 §6.1. */
  private static final DiscoverySecret ALICE =
      DiscoverySecret.of(
          Octets.ofHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));

  private static final DiscoverySecret BOB =
      DiscoverySecret.of(
          Octets.ofHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

  @Test
  void the_keys_of_alice_and_bob_are_those_of_RFC_7748_section_6_1() {
    assertThat(ALICE.publicKey())
        .hasToString("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    assertThat(BOB.publicKey())
        .hasToString("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    var shared =
        new DiscoverySecret.Shared(
            Octets.ofHex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
    assertThat(ALICE.shareWith(BOB.publicKey())).contains(shared);
    assertThat(BOB.shareWith(ALICE.publicKey())).contains(shared);
  }

  @Test
  void the_most_significant_bit_of_a_public_key_does_not_count() {
    byte[] marked = BOB.publicKey().toBytes();
    marked[31] |= (byte) 0x80;
    assertThat(ALICE.shareWith(Octets.of(marked))).isEqualTo(ALICE.shareWith(BOB.publicKey()));
  }

  /** The points of small order (RFC 7748 §7): whoever sends one would know the secret. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
      })
  void a_key_that_makes_the_secret_zero_shares_nothing(String hex) {
    assertThat(ALICE.shareWith(Octets.ofHex(hex))).isEmpty();
  }

  @Test
  void keys_of_any_octets_have_no_other_effect_than_a_result() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] any = new byte[32];
    for (int i = 0; i < 50; i++) {
      random.nextBytes(any);
      assertThat(ALICE.shareWith(Octets.of(any))).isPresent();
    }
    Arrays.fill(any, (byte) 0xff);
    assertThat(ALICE.shareWith(Octets.of(any))).isPresent();
  }

  @Test
  void one_that_was_drawn_can_be_kept_and_read_again() {
    DiscoverySecret drawn = DiscoverySecret.draw(new SplittableRandom(1));
    assertThat(DiscoverySecret.of(drawn.toStored()).publicKey()).isEqualTo(drawn.publicKey());
    assertThat(DiscoverySecret.draw(new SplittableRandom(1)).publicKey())
        .isEqualTo(drawn.publicKey());
    assertThat(DiscoverySecret.draw(new SplittableRandom(2)).publicKey())
        .isNotEqualTo(drawn.publicKey());
    assertThat(drawn.offer().key()).isEqualTo(drawn.publicKey());
  }

  @Test
  void it_never_prints_the_private_key() {
    assertThat(ALICE.toString()).contains("8520f009").doesNotContain("77076d0a");
    assertThat(ALICE.shareWith(BOB.publicKey()).toString()).doesNotContain("4a5d9d5b");
  }

  @Test
  void another_length_is_no_key() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiscoverySecret.of(Octets.of(new byte[31])));
  }
}
