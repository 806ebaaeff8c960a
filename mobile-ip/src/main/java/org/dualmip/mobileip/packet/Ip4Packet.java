package org.dualmip.mobileip.packet;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * An IPv4 packet (RFC 791 §3.1), its options left out when written and skipped when read.
 *
 * @param tos the type-of-service octet (RFC 2474 §3)
 * @param identification of its fragments
 * @param dontFragment the DF bit
 * @param ttl time to live, 0 to 255
 * @param protocol what the payload is
 * @param source from
 * @param destination to
 * @param payload at most 65515 octets
 */
public record Ip4Packet(
    int tos,
    int identification,
    boolean dontFragment,
    int ttl,
    int protocol,
    Ip4 source,
    Ip4 destination,
    Octets payload) {
  /**
   * @throws IllegalArgumentException if a value does not fit its field
   */
  public Ip4Packet {
    if (tos < 0 || tos > 0xff || ttl < 0 || ttl > 0xff || protocol < 0 || protocol > 0xff) {
      throw new IllegalArgumentException("type of service, TTL and protocol are 0 to 255");
    }
    if (identification < 0 || identification > 0xffff) {
      throw new IllegalArgumentException("an identification is 0 to 65535, not " + identification);
    }
    if (payload.size() > 0xffff - HEADER) {
      throw new IllegalArgumentException("a payload of " + payload.size() + " octets is too long");
    }
  }

  /** Octets of a header without options. */
  public static final int HEADER = 20;

  /** Protocol 1. */
  public static final int ICMP = 1;

  /** Protocol 4: IP-in-IP, RFC 2003. */
  public static final int IP_IN_IP = 4;

  /** Protocol 17. */
  public static final int UDP = 17;

  /** A packet with a TTL of 64 and nothing unusual. */
  public static Ip4Packet of(int protocol, Ip4 source, Ip4 destination, Octets payload) {
    return new Ip4Packet(0, 0, false, 64, protocol, source, destination, payload);
  }

  /** The packet around this one: RFC 2003 §3.1, TOS and DF copied from the inner header. */
  public Ip4Packet encapsulated(Ip4 from, Ip4 to) {
    return new Ip4Packet(
        tos, identification, dontFragment, 64, IP_IN_IP, from, to, Octets.of(toBytes()));
  }

  /** Reads a whole packet; octets behind its total length are ignored. */
  public static Ip4Packet read(byte[] bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    int versionAndLength = in.u8("Version and IHL");
    int headerLength = (versionAndLength & 0xf) * 4;
    if (versionAndLength >> 4 != 4 || headerLength < HEADER) {
      throw new MalformedException("Version and IHL", 0, "is not an IPv4 header");
    }
    int tos = in.u8("Type of service");
    int total = in.u16("Total length");
    if (total < headerLength || total > bytes.length) {
      throw new MalformedException("Total length", 2, total + " does not fit the packet");
    }
    int identification = in.u16("Identification");
    int fragment = in.u16("Flags and fragment offset");
    if ((fragment & 0x3fff) != 0) {
      throw new MalformedException("Flags and fragment offset", 6, "is a fragment");
    }
    int ttl = in.u8("Time to live");
    int protocol = in.u8("Protocol");
    in.u16("Header checksum");
    if (Checksum.of(bytes, 0, headerLength) != 0) {
      throw new MalformedException("Header checksum", 10, "is wrong");
    }
    Ip4 source = in.ip4("Source address");
    Ip4 destination = in.ip4("Destination address");
    in.bytes(headerLength - HEADER, "Options");
    return new Ip4Packet(
        tos,
        identification,
        (fragment & 0x4000) != 0,
        ttl,
        protocol,
        source,
        destination,
        Octets.of(in.bytes(total - headerLength, "Payload")));
  }

  /** The packet on the wire. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.u8(0x45)
        .u8(tos)
        .u16(HEADER + payload.size())
        .u16(identification)
        .u16(dontFragment ? 0x4000 : 0)
        .u8(ttl)
        .u8(protocol)
        .u16(0)
        .ip4(source)
        .ip4(destination);
    out.patch16(10, Checksum.of(out.toBytes(), 0, HEADER));
    return out.bytes(payload.toBytes()).toBytes();
  }
}
