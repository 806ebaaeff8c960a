package org.dualmip.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.dualmip.mobileip.net.MalformedException;

/** Octets as they stand on the wire, made by hand from the figures of the RFCs. */
final class Samples {
  /** 198.51.100.1 is at 02:00:5e:10:00:01, told to 198.51.100.50 (RFC 826). */
  static final String ARP_REPLY =
      "0001 0800 06 04 0002 02005e100001 c6336401 020000000050 c6336432";

  /** ICMP time exceeded (RFC 792) from 10.1.0.1 for 10.1.1.50, quoting eight octets. */
  static final String TIME_EXCEEDED = "0b00 f4ff 00000000";

  private Samples() {}

  static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s+", ""));
  }

  /** An acknowledgment with the options given; the end option is theirs to have. */
  static byte[] ack(String options) {
    return octets(
        "02 01 06 00 3903f326 0000 0000"
            + "00000000 c6336432 c6336401 00000000" // ciaddr, yiaddr, siaddr, giaddr
            + "020000000050 00000000000000000000"
            + "00".repeat(64 + 128)
            + "63825363"
            + options);
  }

  /** An IPv6 packet from fe80::1 to ff02::1 with an ICMP message, whose checksum is filled in. */
  static byte[] icmp6(String message) {
    byte[] body = octets(message);
    byte[] packet =
        octets(
            "60000000 %04x 3a ff fe800000000000000000000000000001 ff020000000000000000000000000001"
                    .formatted(body.length)
                + HexFormat.of().formatHex(body));
    int sum = body.length + 58;
    for (int i = 8; i < packet.length; i++) {
      sum += Byte.toUnsignedInt(packet[i]) << (i % 2 == 0 ? 8 : 0);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    packet[42] = (byte) (sum >> 8);
    packet[43] = (byte) sum;
    return packet;
  }

  /** A decoder. */
  @FunctionalInterface
  interface Decoder {
    Object read(byte[] octets) throws MalformedException;
  }

  /** Neither the beginnings of a message nor random octets nor changed ones do any harm. */
  static void torment(byte[] message, Decoder decoder) {
    for (int length = 0; length < message.length; length++) {
      read(decoder, Arrays.copyOf(message, length));
    }
    SplittableRandom random = new SplittableRandom(826);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = message.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      read(decoder, changed);
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      read(decoder, noise);
    }
  }

  /** Reading ends in a value or in the one exception, nothing else. */
  private static void read(Decoder decoder, byte[] octets) {
    try {
      assertThat(decoder.read(octets)).isNotNull();
    } catch (MalformedException malformed) {
      assertThat(malformed.field()).isNotEmpty();
    }
  }
}
