package org.dualmip.mobileip.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.DynamicHomeAgent.Subtype;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Answer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Concealed;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Probe;
import org.dualmip.mobileip.extension.HostConfiguration;
import org.dualmip.mobileip.extension.HostConfiguration.ConfigurationUrl;
import org.dualmip.mobileip.extension.HostConfiguration.DefaultGateway;
import org.dualmip.mobileip.extension.HostConfiguration.DhcpClientId;
import org.dualmip.mobileip.extension.HostConfiguration.DhcpServer;
import org.dualmip.mobileip.extension.HostConfiguration.DnsServers;
import org.dualmip.mobileip.extension.HostConfiguration.DnsSuffix;
import org.dualmip.mobileip.extension.HostConfiguration.PrefixLength;
import org.dualmip.mobileip.extension.HostConfiguration.Request;
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
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * Messages and extensions beside their octets, the latter put together by hand from the figures.
 */
final class Samples {
  static final Octets KEY = Octets.ofHex("000102030405060708090a0b0c0d0e0f");
  static final SecurityAssociation MD5 = association(257, Algorithm.HMAC_MD5);
  static final SecurityAssociation SHA256 = association(256, Algorithm.HMAC_SHA_256);

  static final Ip4 HOME = Ip4.of("203.0.113.140");
  static final Ip4 AGENT = Ip4.of("203.0.113.2");
  static final Ip4 CARE_OF = Ip4.of("198.51.100.50");
  static final long IDENTIFICATION = 0xed4c_2a30_8000_0000L;

  /** RFC 5944 §3.3: type, flags D and T, lifetime 300, three addresses, Identification. */
  static final String REQUEST_HEX =
      "01" + "22" + "012c" + "cb00718c" + "cb007102" + "c6336432" + "ed4c2a3080000000";

  /** RFC 5944 §3.4: type, code 0, lifetime 600, two addresses, Identification. */
  static final String REPLY_HEX =
      "03" + "00" + "0258" + "cb007181" + "cb007102" + "ed4c2a3080000000";

  static final RegistrationRequest REQUEST = request(List.of());
  static final RegistrationReply REPLY = reply(List.of());

  private Samples() {}

  static SecurityAssociation association(int spi, Algorithm algorithm) {
    return new SecurityAssociation(
        spi, algorithm, KEY, ReplayProtection.TIMESTAMPS, SecurityAssociation.DEFAULT_TOLERANCE);
  }

  static RegistrationRequest request(List<Extension> extensions) {
    return new RegistrationRequest(
        RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL,
        300,
        HOME,
        AGENT,
        CARE_OF,
        IDENTIFICATION,
        extensions);
  }

  static RegistrationReply reply(List<Extension> extensions) {
    return new RegistrationReply(
        ReplyCode.ACCEPTED, 600, Ip4.of("203.0.113.129"), AGENT, IDENTIFICATION, extensions);
  }

