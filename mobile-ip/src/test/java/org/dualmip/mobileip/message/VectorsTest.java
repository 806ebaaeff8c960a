package org.dualmip.mobileip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HostConfiguration;
import org.dualmip.mobileip.extension.InvalidMobileNetwork;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.NaiCarrying;
import org.dualmip.mobileip.extension.NormalVendor;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
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

  static Stream<Arguments> fixedParts() {
    return Samples.fixedParts().entrySet().stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("fixedParts")
  void each_message_is_read_and_written_as_its_figure_has_it(String octets, ControlMessage message)
      throws MalformedException {
    assertThat(ControlMessage.read(Octets.ofHex(octets).toBytes())).isEqualTo(message);
    assertThat(Octets.of(message.toBytes())).hasToString(octets);
    List<Extension> two = List.of(new GreKey(7), new MobileNodeNai("mn@lab.example"));
    ControlMessage longer = Samples.with(message, two);
    assertThat(ControlMessage.read(longer.toBytes())).isEqualTo(longer);
  }

  @Test
  void no_message_and_no_extension_is_without_a_sample() throws MalformedException {
    Set<Class<?>> seen = new HashSet<>();
    for (byte[] octets : Samples.messages()) {
      ControlMessage message = ControlMessage.read(octets);
      seen.add(message.getClass());
      for (Extension extension : message.extensions()) {
        seen.add(extension.getClass());
        if (extension instanceof HostConfiguration(HostConfiguration.Item item)) {
          seen.add(item.getClass());
        }
        if (extension instanceof HomeAgentDiscovery(HomeAgentDiscovery.Item item)) {
          seen.add(item.getClass());
        }
      }
    }
    assertThat(seen)
        .containsAll(leaves(ControlMessage.class))
        .containsAll(leaves(Extension.class))
        .containsAll(leaves(HostConfiguration.Item.class))
        .containsAll(leaves(HomeAgentDiscovery.Item.class));
    assertThat(leaves(Extension.class)).hasSizeGreaterThan(20);
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> leaves = new HashSet<>();
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        leaves.addAll(leaves(permitted));
      }
    } else {
      leaves.add(type);
    }
    return leaves;
  }

  @Test
  void reserved_fields_of_messages_are_ignored() throws MalformedException {
    assertThat(
            ControlMessage.read(
                Octets.ofHex("07ffbfff" + "cb00718c" + "cb007102" + "c6336432" + "fedcba98")
                    .toBytes()))
        .isEqualTo(
            new RevocationMessage(
                true, false, Samples.HOME, Samples.AGENT, Samples.CARE_OF, 0xfedcba98, List.of()));
    assertThat(ControlMessage.read(Octets.ofHex("0fff7fff" + "cb00718c" + "fedcba98").toBytes()))
        .isEqualTo(new RevocationAcknowledgment(false, Samples.HOME, 0xfedcba98, List.of()));
  }

  @Test
  void what_is_longer_or_older_than_our_figures_is_understood() throws MalformedException {
    assertThat(
            readRequest(Samples.REQUEST_HEX + "8908" + "ffff" + "00000001" + "0102").extensions())
        .containsExactly(new RevocationSupport(true, 1));
    assertThat(readRequest(Samples.REQUEST_HEX + "25ff0007" + "000000090102aa").extensions())
        .containsExactly(new CriticalVendor(9, 0x0102, Octets.ofHex("aa")));
    assertThat(readRequest(Samples.REQUEST_HEX + "8509" + "ffff" + "000000080102aa").extensions())
        .containsExactly(new NormalVendor(8, 0x0102, Octets.ofHex("aa")));
    assertThat(readRequest(Samples.REQUEST_HEX + "9406" + "00" + "18" + "0a0203ff").extensions())
        .containsExactly(MobileNetwork.request(Prefix4.of("10.2.3.0/24")));
  }

  @Test
  void sub_types_that_are_not_known_discard_the_message_below_128() throws MalformedException {
    for (String octets : List.of("2d02" + "0144", "3001" + "0002" + "abcd")) {
      RegistrationRequest request = readRequest(Samples.REQUEST_HEX + octets + "00");
      assertThat(request.mustBeDiscarded()).isTrue();
      assertThat(request.extensions()).hasSize(2);
      assertThat(hex(request)).isEqualTo(Samples.REQUEST_HEX + octets + "00");
    }
  }

  /** RFC 4721 §6; the authenticator computed outside this program, with OpenSSL's HMAC. */
  @Test
  void a_Mobile_AAA_authentication_covers_all_before_its_authenticator() throws MalformedException {
    ByteWriter out = new ByteWriter().bytes(Samples.REQUEST.signed(Samples.MD5));
    String before = Octets.of(out.toBytes()).toString();
    Samples.MD5.signGeneralized(GeneralizedAuthentication.MOBILE_AAA, out);
    RegistrationRequest read = RegistrationRequest.read(out.toBytes());
    GeneralizedAuthentication aaa = read.extension(GeneralizedAuthentication.class).orElseThrow();
    assertThat(aaa.covered()).hasToString(before + "24" + "01" + "0014" + "00000101");
    assertThat(aaa.authenticator()).hasToString("504df63735b860565114edbe8a61cdf1");
    assertThat(Samples.MD5.verifies(aaa)).isTrue();
    assertThat(Samples.SHA256.verifies(aaa)).isFalse();
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
    "820100, Encapsulating delivery style, 26",
    "2d0100, Status, 27",
    "2d03004400, FA error, 28",
    "30000003aabbcc, GRE key length, 28",
    "30000004aabbcc, Key identifier, 28",
    "8800, NAI carrying sub-type, 26",
    "880101, NAI, 27",
    "89058000000000, Timestamp, 28",
    "8b0100030a0000, Dynamic home agent length, 28",
    "8b0100040a0000, Home agent address, 28",
    "9100, Message string sub-type, 26",
    "940500180a0203, Prefix, 28",
    "940700180a02030000, Mobile network, 32",
    "9700, Service identifier, 26",
    "9701ff, Service identifier, 27",
    "26000005000000090102, Vendor type, 32",
    "260000090000000901, Extension, 28",
    "8607000000000901, Extension, 26",
    "240100130000010100, Generalized authentication length, 28",
    "24010014000001010000, Authenticator, 32",
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
    assertThatIllegalArgumentException().isThrownBy(() -> new NotificationCode(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Challenge(Octets.of(new byte[256])));
    assertThatIllegalArgumentException().isThrownBy(() -> new ForeignAgentError(256));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServiceSelection(""));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServiceSelection("\ud800"));
    assertThatIllegalArgumentException().isThrownBy(() -> new NaiCarrying(256, "a@b"));
    assertThatIllegalArgumentException().isThrownBy(() -> new NaiCarrying(1, "x".repeat(255)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MessageString(MessageString.Subtype.HOME_AGENT, "x".repeat(255)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CriticalVendor(9, 65536, Octets.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NormalVendor(9, 1, Octets.of(new byte[248])));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new MobileNetwork(MobileNetwork.Subtype.REQUEST, 1, Prefix4.of("10.0.0.0/8")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new InvalidMobileNetwork(MobileNetwork.Subtype.EXPLICIT_ACK, 1, 32, Ip4.ANY));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new GeneralizedAuthentication(1, 256, Octets.of(new byte[15]), Octets.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HostConfiguration.DnsSuffix("x".repeat(246)));
    assertThatIllegalArgumentException().isThrownBy(() -> new HostConfiguration.Request(65536));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HomeAgentDiscovery.Offer(Octets.of(new byte[31])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HomeAgentDiscovery.Probe(Octets.of(new byte[33])));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new HomeAgentDiscovery.Concealed(
                Octets.of(new byte[32]), Octets.of(new byte[16 + 256])));
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

  /** The numbers of RFC 5944 §3.4, 3024, 2794, 3115, 3519, 4433, 4721, 5177 and 5446. */
  @Test
  void every_code_that_has_a_name_has_a_meaning() throws IllegalAccessException {
    Set<ReplyCode> named = new HashSet<>();
    for (Field field : ReplyCode.class.getFields()) {
      if (field.get(null) instanceof ReplyCode code) {
        assertThat(named.add(code)).as("%s is named once", code).isTrue();
        assertThat(code.meaning()).isNotEqualTo("not known here");
        assertThat(code.fromHomeAgent()).as("%s", code).isNotEqualTo(code.deniedByForeignAgent());
      }
    }
    assertThat(named).hasSize(54);
    assertThat(new ReplyCode(200).meaning()).isEqualTo("not known here");
  }

  /** RFC 6098 §4.2. */
  @ParameterizedTest
  @CsvSource({
    "0, notification accepted",
    "64, foreign agent: reason unspecified",
    "67, foreign agent: mobile node failed authentication",
    "68, foreign agent: home agent failed authentication",
    "69, foreign agent: notification Identification mismatch",
    "129, home agent: administratively prohibited",
    "131, home agent: mobile node failed authentication",
    "132, home agent: foreign agent failed authentication",
    "194, mobile node: insufficient resources",
    "195, mobile node: foreign agent failed authentication",
    "196, mobile node: home agent failed authentication",
    "197, mobile node: notification Identification mismatch",
    "70, not known here",
    "198, not known here"
  })
  void codes_of_notifications_have_the_meaning_of_RFC_6098(int code, String meaning) {
    assertThat(new NotificationCode(code).meaning()).isEqualTo(meaning);
    assertThat(new NotificationCode(code).accepted()).isEqualTo(code == 0);
  }

  @Test
  void a_direction_reversed_twice_is_itself_and_needs_the_same_authentication() {
    for (MessageDirection direction : MessageDirection.values()) {
      assertThat(direction.reversed().reversed()).isEqualTo(direction);
      assertThat(direction.reversed().authentication()).isEqualTo(direction.authentication());
    }
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> ControlMessage.read(new byte[] {22, 6, 0, 0}));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> ControlMessage.read(new byte[] {4, 4, 0, 0}));
  }
}
