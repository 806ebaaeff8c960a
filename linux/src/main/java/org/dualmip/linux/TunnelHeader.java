package org.dualmip.linux;

import org.dualmip.mobileip.packet.Tunnel.Kind;

/**
 * The headers of GRE (RFC 2784, RFC 2890) and minimal encapsulation (RFC 2004) in native memory.
 * The same in plain sight is {@code org.dualmip.mobileip.packet}.
 */
final class TunnelHeader {
  /** Octets of a minimal forwarding header with a source address. */
  static final int MINIMAL = 12;

  private static final int MINIMAL_WITHOUT_SOURCE = 8;
  private static final int SOURCE_PRESENT = 0x80;
  private static final int CHECKSUM_PRESENT = 0x8000;
  private static final int KEY_PRESENT = 0x2000;
  private static final int SEQUENCE_PRESENT = 0x1000;
  // Routing, strict source route and the first bit of recursion control (RFC 2784 §2.3), version.
  private static final int REFUSED = 0x4c07;
  private static final int IPV4 = 0x0800;

  private TunnelHeader() {}

  static int greLength(boolean keyed) {
    return keyed ? 8 : 4;
  }

  /** Writes a GRE header in front of a packet; its length. */
  static int writeGre(long packet, boolean keyed, int key) {
    if (!keyed) {
      Memory.put32(packet - 4, IPV4);
      return 4;
    }
    Memory.put32(packet - 8, KEY_PRESENT << 16 | IPV4);
    Memory.put32(packet - 4, key);
    return 8;
  }

  /** A GRE header in front of an IPv4 packet, as it arrived. Belongs to one thread. */
  static final class Gre {
    boolean keyed;
    int key;
    boolean sequenced;
    int sequence;

    /** Reads it; the header's length, or -1 if the packet must be discarded. */
    int read(long address, int length) {
      if (length < 4) {
        return -1;
      }
      int flags = Memory.u16(address);
      keyed = (flags & KEY_PRESENT) != 0;
      sequenced = (flags & SEQUENCE_PRESENT) != 0;
      boolean summed = (flags & CHECKSUM_PRESENT) != 0;
      int header = 4 + (summed ? 4 : 0) + (keyed ? 4 : 0) + (sequenced ? 4 : 0);
      if ((flags & REFUSED) != 0
          || Memory.u16(address + 2) != IPV4
          || length < header
          || (summed && Ip4Header.checksum(address, length) != 0)) { // RFC 2784 §2.5
        return -1;
      }
      int at = summed ? 8 : 4;
      key = keyed ? Memory.i32(address + at) : 0;
      sequence = sequenced ? Memory.i32(address + header - 4) : 0;
      return header;
    }
  }

  /**
   * Whether the packet can be encapsulated minimally: it is no fragment (RFC 2004 §3), and, a
   * restriction of ours, has no options.
   */
  static boolean fitsMinimal(long packet) {
    return !Ip4Header.isFragment(packet) && Ip4Header.headerLength(packet) == Ip4Header.SHORTEST;
  }

  /** Writes the forwarding header of a packet over the packet's own. */
  static void writeMinimal(long packet, long at) {
    int protocol = Ip4Header.protocol(packet);
    int source = Ip4Header.source(packet);
    int destination = Ip4Header.destination(packet);
    Memory.put32(at, protocol << 24 | SOURCE_PRESENT << 16);
    Memory.put32(at + 4, destination);
    Memory.put32(at + 8, source);
    Memory.put16(at + 2, Ip4Header.checksum(at, MINIMAL));
  }

  /** Octets of the forwarding header there, or -1 if it is none or its checksum is wrong. */
  static int minimalLength(long at, int length) {
    if (length < MINIMAL_WITHOUT_SOURCE) {
      return -1;
    }
    int header = (Memory.u8(at + 1) & SOURCE_PRESENT) != 0 ? MINIMAL : MINIMAL_WITHOUT_SOURCE;
    return length >= header && Ip4Header.checksum(at, header) == 0 ? header : -1;
  }

  /**
   * Restores the original packet of a minimally encapsulated one that has its IP header in front.
   *
   * @param outer the IP header
   * @param header octets of the forwarding header, as {@link #minimalLength} gives them
   * @return where the packet begins now
   */
  static long restoreMinimal(long outer, int header) {
    int outerLength = Ip4Header.headerLength(outer);
    long forwarding = outer + outerLength;
    int protocol = Memory.u8(forwarding);
    int destination = Memory.i32(forwarding + 4);
    int source = header == MINIMAL ? Memory.i32(forwarding + 8) : Ip4Header.source(outer);
    int total = Ip4Header.totalLength(outer) - header;
    long inner = outer + header;
    Memory.move(outer, inner, outerLength);
    Memory.put16(inner + 2, total);
    Memory.put8(inner + 9, protocol);
    Memory.put16(inner + 10, 0);
    Memory.put32(inner + 12, source);
    Memory.put32(inner + 16, destination);
    Memory.put16(inner + 10, Ip4Header.checksum(inner, outerLength));
    return inner;
  }

  /** The encapsulation with that protocol number, null if there is none. */
  @org.jspecify.annotations.Nullable
  static Kind kind(int protocol) {
    return switch (protocol) {
      case 4 -> Kind.IP_IN_IP;
      case 47 -> Kind.GRE;
      case 55 -> Kind.MINIMAL;
      default -> null;
    };
  }
}