  /** Every extension but authentication, which depends on the message it stands in. */
  static Map<String, Extension> extensions() {
    Map<String, Extension> samples = new LinkedHashMap<>();
    samples.put("00", new Padding());
    samples.put("830e" + "6d6e406c61622e6578616d706c65", new MobileNodeNai("mn@lab.example"));
    samples.put("8302" + "c3bc", new MobileNodeNai("ü"));
    samples.put("9006" + "0000" + "00" + "00" + "0000", UdpTunnelRequest.IF_NEEDED);
    samples.put("9006" + "0000" + "80" + "04" + "0000", new UdpTunnelRequest(true, false, 4, 0));
    samples.put("9006" + "0000" + "40" + "2f" + "0000", new UdpTunnelRequest(false, true, 47, 0));
    samples.put(
        "9006" + "0000" + "c0" + "ff" + "ffff", new UdpTunnelRequest(true, true, 255, 65535));
    samples.put("2c06" + "00" + "00" + "0000" + "0014", new UdpTunnelReply(0, false, 20));
    samples.put("2c06" + "00" + "00" + "8000" + "006e", new UdpTunnelReply(0, true, 110));
    samples.put("2c06" + "00" + "40" + "0000" + "0000", new UdpTunnelReply(64, false, 0));
    samples.put("8200", new EncapsulatingDelivery());
    samples.put("8404" + "01020304", new Challenge(Octets.ofHex("01020304")));
    samples.put("8400", new Challenge(Octets.EMPTY));
    samples.put("2d02" + "00" + "44", new ForeignAgentError(68));
    samples.put("3000" + "0004" + "fedcba98", new GreKey(0xfedcba98));
    samples.put("8807" + "01" + "686140622e63", new NaiCarrying(NaiCarrying.HOME_AGENT, "ha@b.c"));
    samples.put("8803" + "ff" + "c3bc", new NaiCarrying(255, "ü"));
    samples.put("8906" + "8000" + "80000001", new RevocationSupport(true, 0x80000001));
    samples.put("8906" + "0000" + "00000000", new RevocationSupport(false, 0));
    samples.put("8b01" + "0004" + "cb007102", new DynamicHomeAgent(Subtype.REQUESTED, AGENT));
    samples.put("8b02" + "0004" + "cb007102", new DynamicHomeAgent(Subtype.REDIRECTED, AGENT));
    samples.put("8b03" + "000400", new Unrecognized(139, Octets.ofHex("000400")));
    samples.put(
        "9106" + "01" + "68656c6c6f", new MessageString(MessageString.Subtype.HOME_AGENT, "hello"));
    samples.put(
        "9103" + "02" + "c3bc", new MessageString(MessageString.Subtype.FOREIGN_AGENT, "ü"));
    samples.put("9103" + "03" + "c3bc", new Unrecognized(145, Octets.ofHex("03c3bc")));
    samples.put("9103" + "01" + "c328", new Unrecognized(145, Octets.ofHex("01c328")));
    samples.put("9101" + "01", new Unrecognized(145, Octets.ofHex("01")));
    samples.put(
        "9406" + "00" + "18" + "0a020300", MobileNetwork.request(Prefix4.of("10.2.3.0/24")));
    samples.put("9406" + "00" + "1c" + "00000000", MobileNetwork.request(Prefix4.of("0.0.0.0/28")));
    samples.put(
        "9408" + "01" + "02" + "10" + "00" + "0a020000",
        new MobileNetwork(
            MobileNetwork.Subtype.EXPLICIT_ACK,
            MobileNetwork.UNAUTHORIZED,
            Prefix4.of("10.2.0.0/16")));
    samples.put(
        "9408" + "02" + "00" + "20" + "00" + "0a020001",
        new MobileNetwork(
            MobileNetwork.Subtype.IMPLICIT_ACK, MobileNetwork.SUCCESS, Prefix4.of("10.2.0.1/32")));
    samples.put(
        "9406" + "00" + "21" + "0a020304",
        new InvalidMobileNetwork(MobileNetwork.Subtype.REQUEST, 0, 33, Ip4.of("10.2.3.4")));
    samples.put(
        "9408" + "01" + "01" + "ff" + "00" + "0a020304",
        new InvalidMobileNetwork(MobileNetwork.Subtype.EXPLICIT_ACK, 1, 255, Ip4.of("10.2.3.4")));
    samples.put("9405" + "03" + "18" + "0a0203", new Unrecognized(148, Octets.ofHex("03180a0203")));
    samples.put("9703" + "696d73", new ServiceSelection("ims"));
    samples.put(
        "2600" + "0007" + "00000009" + "0102" + "aa",
        new CriticalVendor(9, 0x0102, Octets.ofHex("aa")));
    samples.put(
        "2600" + "0006" + "000028af" + "ffff", new CriticalVendor(10415, 0xffff, Octets.EMPTY));
    samples.put(
        "860a" + "0000" + "000028af" + "0010" + "0001",
        new NormalVendor(10415, 16, Octets.ofHex("0001")));
    samples.put("8608" + "0000" + "00000000" + "0000", new NormalVendor(0, 0, Octets.EMPTY));
    String host = "0000" + "00000009" + "000e";
    samples.put("860c" + host + "0000" + "0000", new HostConfiguration(Request.ALL));
    samples.put("860c" + host + "0001" + "0018", new HostConfiguration(new PrefixLength(24)));
    samples.put(
        "8612" + host + "0002" + "cb00718c" + "cb007102",
        new HostConfiguration(new DnsServers(HOME, AGENT)));
    samples.put("860e" + host + "0003" + "cb007102", new HostConfiguration(new DhcpServer(AGENT)));
    samples.put(
        "860d" + host + "0004" + "010203",
        new HostConfiguration(new DhcpClientId(Octets.ofHex("010203"))));
    samples.put(
        "860e" + host + "0005" + "cb007102", new HostConfiguration(new DefaultGateway(AGENT)));
    samples.put("860d" + host + "0006" + "622e63", new HostConfiguration(new DnsSuffix("b.c")));
    samples.put(
        "8612" + host + "0007" + "6674703a2f2f622f",
        new HostConfiguration(new ConfigurationUrl("ftp://b/")));
    samples.put(
        "860a" + host + "0008", new NormalVendor(9, 14, Octets.ofHex("0008"))); // no such sub-type
    samples.put(
        "860d" + host + "0001" + "001800", new NormalVendor(9, 14, Octets.ofHex("0001001800")));
    String ours = "0000" + "00007ed9";
    String key = "c0".repeat(32);
    samples.put("8628" + ours + "0001" + key, new HomeAgentDiscovery(new Offer(Octets.ofHex(key))));
    samples.put("8628" + ours + "0002" + key, new HomeAgentDiscovery(new Probe(Octets.ofHex(key))));
    samples.put("8609" + ours + "0003" + "00", new HomeAgentDiscovery(new Answer(false)));
    samples.put("8609" + ours + "0003" + "80", new HomeAgentDiscovery(new Answer(true)));
    samples.put(
        "8629" + ours + "0001" + key + "00", new NormalVendor(32473, 1, Octets.ofHex(key + "00")));
    samples.put(
        "8627" + ours + "0002" + key.substring(2),
        new NormalVendor(32473, 2, Octets.ofHex(key.substring(2))));
    samples.put("8608" + ours + "0003", new NormalVendor(32473, 3, Octets.EMPTY));
    for (int blocks = 1; blocks <= 3; blocks++) {
      String sealed = "5e".repeat(64 * blocks + 16);
      samples.put(
          "86" + "%02x".formatted(56 + 64 * blocks) + ours + "0004" + key + sealed,
          new HomeAgentDiscovery(new Concealed(Octets.ofHex(key), Octets.ofHex(sealed))));
    }
    samples.put(
        "8638" + ours + "0004" + key + "5e".repeat(16),
        new NormalVendor(32473, 4, Octets.ofHex(key + "5e".repeat(16))));
    samples.put(
        "8677" + ours + "0004" + key + "5e".repeat(79),
        new NormalVendor(32473, 4, Octets.ofHex(key + "5e".repeat(79))));
    samples.put("8609" + ours + "0004" + "00", new NormalVendor(32473, 4, Octets.ofHex("00")));
    samples.put("8609" + ours + "0005" + "00", new NormalVendor(32473, 5, Octets.ofHex("00")));
    samples.put("9502" + "00" + "00", new TrustedNetworksConfigured());
    samples.put("9004" + "01020304", new Unrecognized(144, Octets.ofHex("01020304")));
    samples.put("9502" + "0100", new Unrecognized(149, Octets.ofHex("0100")));
    samples.put("9800", new Unrecognized(152, Octets.EMPTY));
    samples.put(
        "ff" + "ff" + "5a".repeat(255), new Unrecognized(255, Octets.ofHex("5a".repeat(255))));
    return samples;
  }

