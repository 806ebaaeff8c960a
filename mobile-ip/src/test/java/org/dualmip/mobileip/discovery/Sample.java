package org.dualmip.mobileip.discovery;

import java.util.List;
import org.dualmip.mobileip.discovery.AgentAdvertisement.Router;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;

/** Advertisements beside their octets, the latter put together by hand from the figures. */
final class Sample {
  /**
   * RFC 1256 §3 with one router, then RFC 5944 §2.1.1 with F, T and one care-of address, §2.1.2.
   */
  static final String FULL_HEX =
      "0900"
          + "8a7f"
          + "0102001e"
          + "0a020001"
          + "00000000"
          + "100a"
          + "0007"
          + "012c"
          + "1100"
          + "0a020001"
          + "1301"
          + "18"
          + "1804"
          + "01020304"
          + "00";

  static final AgentAdvertisement FULL =
      new AgentAdvertisement(
          true,
          30,
          List.of(new Router(Ip4.of("10.2.0.1"), 0)),
          7,
          300,
          AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REVERSE_TUNNEL,
          List.of(Ip4.of("10.2.0.1")),
          List.of(24),
          Octets.ofHex("01020304"));

  /** A home agent that is no router for others and lists no address. */
  static final String BARE_HEX = "0910" + "c6c9" + "0002001e" + "1006" + "ffff" + "ffff" + "2000";

  static final AgentAdvertisement BARE =
      new AgentAdvertisement(
          false,
          30,
          List.of(),
          0xffff,
          0xffff,
          AgentAdvertisement.HOME_AGENT,
          List.of(),
          null,
          null);

  private Sample() {}

  /** With the right checksum, whatever was there. */
  static byte[] checksummed(byte[] icmp) {
    icmp[2] = 0;
    icmp[3] = 0;
    long sum = 0;
    for (int i = 0; i < icmp.length; i++) {
      sum += (long) Byte.toUnsignedInt(icmp[i]) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    icmp[2] = (byte) (~sum >>> 8);
    icmp[3] = (byte) ~sum;
    return icmp;
  }
}
