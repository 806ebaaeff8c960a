package org.dualmip.mobileip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every figure as octets: read, and written again to the same octets. */
class VectorsTest {
  private static RegistrationRequest readRequest(String hex) throws MalformedException {
    return RegistrationRequest.read(Octets.ofHex(hex).toBytes());
  }

  private static RegistrationReply readReply(String hex) throws MalformedException {
    return RegistrationReply.read(Octets.ofHex(hex).toBytes());
  }

  private static String hex(RegistrationRequest request) {
    ByteWriter out = new ByteWriter();
    request.write(out);
    return Octets.of(out.toBytes()).toString();
  }

  private static String hex(RegistrationReply reply) {
    ByteWriter out = new ByteWriter();
    reply.write(out);
    return Octets.of(out.toBytes()).toString();
  }

  @Test
  void a_registration_request_is_as_figured_in_RFC_5944_section_3_3() throws MalformedException {
    assertThat(readRequest(Samples.REQUEST_HEX)).isEqualTo(Samples.REQUEST);
    assertThat(hex(Samples.REQUEST)).isEqualTo(Samples.REQUEST_HEX);
    assertThat(Samples.REQUEST.isDeregistration()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"80, 128", "40, 64", "20, 32", "10, 16", "08, 8", "02, 2"})
  void the_flags_stand_where_the_figure_has_them(String octet, int flag) throws MalformedException {
    RegistrationRequest request =
        readRequest(Samples.REQUEST_HEX.substring(0, 2) + octet + Samples.REQUEST_HEX.substring(4));
    int[] flags = {
      RegistrationRequest.SIMULTANEOUS,
      RegistrationRequest.BROADCASTS,
      RegistrationRequest.CO_LOCATED,
      RegistrationRequest.MINIMAL,
      RegistrationRequest.GRE,
      RegistrationRequest.REVERSE_TUNNEL
    };
    for (int each : flags) {
      assertThat(request.has(each)).as("flag %x", each).isEqualTo(each == flag);
    }
  }

  @Test
  void a_registration_reply_is_as_figured_in_RFC_5944_section_3_4() throws MalformedException {
    assertThat(readReply(Samples.REPLY_HEX)).isEqualTo(Samples.REPLY);
    assertThat(hex(Samples.REPLY)).isEqualTo(Samples.REPLY_HEX);
  }