  /** Extensions that swallow what follows, because they must not be skipped. */
  static Map<String, Extension> extensionsToDiscard() {
    Map<String, Extension> samples = new LinkedHashMap<>();
    samples.put("01", new Unrecognized(1, Octets.EMPTY));
    samples.put("2805010203", new Unrecognized(40, Octets.ofHex("05010203")));
    samples.put("7f", new Unrecognized(127, Octets.EMPTY));
    return samples;
  }

  /** Messages without extensions, the fixed part alone. */
  static Map<String, ControlMessage> fixedParts() {
    Map<String, ControlMessage> samples = new LinkedHashMap<>();
    samples.put(REQUEST_HEX, REQUEST);
    samples.put(REPLY_HEX, REPLY);
    samples.put(
        "07" + "00" + "8000" + "cb00718c" + "cb007102" + "c6336432" + "fedcba98",
        new RevocationMessage(true, false, HOME, AGENT, CARE_OF, 0xfedcba98, List.of()));
    samples.put(
        "07" + "00" + "4000" + "cb00718c" + "cb007102" + "c6336432" + "00000000",
        new RevocationMessage(false, true, HOME, AGENT, CARE_OF, 0, List.of()));
    samples.put(
        "0f" + "00" + "8000" + "cb00718c" + "fedcba98",
        new RevocationAcknowledgment(true, HOME, 0xfedcba98, List.of()));
    samples.put(
        "0f" + "00" + "0000" + "cb00718c" + "00000000",
        new RevocationAcknowledgment(false, HOME, 0, List.of()));
    for (MessageDirection direction : MessageDirection.values()) {
      String md = "0" + direction.number();
      String rest = "cb00718c" + "cb007102" + "c6336432" + "ed4c2a3080000000";
      samples.put(
          "16" + md + "8000" + rest,
          new GenericNotification(
              direction, true, HOME, AGENT, CARE_OF, IDENTIFICATION, List.of()));
      samples.put(
          "17" + md + "85" + "00" + rest,
          new GenericNotificationAcknowledgment(
              direction,
              new NotificationCode(133),
              HOME,
              AGENT,
              CARE_OF,
              IDENTIFICATION,
              List.of()));
    }
    samples.put(
        "16" + "00" + "0000" + "cb00718c" + "cb007102" + "c6336432" + "ed4c2a3080000000",
        new GenericNotification(
            MessageDirection.HOME_AGENT_TO_NODE,
            false,
            HOME,
            AGENT,
            CARE_OF,
            IDENTIFICATION,
            List.of()));
    return samples;
  }

