package org.dualmip.mobileip.packet;

import java.util.Arrays;
import java.util.Optional;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel.Kind;

/**
 * An ICMP error about a packet in a tunnel, as the encapsulator gets it (RFC 2003 §4).
 *
 * @param error the message
 * @param local the encapsulator: the source of the quoted outer header
 * @param remote the tunnel's other end: its destination
 * @param udpPort the other end's port, 0 if the packet was not in UDP
 * @param kind how the packet was encapsulated
 * @param outerLength the total length in the quoted outer header
 * @param inner the packet inside as far as it is quoted, empty if nothing of it is
 */
public record TunnelError(
    IcmpError error, Ip4 local, Ip4 remote, int udpPort, Kind kind, int outerLength, Octets inner) {
  private static final int UDP_HEADER = 8;
  private static final int KEY_PRESENT = 0x2000;
  private static final int SEQUENCE_PRESENT = 0x1000;
  private static final int CHECKSUM_PRESENT = 0x8000;

  /**
   * Reads what an error quotes. It is a beginning: lengths and checksums inside are not looked at.
   *
   * @throws MalformedException if what is quoted is no packet in a tunnel
   */
  public static TunnelError read(IcmpError error) throws MalformedException {
    byte[] outer = error.quoted().toBytes();
    if (outer.length < Ip4Packet.HEADER
        || (outer[0] >> 4 & 15) != 4
        || outer.length < Ip4Bytes.headerLength(outer)
        || (Ip4Bytes.u16(outer, 6) & 0x1fff) != 0) {
      throw new MalformedException(
          "Quoted packet", 0, "has no whole header or is a later fragment");
    }
    byte[] payload = Arrays.copyOfRange(outer, Ip4Bytes.headerLength(outer), outer.length);
    int protocol = Ip4Bytes.protocol(outer);
    int port = 0;
    if (protocol == Ip4Packet.UDP) {
      if (payload.length < UDP_HEADER) {
        throw new MalformedException("Quoted packet", outer.length, "is cut");
      }
      port = Ip4Bytes.u16(payload, 2);
      boolean told = payload.length >= UDP_HEADER + TunnelData.HEADER;
      if (told && Ip4Bytes.u8(payload, UDP_HEADER) != TunnelData.TYPE) {
        throw new MalformedException("Quoted packet", outer.length, "is not tunnel data");
      }
      // Eight octets of UDP are all that routers must quote: which kind it was is not seen then.
      protocol = told ? Ip4Bytes.u8(payload, UDP_HEADER + 1) : Kind.IP_IN_IP.protocol();
      payload =
          told
              ? Arrays.copyOfRange(payload, UDP_HEADER + TunnelData.HEADER, payload.length)
              : new byte[0];
    }
    Kind kind =
        switch (protocol) {
          case 4 -> Kind.IP_IN_IP;
          case 47 -> Kind.GRE;
          case 55 -> Kind.MINIMAL;
          default -> throw new MalformedException("Protocol", 9, protocol + " is no tunnel's");
        };
    byte[] inner =
        switch (kind) {
          case IP_IN_IP -> payload;
          case GRE -> afterGre(payload);
          case MINIMAL -> restored(outer, payload);
        };
    return new TunnelError(
        error,
        Ip4Bytes.source(outer),
        Ip4Bytes.destination(outer),
        port,
        kind,
        Ip4Bytes.totalLength(outer),
        inner.length < Ip4Packet.HEADER ? Octets.EMPTY : Octets.of(inner));
  }

  private static byte[] afterGre(byte[] payload) {
    if (payload.length < 4) {
      return new byte[0];
    }
    int flags = Ip4Bytes.u16(payload, 0);
    int header = 4;
    for (int bit : new int[] {CHECKSUM_PRESENT, KEY_PRESENT, SEQUENCE_PRESENT}) {
      header += (flags & bit) != 0 ? 4 : 0;
    }
    return payload.length < header
        ? new byte[0]
        : Arrays.copyOfRange(payload, header, payload.length);
  }

  /** The original header, if enough of the forwarding header is quoted (RFC 2004 §3). */
  private static byte[] restored(byte[] outer, byte[] payload) {
    boolean sourcePresent = payload.length > 1 && (payload[1] & 0x80) != 0;
    int header = sourcePresent ? 12 : 8;
    if (payload.length < header || Ip4Bytes.protocol(outer) == Ip4Packet.UDP) {
      return new byte[0];
    }
    byte[] start = Arrays.copyOf(outer, Ip4Bytes.headerLength(outer));
    start[9] = payload[0];
    Ip4Bytes.put16(start, 2, Ip4Bytes.totalLength(outer) - header);
    System.arraycopy(payload, 4, start, 16, 4);
    if (sourcePresent) {
      System.arraycopy(payload, 8, start, 12, 4);
    }
    Ip4Bytes.putHeaderChecksum(start);
    byte[] rest = Arrays.copyOfRange(payload, header, payload.length);
    return new ByteWriter().bytes(start).bytes(rest).toBytes();
  }

  /**
   * What the sender of the packet inside is told: RFC 2003 §4.
   *
   * @param overhead octets that the tunnel adds to a packet
   * @param sameNetwork whether the packet's destination is on the encapsulator's own network, as a
   *     home address is on the home agent's: then an unreachable network is an unreachable host
   * @return empty if that must not be told, or if too little is quoted to tell anybody
   */
  public Optional<IcmpError> relayed(int overhead, boolean sameNetwork) {
    if (inner.size() == 0) {
      return Optional.empty();
    }
    int lost = sameNetwork ? IcmpError.HOST : IcmpError.NETWORK;
    return switch (error.type()) {
      case IcmpError.UNREACHABLE ->
          switch (error.code()) {
            case IcmpError.NETWORK, IcmpError.PROTOCOL -> unreachable(lost, 0); // §4.1
            case IcmpError.HOST -> unreachable(IcmpError.HOST, 0);
            case IcmpError.TOO_BIG -> tooBig(overhead); // MUST
            // Of a UDP tunnel it says that nobody is there; of others it cannot come. And a source
            // route would be the encapsulator's own.
            case IcmpError.PORT, IcmpError.SOURCE_ROUTE -> Optional.empty();
            default -> unreachable(IcmpError.HOST, 0); // codes younger than RFC 2003
          };
      // §4.4, MUST. Code 1 is a reassembly that took too long, and no loop.
      case IcmpError.TIME_EXCEEDED ->
          error.code() == 0 ? unreachable(IcmpError.HOST, 0) : Optional.empty();
      default -> Optional.empty(); // §4.2, §4.3, §4.5
    };
  }

  private Optional<IcmpError> unreachable(int code, int rest) {
    return Optional.of(new IcmpError(IcmpError.UNREACHABLE, code, rest, inner));
  }

  /** §5.1: less what the tunnel adds. A router that does not tell is left to the soft state. */
  private Optional<IcmpError> tooBig(int overhead) {
    return error.mtu() <= overhead
        ? Optional.empty()
        : unreachable(IcmpError.TOO_BIG, error.mtu() - overhead);
  }
}
