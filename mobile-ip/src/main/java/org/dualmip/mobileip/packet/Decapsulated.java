package org.dualmip.mobileip.packet;

import java.util.Arrays;
import java.util.OptionalInt;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Tunnel.Kind;

/**
 * A packet that came out of a tunnel, and how it came.
 *
 * @param kind how it was encapsulated
 * @param source who encapsulated it
 * @param port the UDP port it came from, 0 if it came natively
 * @param key of its GRE header
 * @param sequence number of its GRE header
 * @param packet the packet inside, with the congestion mark of the outer header (RFC 6040 §4.2)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record Decapsulated(
    Kind kind, Ip4 source, int port, OptionalInt key, OptionalInt sequence, byte[] packet) {
  private static final int UDP_HEADER = 8;
  private static final int CHECKSUM_PRESENT = 0x8000;
  private static final int KEY_PRESENT = 0x2000;
  private static final int SEQUENCE_PRESENT = 0x1000;

  /** Routing, strict source route, the first bit of recursion control: RFC 2784 §2.3. */
  private static final int REFUSED = 0x4c00;

  private static final int VERSION = 0x0007;
  private static final int IPV4 = 0x0800;

  /**
   * Takes the outer headers off.
   *
   * @param outer a whole packet, from its outer IP header on
   * @throws MalformedException if it is no tunnel packet, if what is inside is none, if a header
   *     must be refused, or if the packet must be dropped for its congestion mark
   */
  public static Decapsulated of(byte[] outer) throws MalformedException {
    if (!Ip4Bytes.isWhole(outer) || Ip4Bytes.isFragment(outer)) {
      throw new MalformedException("Outer header", 0, "is not that of a whole IPv4 packet");
    }
    int header = Ip4Bytes.headerLength(outer);
    byte[] payload = Arrays.copyOfRange(outer, header, Ip4Bytes.totalLength(outer));
    int protocol = Ip4Bytes.protocol(outer);
    if (protocol != Ip4Packet.UDP) {
      return inside(outer, protocol, 0, payload);
    }
    if (payload.length < UDP_HEADER + TunnelData.HEADER
        || Ip4Bytes.u8(payload, UDP_HEADER) != TunnelData.TYPE) {
      throw new MalformedException("Type", header + UDP_HEADER, "is not tunnel data");
    }
    int next = Ip4Bytes.u8(payload, UDP_HEADER + 1);
    int port = Ip4Bytes.u16(payload, 0);
    byte[] data = Arrays.copyOfRange(payload, UDP_HEADER + TunnelData.HEADER, payload.length);
    return inside(outer, next, port, data);
  }

  private static Decapsulated inside(byte[] outer, int protocol, int port, byte[] payload)
      throws MalformedException {
    Ip4 source = Ip4Bytes.source(outer);
    OptionalInt none = OptionalInt.empty();
    return switch (protocol) {
      case 4 -> new Decapsulated(Kind.IP_IN_IP, source, port, none, none, marked(outer, payload));
      case 47 -> gre(outer, source, port, payload);
      case 55 -> new Decapsulated(Kind.MINIMAL, source, port, none, none, minimal(outer, payload));
      default -> throw new MalformedException("Protocol", 9, protocol + " is no encapsulation");
    };
  }

  private static Decapsulated gre(byte[] outer, Ip4 source, int port, byte[] payload)
      throws MalformedException {
    if (payload.length < 4) {
      throw new MalformedException("GRE header", 0, "is cut");
    }
    int flags = Ip4Bytes.u16(payload, 0);
    if ((flags & REFUSED) != 0) {
      throw new MalformedException("Reserved0", 0, "has a bit that must be zero (RFC 2784 §2.3)");
    }
    if ((flags & VERSION) != 0) {
      throw new MalformedException("Version", 1, "is not 0 (RFC 2784 §2.3.1)");
    }
    if (Ip4Bytes.u16(payload, 2) != IPV4) {
      throw new MalformedException("Protocol type", 2, "is not IPv4 (RFC 2784 §2.4)");
    }
    boolean summed = (flags & CHECKSUM_PRESENT) != 0;
    boolean keyed = (flags & KEY_PRESENT) != 0;
    boolean sequenced = (flags & SEQUENCE_PRESENT) != 0;
    int header = 4 + (summed ? 4 : 0) + (keyed ? 4 : 0) + (sequenced ? 4 : 0);
    if (payload.length < header) {
      throw new MalformedException("GRE header", 0, "is cut");
    }
    if (summed && Checksum.of(payload, 0, payload.length) != 0) {
      throw new MalformedException("Checksum", 4, "is wrong (RFC 2784 §2.5)");
    }
    byte[] inner = marked(outer, Arrays.copyOfRange(payload, header, payload.length));
    if (Ip4Bytes.destination(inner).equals(source)) {
      throw new MalformedException("Destination", 16, "is the encapsulator (RFC 2784 §3.1)");
    }
    return new Decapsulated(
        Kind.GRE,
        source,
        port,
        keyed ? OptionalInt.of(i32(payload, summed ? 8 : 4)) : OptionalInt.empty(),
        sequenced ? OptionalInt.of(i32(payload, header - 4)) : OptionalInt.empty(),
        inner);
  }

  /** RFC 2004 §3: the fields of the forwarding header go back into the IP header. */
  private static byte[] minimal(byte[] outer, byte[] payload) throws MalformedException {
    boolean sourcePresent = payload.length > 1 && (payload[1] & 0x80) != 0;
    int header = sourcePresent ? 12 : 8;
    if (payload.length < header || Checksum.of(payload, 0, header) != 0) {
      throw new MalformedException("Forwarding header", 0, "is cut or its checksum is wrong");
    }
    // In UDP the kernel's options are not the packet's; natively they are.
    int ipHeader =
        Ip4Bytes.protocol(outer) == Ip4Packet.UDP ? Ip4Packet.HEADER : Ip4Bytes.headerLength(outer);
    byte[] packet = new byte[ipHeader + payload.length - header];
    System.arraycopy(outer, 0, packet, 0, ipHeader);
    packet[0] = (byte) (0x40 | ipHeader / 4);
    System.arraycopy(payload, header, packet, ipHeader, payload.length - header);
    Ip4Bytes.put16(packet, 2, packet.length);
    packet[9] = payload[0];
    System.arraycopy(payload, 4, packet, 16, 4);
    if (sourcePresent) {
      System.arraycopy(payload, 8, packet, 12, 4);
    }
    Ip4Bytes.putHeaderChecksum(packet);
    return alive(packet);
  }

  private static byte[] marked(byte[] outer, byte[] inner) throws MalformedException {
    if (!Ip4Bytes.isWhole(inner)) {
      throw new MalformedException("Inner header", 0, "is not that of a whole IPv4 packet");
    }
    byte[] packet = Arrays.copyOf(inner, Ip4Bytes.totalLength(inner));
    int mark = Ecn.leaving(Ip4Bytes.trafficClass(packet), Ip4Bytes.trafficClass(outer));
    if (mark == Ecn.DROP) {
      throw new MalformedException("Type of service", 1, "met congestion (RFC 6040 §4.2)");
    }
    packet[1] = (byte) mark;
    Ip4Bytes.putHeaderChecksum(packet);
    return alive(packet);
  }

  /** RFC 2003 §3.1: a packet whose TTL is 0 leaves no tunnel. */
  private static byte[] alive(byte[] packet) throws MalformedException {
    if (Ip4Bytes.ttl(packet) == 0) {
      throw new MalformedException("Time to live", 8, "is 0 (RFC 2003 §3.1)");
    }
    return packet;
  }

  private static int i32(byte[] bytes, int at) {
    return Ip4Bytes.u16(bytes, at) << 16 | Ip4Bytes.u16(bytes, at + 2);
  }
}
