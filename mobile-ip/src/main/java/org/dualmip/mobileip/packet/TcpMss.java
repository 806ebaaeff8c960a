package org.dualmip.mobileip.packet;

/**
 * Lowers the segment size that TCP announces when it opens a connection, so that its segments pass
 * a tunnel whole even where ICMP does not get through (RFC 4459 §3.2).
 */
public final class TcpMss {
  /** Octets of an IPv4 and a TCP header without options (RFC 6691 §2). */
  public static final int HEADERS = 40;

  private static final int TCP = 6;
  private static final int SYN = 2;
  private static final int END = 0;
  private static final int NOTHING = 1;
  private static final int MSS = 2;

  private TcpMss() {}

  /**
   * Lowers it in place, with the TCP checksum.
   *
   * @param packet an IPv4 packet
   * @param mtu the longest packet the tunnel takes
   * @return whether it was lowered
   */
  public static boolean clamp(byte[] packet, int mtu) {
    if (packet.length < Ip4Packet.HEADER
        || Ip4Bytes.protocol(packet) != TCP
        || (Ip4Bytes.u16(packet, 6) & 0x1fff) != 0) {
      return false;
    }
    int tcp = Ip4Bytes.headerLength(packet);
    if (packet.length < tcp + 20 || (packet[tcp + 13] & SYN) == 0) {
      return false;
    }
    int end = Math.min(tcp + (packet[tcp + 12] >> 4 & 15) * 4, packet.length);
    int at = tcp + 20;
    while (at + 3 < end && packet[at] != END) {
      if (packet[at] == NOTHING) {
        at++;
      } else if (packet[at] == MSS && packet[at + 1] == 4) {
        return lower(packet, tcp, at + 2, Math.max(mtu - HEADERS, 1));
      } else {
        at += Math.max(Ip4Bytes.u8(packet, at + 1), 2);
      }
    }
    return false;
  }

  private static boolean lower(byte[] packet, int tcp, int at, int most) {
    int before = Ip4Bytes.u16(packet, at);
    if (before <= most) {
      return false;
    }
    Ip4Bytes.put16(packet, at, most);
    // RFC 1624 §3, equation 3. A value at an odd place counts with its octets exchanged.
    boolean odd = (at - tcp) % 2 != 0;
    int checksum = Ip4Bytes.u16(packet, tcp + 16);
    int sum = (~checksum & 0xffff) + (~swap(before, odd) & 0xffff) + swap(most, odd);
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    Ip4Bytes.put16(packet, tcp + 16, ~sum & 0xffff);
    return true;
  }

  private static int swap(int value, boolean odd) {
    return odd ? (value & 0xff) << 8 | value >> 8 : value;
  }
}