  /** The same message with other extensions. */
  static ControlMessage with(ControlMessage message, List<Extension> extensions) {
    return switch (message) {
      case RegistrationRequest m ->
          new RegistrationRequest(
              m.flags(),
              m.lifetime(),
              m.home(),
              m.homeAgent(),
              m.careOf(),
              m.identification(),
              extensions);
      case RegistrationReply m ->
          new RegistrationReply(
              m.code(), m.lifetime(), m.home(), m.homeAgent(), m.identification(), extensions);
      case RevocationMessage m ->
          new RevocationMessage(
              m.fromHomeAgent(),
              m.inform(),
              m.home(),
              m.homeDomain(),
              m.foreignDomain(),
              m.identifier(),
              extensions);
      case RevocationAcknowledgment m ->
          new RevocationAcknowledgment(m.inform(), m.home(), m.identifier(), extensions);
      case GenericNotification m ->
          new GenericNotification(
              m.direction(),
              m.acknowledge(),
              m.home(),
              m.homeAgent(),
              m.careOf(),
              m.identification(),
              extensions);
      case GenericNotificationAcknowledgment m ->
          new GenericNotificationAcknowledgment(
              m.direction(),
              m.code(),
              m.home(),
              m.homeAgent(),
              m.careOf(),
              m.identification(),
              extensions);
    };
  }

  /** Whole signed messages, each extension once in each kind of message. */
  static List<byte[]> messages() {
    List<byte[]> all = new ArrayList<>();
    List<Extension> every = List.copyOf(extensions().values());
    Kind[] kinds = Kind.values();
    int turn = 0;
    for (ControlMessage message : fixedParts().values()) {
      int step = message instanceof Registration ? 1 : every.size() / 2;
      for (int from = turn % step; from < every.size(); from += step) {
        List<Extension> some = every.subList(from, Math.min(every.size(), from + 4));
        all.add(
            with(message, some).signed(kinds[turn % kinds.length], turn % 2 == 0 ? SHA256 : MD5));
        turn++;
      }
    }
    ByteWriter aaa = new ByteWriter().bytes(REQUEST.signed(MD5));
    SHA256.signGeneralized(GeneralizedAuthentication.MOBILE_AAA, aaa);
    all.add(aaa.toBytes());
    return all;
  }

  static Authentication authentication(Kind kind, int spi, String authenticator, String covered) {
    return new Authentication(kind, spi, Octets.ofHex(authenticator), Octets.ofHex(covered));
  }
}
