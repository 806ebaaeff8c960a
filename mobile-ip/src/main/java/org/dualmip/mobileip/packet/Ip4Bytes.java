package org.dualmip.mobileip.packet;

import java.util.Arrays;
import org.dualmip.mobileip.net.Ip4;

/** Fields of an IPv4 packet (RFC 791 §3.1) where it lies. */
final class Ip4Bytes {
  private Ip4Bytes() {}

  /** Whether the header is whole and right and the packet is not cut. */
  static boolean isWhole(byte[] packet) {
    return packet.length >= Ip4Packet.HEADER
        && (packet[0] >> 4 & 15) == 4
        && headerLength(packet) >= Ip4Packet.HEADER
        && totalLength(packet) >= headerLength(packet)
        && totalLength(packet) <= packet.length
        && Checksum.of(packet, 0, headerLength(packet)) == 0;
  }

  static int u8(byte[] packet, int at) {
    return Byte.toUnsignedInt(packet[at]);
  }

  static int u16(byte[] packet, int at) {
    return u8(packet, at) << 8 | u8(packet, at + 1);
  }

  static void put16(byte[] packet, int at, int value) {
    packet[at] = (byte) (value >> 8);
    packet[at + 1] = (byte) value;
  }

  static int headerLength(byte[] packet) {
    return (packet[0] & 15) * 4;
  }

  static int trafficClass(byte[] packet) {
    return u8(packet, 1);
  }

  static int totalLength(byte[] packet) {
    return u16(packet, 2);
  }

  static boolean dontFragment(byte[] packet) {
    return (packet[6] & 0x40) != 0;
  }

  /** Any fragment, the first included. */
  static boolean isFragment(byte[] packet) {
    return (u16(packet, 6) & 0x3fff) != 0;
  }

  static int ttl(byte[] packet) {
    return u8(packet, 8);
  }

  static int protocol(byte[] packet) {
    return u8(packet, 9);
  }

  static Ip4 source(byte[] packet) {
    return Ip4.of(Arrays.copyOfRange(packet, 12, 16));
  }

  static Ip4 destination(byte[] packet) {
    return Ip4.of(Arrays.copyOfRange(packet, 16, 20));
  }

  static boolean isUdpTo(byte[] packet, int port) {
    return protocol(packet) == Ip4Packet.UDP
        && (u16(packet, 6) & 0x1fff) == 0
        && totalLength(packet) >= headerLength(packet) + 8
        && u16(packet, headerLength(packet) + 2) == port;
  }

  static void putHeaderChecksum(byte[] packet) {
    put16(packet, 10, 0);
    put16(packet, 10, Checksum.of(packet, 0, headerLength(packet)));
  }
}
