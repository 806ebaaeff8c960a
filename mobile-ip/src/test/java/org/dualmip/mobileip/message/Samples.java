package org.dualmip.mobileip.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
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
    samples.put("2405010203", new Unrecognized(36, Octets.ofHex("05010203")));
    samples.put("7f", new Unrecognized(127, Octets.EMPTY));
    return samples;
  }

  /** Whole signed messages with many extensions. */
  static List<byte[]> messages() {
    List<byte[]> all = new ArrayList<>();
    List<Extension> some = new ArrayList<>();
    for (Extension extension : extensions().values()) {
      some.add(extension);
      all.add(request(some).signed(SHA256));
      all.add(reply(some).signed(MD5));
    }
    return all;
  }

  static Authentication authentication(Kind kind, int spi, String authenticator, String covered) {
    return new Authentication(kind, spi, Octets.ofHex(authenticator), Octets.ofHex(covered));
  }
}
