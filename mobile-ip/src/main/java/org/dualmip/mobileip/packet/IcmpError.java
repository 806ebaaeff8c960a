package org.dualmip.mobileip.packet;

import java.util.Optional;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * An ICMP message that says why a packet did not arrive (RFC 792), with the beginning of that
 * packet.
 *
 * @param type 3 destination unreachable, 4 source quench, 11 time exceeded, 12 parameter problem
 * @param code the reason within the type
 * @param rest the 32 bits behind the checksum: the next hop's MTU in the low 16 for type 3 code 4
 *     (RFC 1191 §4), the pointer in the high 8 for type 12
 * @param quoted the packet from its IP header on, often cut
 */
public record IcmpError(int type, int code, int rest, Octets quoted) {
  /** Type 3. */
  public static final int UNREACHABLE = 3;

  /** Type 4. */
  public static final int SOURCE_QUENCH = 4;

  /** Type 5, no error but read all the same: it quotes a packet too. */
  public static final int REDIRECT = 5;

  /** Type 11. */
  public static final int TIME_EXCEEDED = 11;

  /** Type 12. */
  public static final int PARAMETER_PROBLEM = 12;

  /** Code 0 of type 3. */
  public static final int NETWORK = 0;

  /** Code 1 of type 3. */
  public static final int HOST = 1;

  /** Code 2 of type 3. */
  public static final int PROTOCOL = 2;

  /** Code 3 of type 3. */
  public static final int PORT = 3;

  /** Code 4 of type 3: longer than the next hop takes, and may not be fragmented. */
  public static final int TOO_BIG = 4;

  /** Code 5 of type 3. */
  public static final int SOURCE_ROUTE = 5;

  /** RFC 1812 §4.3.2.3: as much of the packet as fits into 576 octets. */
  private static final int LONGEST = 576;

  private static final int MESSAGE_HEADER = 8;
  private static final int TTL = 64;

  /** RFC 1812 §4.3.2.5: internetwork control. */
  private static final int PRECEDENCE = 0xc0;

  /**
   * Reads an ICMP message of one of these types; any other is malformed here.
   *
   * @param message from the type octet on
   */
  public static IcmpError read(Octets message) throws MalformedException {
    ByteReader in = message.reader();
    int type = in.u8("Type");
    switch (type) {
      case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> {}
      default -> throw new MalformedException("Type", 0, "is no ICMP error");
    }
    int code = in.u8("Code");
    in.u16("Checksum");
    if (Checksum.of(message.toBytes(), 0, message.size()) != 0) {
      throw new MalformedException("Checksum", 2, "is wrong");
    }
    int rest = in.i32("Rest");
    return new IcmpError(type, code, rest, Octets.of(in.bytes(in.remaining(), "Quoted packet")));
  }

  /** The next hop's MTU of a type 3 code 4, 0 from a router older than RFC 1191. */
  public int mtu() {
    return rest & 0xffff;
  }

  /**
   * A packet with this message, for the sender of the quoted packet.
   *
   * @param from the source
   * @return empty if the quoted packet must not be answered: it is an ICMP error itself, a fragment
   *     but the first, from or for more than one host (RFC 1122 §3.2.2), or has no whole header
   */
  public Optional<Ip4Packet> packet(Ip4 from) {
    if (!mayBeAnswered(quoted)) {
      return Optional.empty();
    }
    int size = Math.min(quoted.size(), LONGEST - Ip4Packet.HEADER - MESSAGE_HEADER);
    ByteWriter out = new ByteWriter();
    out.u8(type).u8(code).u16(0).i32(rest).bytes(quoted.slice(0, size).toBytes());
    out.patch16(2, Checksum.of(out.toBytes(), 0, out.length()));
    Ip4 sender = address(quoted, 12);
    return Optional.of(
        new Ip4Packet(
            PRECEDENCE, 0, false, TTL, Ip4Packet.ICMP, from, sender, Octets.of(out.toBytes())));
  }

  private static boolean mayBeAnswered(Octets packet) {
    if (packet.size() < Ip4Packet.HEADER
        || packet.at(0) >> 4 != 4
        || (packet.at(0) & 15) * 4 < Ip4Packet.HEADER
        || packet.size() < (packet.at(0) & 15) * 4) {
      return false;
    }
    int header = (packet.at(0) & 15) * 4;
    boolean laterFragment = ((packet.at(6) & 0x1f) << 8 | packet.at(7)) != 0;
    boolean icmpError =
        packet.at(9) == Ip4Packet.ICMP && packet.size() > header && isError(packet.at(header));
    return !laterFragment
        && !icmpError
        && isOneHost(address(packet, 12))
        && isOneHost(address(packet, 16));
  }

  private static boolean isError(int type) {
    return switch (type) {
      case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
      default -> false;
    };
  }

  /** Neither 0/8, 127/8 nor multicast, reserved and broadcast above it (RFC 1122 §3.2.1.3). */
  private static boolean isOneHost(Ip4 address) {
    int first = address.bits() >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  private static Ip4 address(Octets packet, int at) {
    return Ip4.of(packet.slice(at, at + 4).toBytes());
  }
}
