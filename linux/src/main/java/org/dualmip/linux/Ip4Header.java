package org.dualmip.linux;

/** The fields of an IPv4 header in native memory (RFC 791 §3.1), and what tunnels do to them. */
final class Ip4Header {
  static final int SHORTEST = 20;

  /** RFC 791 §3.2: every link takes packets of this length. */
  static final int SMALLEST_MTU = 68;

  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;

  private static final int ECN = 3;
  private static final int CONGESTION_EXPERIENCED = 3;

  private Ip4Header() {}

  /** Whether a whole, living IPv4 packet stands there, perhaps with padding behind it. */
  static boolean valid(long address, long length) {
    return wellFormed(address, length)
        && timeToLive(address) != 0; // such a one enters and leaves no tunnel, RFC 2003 §3.1
  }

  /** Whether a whole IPv4 packet stands there, perhaps with padding behind it. */
  static boolean wellFormed(long address, long length) {
    return length >= SHORTEST
        && version(address) == 4
        && headerLength(address) >= SHORTEST
        && totalLength(address) >= headerLength(address)
        && totalLength(address) <= length;
  }

  static int version(long address) {
    return Memory.u8(address) >>> 4;
  }

  static int headerLength(long address) {
    return (Memory.u8(address) & 15) * 4;
  }

  /** The octet of DSCP (RFC 2474) and ECN (RFC 3168). */
  static int trafficClass(long address) {
    return Memory.u8(address + 1);
  }

  static int totalLength(long address) {
    return Memory.u16(address + 2);
  }

  static int timeToLive(long address) {
    return Memory.u8(address + 8);
  }

  static int protocol(long address) {
    return Memory.u8(address + 9);
  }

  static int source(long address) {
    return Memory.i32(address + 12);
  }

  static int destination(long address) {
    return Memory.i32(address + 16);
  }

  static boolean dontFragment(long address) {
    return (Memory.u8(address + 6) & 0x40) != 0;
  }

  /** Whether the packet is a fragment, the first included. */
  static boolean isFragment(long address) {
    return (Memory.u16(address + 6) & 0x3fff) != 0;
  }

  /** Whether the packet is the first or only fragment of a UDP datagram to that port. */
  static boolean isUdpTo(long address, int port) {
    return protocol(address) == UDP
        && (Memory.u16(address + 6) & 0x1fff) == 0
        && totalLength(address) >= headerLength(address) + 8
        && Memory.u16(address + headerLength(address) + 2) == port;
  }

  /** Writes a header without options in front of a payload, with its checksum. */
  static void write(
      long address,
      int trafficClass,
      int totalLength,
      int identification,
      boolean df,
      int ttl,
      int protocol,
      int source,
      int destination) {
    Memory.put16(address, 0x4500 | trafficClass);
    Memory.put16(address + 2, totalLength);
    Memory.put16(address + 4, identification);
    Memory.put16(address + 6, df ? 0x4000 : 0);
    Memory.put16(address + 8, ttl << 8 | protocol);
    Memory.put16(address + 10, 0);
    Memory.put32(address + 12, source);
    Memory.put32(address + 16, destination);
    Memory.put16(address + 10, checksum(address, SHORTEST));
  }

  /** Whether the packet is the first or only fragment of an ICMP echo reply (RFC 792). */
  static boolean isEchoReply(long address) {
    return (Memory.u16(address + 6) & 0x1fff) == 0 && isIcmp(address, 0);
  }

  /** Whether the packet is an ICMP echo request in one piece (RFC 792). */
  static boolean isEchoRequest(long address) {
    return (Memory.u16(address + 6) & 0x3fff) == 0 && isIcmp(address, 8);
  }

  private static boolean isIcmp(long address, int type) {
    return protocol(address) == ICMP
        && totalLength(address) >= headerLength(address) + 8
        && Memory.u8(address + headerLength(address)) == type;
  }

  /**
   * Gives the inner packet the congestion mark of the outer header (RFC 6040 §4.2, figure 4).
   *
   * @return false if the packet must be dropped: it met congestion and cannot say so
   */
  static boolean decapsulateEcn(long inner, int outerTrafficClass) {
    int outer = outerTrafficClass & ECN;
    int own = trafficClass(inner) & ECN;
    if (outer == CONGESTION_EXPERIENCED && own == 0) {
      return false;
    }
    boolean stronger =
        outer == CONGESTION_EXPERIENCED || (outer == 1 && own == 2); // ECT(1) over ECT(0)
    if (stronger && own != outer) {
      int before = Memory.u16(inner);
      int after = (before & ~ECN) | outer;
      Memory.put8(inner + 1, after & 0xff);
      Memory.put16(inner + 10, adjusted(Memory.u16(inner + 10), before, after));
    }
    return true;
  }

  /**
   * Fills in the checksum of a UDP datagram or TCP segment whose sender left that to its hardware:
   * the field holds the sum of the pseudo-header (RFC 768, RFC 9293 §3.1). A fragment has none.
   */
  static void completeTransportChecksum(long address) {
    int header = headerLength(address);
    int at =
        switch (protocol(address)) {
          case UDP -> 6;
          case TCP -> 16;
          default -> -1;
        };
    if (at < 0
        || (Memory.u16(address + 6) & 0x3fff) != 0
        || totalLength(address) < header + at + 2) {
      return;
    }
    int result = checksum(address + header, totalLength(address) - header);
    Memory.put16(address + header + at, result == 0 && protocol(address) == UDP ? 0xffff : result);
  }

  /** The Internet checksum of a range (RFC 1071 §1). */
  static int checksum(long address, int length) {
    long sum = 0;
    for (int i = 0; i + 1 < length; i += 2) {
      sum += Memory.u16(address + i);
    }
    if (length % 2 != 0) {
      sum += Memory.u8(address + length - 1) << 8;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return (int) ~sum & 0xffff;
  }

  /** The checksum after one 16-bit word changed (RFC 1624 §3, equation 3). */
  static int adjusted(int checksum, int before, int after) {
    int sum = (~checksum & 0xffff) + (~before & 0xffff) + after;
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~sum & 0xffff;
  }
}
