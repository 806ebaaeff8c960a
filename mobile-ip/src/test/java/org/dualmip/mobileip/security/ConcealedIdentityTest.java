package org.dualmip.mobileip.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Concealed;
import org.dualmip.mobileip.message.Pcap;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.Tshark;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the home agent reads (docs/concealed-registration.md §3). */
class ConcealedIdentityTest {
  /** Key pairs of RFC 7748 §6.1, Alice's for the request and Bob's for the home agent. */
  private static final DiscoverySecret EPHEMERAL =
      DiscoverySecret.of(
          Octets.ofHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));

  private static final DiscoverySecret HOME_AGENT =
      DiscoverySecret.of(
          Octets.ofHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

  private static final Ip4 AGENT = Ip4.of("203.0.113.2");
  private static final Ip4 CARE_OF = Ip4.of("198.51.100.50");
  private static final ConcealedIdentity IDENTITY =
      new ConcealedIdentity(258, 0x5e551011, "mn@lab.example");

  /**
   * The example of the document; what is sealed and the authenticator were computed by another
   * implementation of X25519, HKDF, AES-GCM and HMAC.
   */
  private static final String REQUEST =
      "01220258"
          + "00000000"
          + "cb007102"
          + "c6336432"
          + "ed51c0ffee123456"
          + "8678000000007ed90004"
          + "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
          + "fbb1024d73251419164f34ce06504bbd1a6e03b62d79c4e1971cb84914c85fc3"
          + "a817d6e6cfb4b19b453f6964e2d49644e40afbceb41e5993dc605e2b03b7b108"
          + "bb01f7c4cd41e5628cdbc16855c789e9"
          + "2024a1b2c3d4"
          + "82cdd5ed8f710e2843162f3f5f789fcb6bd9c8b6c41bafbdd56d5fec5098e382";

  private final SplittableRandom random = new SplittableRandom(3);

  private Concealed sealed(ConcealedIdentity identity) {
    return identity.seal(random, HOME_AGENT.publicKey(), CARE_OF).orElseThrow();
  }

  @Test
  void the_example_of_the_document_is_what_comes_out() {
    Concealed sealed = IDENTITY.seal(EPHEMERAL, HOME_AGENT.publicKey(), CARE_OF).orElseThrow();
    RegistrationRequest request =
        new RegistrationRequest(
            RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL,
            600,
            Ip4.ANY,
            AGENT,
            CARE_OF,
            0xed51c0ffee123456L,
            List.of(new HomeAgentDiscovery(sealed)));
    SecurityAssociation own =
        new SecurityAssociation(
            258,
            Algorithm.HMAC_SHA_256,
            Octets.ofHex("000102030405060708090a0b0c0d0e0f"),
            ReplayProtection.TIMESTAMPS,
            Duration.ofSeconds(7));
    assertThat(Octets.of(request.signed(own.withSpi(0xa1b2c3d4)))).hasToString(REQUEST);
  }

  @Test
  void tshark_reads_the_example_as_a_request_with_a_vendors_extension(@TempDir Path directory)
      throws Exception {
    Tshark tshark = new Tshark();
    tshark.expect(
        Pcap.udp(
            new Endpoint(CARE_OF, 434), new Endpoint(AGENT, 434), Octets.ofHex(REQUEST).toBytes()),
        "mip.type=1",
        "mip.homeaddr=0.0.0.0",
        "mip.haaddr=203.0.113.2",
        "mip.coa=198.51.100.50",
        "mip.ext.type=134,32",
        "mip.ext.nvse.vendor_id=32473",
        "mip.ext.nvse.vendor_type=4",
        "mip.auth.spi=0xa1b2c3d4");
    tshark.check(directory);
  }

  @Test
  void the_home_agent_reads_what_was_sealed() {
    for (ConcealedIdentity each :
        List.of(
            IDENTITY,
            new ConcealedIdentity(-1, 0, null),
            new ConcealedIdentity(256, -1, "ü".repeat(91) + "x"))) {
      assertThat(ConcealedIdentity.open(sealed(each), HOME_AGENT, CARE_OF)).contains(each);
    }
  }

  @Test
  void nobody_else_does_and_not_from_elsewhere_and_not_if_a_bit_is_another() {
    Concealed sealed = sealed(IDENTITY);
    assertThat(ConcealedIdentity.open(sealed, EPHEMERAL, CARE_OF)).isEmpty();
    assertThat(ConcealedIdentity.open(sealed, HOME_AGENT, AGENT)).isEmpty();
    for (int i = 0; i < sealed.sealed().size(); i++) {
      byte[] other = sealed.sealed().toBytes();
      other[i] ^= 1;
      assertThat(
              ConcealedIdentity.open(
                  new Concealed(sealed.key(), Octets.of(other)), HOME_AGENT, CARE_OF))
          .isEmpty();
    }
    Concealed other = new Concealed(EPHEMERAL.publicKey(), sealed.sealed());
    assertThat(ConcealedIdentity.open(other, HOME_AGENT, CARE_OF)).isEmpty();
    Concealed zero = new Concealed(Octets.of(new byte[32]), sealed.sealed());
    assertThat(ConcealedIdentity.open(zero, HOME_AGENT, CARE_OF)).isEmpty();
  }

  @Test
  void the_length_tells_no_more_of_a_name_than_which_third_it_is_in() {
    List<Integer> sizes = new ArrayList<>();
    for (String name : List.of("a", "n".repeat(55), "n".repeat(56), "n".repeat(183))) {
      sizes.add(sealed(new ConcealedIdentity(256, 0, name)).sealed().size());
    }
    assertThat(sizes).containsExactly(80, 80, 144, 208);
    assertThat(sealed(new ConcealedIdentity(256, 0, null)).sealed().size()).isEqualTo(80);
  }

  @Test
  void the_same_is_never_sealed_in_the_same_way_twice() {
    Concealed one = sealed(IDENTITY);
    Concealed other = sealed(IDENTITY);
    assertThat(one.key()).isNotEqualTo(other.key());
    assertThat(one.sealed()).isNotEqualTo(other.sealed());
  }

  @Test
  void a_key_that_everybody_knows_the_result_of_seals_nothing() {
    assertThat(IDENTITY.seal(random, Octets.of(new byte[32]), CARE_OF)).isEmpty();
  }

  @Test
  void a_name_that_does_not_fit_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConcealedIdentity(256, 0, "n".repeat(184)));
    assertThatIllegalArgumentException().isThrownBy(() -> new ConcealedIdentity(256, 0, ""));
  }
}
