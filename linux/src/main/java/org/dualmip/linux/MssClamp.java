package org.dualmip.linux;

/**
 * Lowers the segment size of TCP connections that begin through a tunnel (RFC 4459 §3.2), in native
 * memory; the same in plain sight is {@code org.dualmip.mobileip.packet.TcpMss}.
 */
final class MssClamp {
  private static final int HEADERS = 40;
  private static final int SYN = 2;
  private static final int END = 0;
  private static final int NOTHING = 1;
  private static final int MSS = 2;

  private MssClamp() {}

  /**
   * Lowers the segment size that a packet announces if it opens a TCP connection.
   *
   * @param innerMtu the longest packet that fits through the tunnel; 0 if not known
   * @return whether it was too high
   */
  static boolean lowers(long packet, int innerMtu) {
    return innerMtu != 0 && opens(packet) && clamp(packet, innerMtu);
  }

  private static boolean opens(long packet) {
    if (Ip4Header.protocol(packet) != Ip4Header.TCP) {
      return false;
    }
    int header = Ip4Header.headerLength(packet);
    return (Memory.u16(packet + 6) & 0x1fff) == 0
        && Ip4Header.totalLength(packet) >= header + 20
        && (Memory.u8(packet + header + 13) & SYN) != 0;
  }

  private static boolean clamp(long packet, int mtu) {
    int header = Ip4Header.headerLength(packet);
    long tcp = packet + header;
    long end =
        tcp + Math.min(Memory.u8(tcp + 12) >> 4 << 2, Ip4Header.totalLength(packet) - header);
    int most = Math.max(mtu - HEADERS, 1);
    for (long at = tcp + 20; at + 3 < end; ) {
      int kind = Memory.u8(at);
      if (kind == END) {
        return false;
      }
      if (kind == MSS && Memory.u8(at + 1) == 4) {
        return lower(tcp, at + 2, most);
      }
      at += kind == NOTHING ? 1 : Math.max(Memory.u8(at + 1), 2);
    }
    return false;
  }

  private static boolean lower(long tcp, long at, int most) {
    int before = Memory.u16(at);
    if (before <= most) {
      return false;
    }
    Memory.put16(at, most);
    boolean odd = (at - tcp) % 2 != 0;
    Memory.put16(
        tcp + 16,
        Ip4Header.adjusted(
            Memory.u16(tcp + 16), odd ? swapped(before) : before, odd ? swapped(most) : most));
    return true;
  }

  private static int swapped(int value) {
    return (value & 0xff) << 8 | value >> 8;
  }
}