  static Stream<Arguments> extensions() {
    return Samples.extensions().entrySet().stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  static Stream<Arguments> extensionsToDiscard() {
    return Samples.extensionsToDiscard().entrySet().stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void each_extension_is_read_and_written_alone_and_with_a_neighbour(
      String octets, Extension extension) throws MalformedException {
    assertThat(readRequest(Samples.REQUEST_HEX + octets).extensions()).containsExactly(extension);
    assertThat(hex(Samples.request(List.of(extension)))).isEqualTo(Samples.REQUEST_HEX + octets);
    List<Extension> two = List.of(extension, new MobileNodeNai("mn@lab.example"));
    assertThat(readReply(hex(Samples.reply(two))).extensions()).isEqualTo(two);
    assertThat(Samples.request(List.of(extension)).mustBeDiscarded()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("extensionsToDiscard")
  void an_extension_that_may_not_be_skipped_survives_with_all_behind_it(
      String octets, Extension extension) throws MalformedException {
    RegistrationRequest request = readRequest(Samples.REQUEST_HEX + octets);
    assertThat(request.extensions()).containsExactly(extension);
    assertThat(request.mustBeDiscarded()).isTrue();
    assertThat(hex(request)).isEqualTo(Samples.REQUEST_HEX + octets);
    assertThat(readRequest(Samples.REQUEST_HEX + octets + "000102").extensions()).hasSize(1);
  }

  @Test
  void a_UDP_tunnel_reply_of_an_unknown_sub_type_may_not_be_skipped() throws MalformedException {
    String octets = "2c03" + "010203";
    RegistrationReply reply = readReply(Samples.REPLY_HEX + octets + "00");
    assertThat(reply.extensions())
        .containsExactly(new Unrecognized(44, Octets.ofHex("03010203")), new Padding());
    assertThat(reply.mustBeDiscarded()).isTrue();
    assertThat(hex(reply)).isEqualTo(Samples.REPLY_HEX + octets + "00");
  }

  @Test
  void reserved_octets_of_an_extension_are_ignored() throws MalformedException {
    assertThat(
            readRequest(Samples.REQUEST_HEX + "9006" + "00ff" + "3f" + "00" + "0000").extensions())
        .containsExactly(UdpTunnelRequest.IF_NEEDED);
    assertThat(readReply(Samples.REPLY_HEX + "2c06" + "0000" + "7fff" + "0014").extensions())
        .containsExactly(new UdpTunnelReply(0, false, 20));
    assertThat(readReply(Samples.REPLY_HEX + "9502" + "00ff").extensions())
        .containsExactly(new TrustedNetworksConfigured());
  }

  /** Authenticators computed outside this program, with OpenSSL's HMAC. */
  @Test
  void a_request_with_HMAC_MD5_is_signed_over_all_before_the_authenticator()
      throws MalformedException {
    String covered =
        Samples.REQUEST_HEX
            + "830e6d6e406c61622e6578616d706c65"
            + "9006000080040000"
            + "2014"
            + "00000101";
    String authenticator = "6676c4e2ed07b31f4847e24fcb705aea";
    List<Extension> extensions =
        List.of(new MobileNodeNai("mn@lab.example"), new UdpTunnelRequest(true, false, 4, 0));
    byte[] signed = Samples.request(extensions).signed(Samples.MD5);
    assertThat(Octets.of(signed)).hasToString(covered + authenticator);

    Authentication read =
        RegistrationRequest.read(signed).authentications(Kind.MOBILE_HOME).getFirst();
    assertThat(read)
        .isEqualTo(Samples.authentication(Kind.MOBILE_HOME, 257, authenticator, covered));
    assertThat(Samples.MD5.verifies(read)).isTrue();
    assertThat(RegistrationRequest.read(signed).before(read)).isEqualTo(extensions);
  }

  @Test
  void a_request_with_HMAC_SHA_256_has_a_longer_authenticator() {
    assertThat(Octets.of(Samples.REQUEST.signed(Samples.SHA256)))
        .hasToString(
            Samples.REQUEST_HEX
                + "2024"
                + "00000100"
                + "d7ce0f98df6886f17e885fa07158c869c9777d09425e1d50bae7f68c96cb7bba");
  }

  @Test
  void a_reply_is_signed_the_same_way() {
    List<Extension> extensions =
        List.of(
            new UdpTunnelReply(0, true, 110),
            new MobileNodeNai("mn@lab.example"),
            new TrustedNetworksConfigured());
    assertThat(Octets.of(Samples.reply(extensions).signed(Samples.MD5)))
        .hasToString(
            Samples.REPLY_HEX
                + "2c0600008000006e"
                + "830e6d6e406c61622e6578616d706c65"
                + "95020000"
                + "2014"
                + "00000101"
                + "8132fd6f0ad0abdbbc8f407b5400710c");
  }

  @Test
  void the_three_authentication_extensions_are_told_apart_by_their_type()
      throws MalformedException {
    String two = Samples.REQUEST_HEX + "2104" + "00000101" + "2205" + "00000102" + "ab";
    RegistrationRequest request = readRequest(two);
    assertThat(request.authentications(Kind.MOBILE_HOME)).isEmpty();
    assertThat(request.authentications(Kind.MOBILE_FOREIGN))
        .containsExactly(
            Samples.authentication(
                Kind.MOBILE_FOREIGN, 257, "", Samples.REQUEST_HEX + "210400000101"));
    assertThat(request.authentications(Kind.FOREIGN_HOME))
        .containsExactly(
            Samples.authentication(
                Kind.FOREIGN_HOME,
                258,
                "ab",
                Samples.REQUEST_HEX + "210400000101" + "220500000102"));
    assertThat(hex(request)).isEqualTo(two);
  }

  @ParameterizedTest
  @CsvSource({
    "8300, NAI, 26",
    "8302c328, NAI, 28",
    "8303f09f98, NAI, 29",
    "2003000001, Authentication extension length, 26",
    "2104000001, SPI, 26",
    "20140000010100, Authenticator, 30",
    "9005000000000000, Reserved 3, 30",
    "9007000000000000aa, UDP tunnel request, 32",
    "9000, UDP tunnel request sub-type, 26",
    "2c050000000000, Keepalive interval, 30",
    "2c07000000000000aa, UDP tunnel reply, 32",
    "950100, Reserved, 27",
    "9503000000, Trusted networks configured, 28",
    "ff, Extension length, 25",
    "ff0201, Extension, 26"
  })
  void what_does_not_fit_is_named_with_its_place_in_the_message(
      String octets, String field, int offset) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> readRequest(Samples.REQUEST_HEX + octets))
        .satisfies(malformed -> {
          assertThat(malformed.field()).isEqualTo(field);
          assertThat(malformed.offset()).isEqualTo(offset);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "02", "03", "04"})
  void another_type_is_no_request(String octets) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> readRequest(octets));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "01", "04"})
  void another_type_is_no_reply(String octets) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> readReply(octets));
  }

  @Test
  void what_could_not_be_written_cannot_be_made() {
    assertThatIllegalArgumentException().isThrownBy(() -> new MobileNodeNai(""));
    assertThatIllegalArgumentException().isThrownBy(() -> new MobileNodeNai("ü".repeat(128)));
    assertThat(new MobileNodeNai("ü".repeat(127))).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UdpTunnelRequest(false, false, 256, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UdpTunnelRequest(false, false, 0, 65536));
    assertThatIllegalArgumentException().isThrownBy(() -> new UdpTunnelReply(256, false, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new UdpTunnelReply(0, false, 65536));
    assertThatIllegalArgumentException().isThrownBy(() -> new Unrecognized(0, Octets.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Unrecognized(128, Octets.of(new byte[256])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Samples.authentication(Kind.MOBILE_HOME, 256, "00".repeat(252), "00"));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReplyCode(256));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegistrationRequest(256, 0, Ip4.ANY, Ip4.ANY, Ip4.ANY, 0, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RegistrationRequest(0, 65536, Ip4.ANY, Ip4.ANY, Ip4.ANY, 0, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RegistrationReply(ReplyCode.ACCEPTED, -1, Ip4.ANY, Ip4.ANY, 0, List.of()));
  }

  @Test
  void codes_know_who_gave_them() {
    assertThat(ReplyCode.ACCEPTED.accepted()).isTrue();
    assertThat(ReplyCode.ACCEPTED_NO_SIMULTANEOUS.accepted()).isTrue();
    assertThat(new ReplyCode(64).accepted()).isFalse();
    assertThat(new ReplyCode(64).fromHomeAgent()).isFalse();
    assertThat(new ReplyCode(192).fromHomeAgent()).isFalse();
    assertThat(ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE.fromHomeAgent()).isTrue();
    assertThat(ReplyCode.IDENTIFICATION_MISMATCH)
        .hasToString("133 (home agent: registration Identification mismatch)");
  }
}
