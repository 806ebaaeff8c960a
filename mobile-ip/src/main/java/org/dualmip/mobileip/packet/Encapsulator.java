package org.dualmip.mobileip.packet;

import java.util.Arrays;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel.Kind;

/**
 * Puts IPv4 packets into the packets of one tunnel: IP-in-IP (RFC 2003 §3), GRE (RFC 2784 §2, RFC
 * 2890 §2), minimal encapsulation (RFC 2004 §3), each natively or in UDP (RFC 3519 §3.3).
 *
 * <p>Immutable and without state; the packets are whole, in wire order, and nothing is kept.
 *
 * @param tunnel the kind and the other end
 * @param local the address here
 * @param localPort the UDP port here, 0 for a tunnel that is not in UDP
 * @param compatibility whether the other end may not understand ECN (RFC 6040 §4.3)
 */
public record Encapsulator(Tunnel tunnel, Ip4 local, int localPort, boolean compatibility) {
  /** What became of a packet. */
  public sealed interface Result {
    /** The packet to send, its outer header first. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Encapsulated(byte[] packet) implements Result {}

    /** It must not enter the tunnel. */
    enum Refused implements Result {
      /** The bytes are no IPv4 packet. */
      MALFORMED,
      /** Its source is the tunnel's other end, or it is of this tunnel already: RFC 2003 §3.2. */
      LOOP,
      /** Its TTL is 0, or became 0 with this hop: RFC 2003 §3.1. Time Exceeded is its answer. */
      EXPIRED
    }
  }

  private static final int OUTER_TTL = 64;
  private static final int UDP_HEADER = 8;
  private static final int SOURCE_PRESENT = 0x80;
  private static final int IPV4 = 0x0800;
  private static final int KEY_PRESENT = 0x2000;

  /** For a tunnel that is not in UDP, in the normal mode of RFC 6040. */
  public static Encapsulator natively(Tunnel tunnel, Ip4 local) {
    return new Encapsulator(tunnel, local, 0, false);
  }

  /**
   * Encapsulates a packet.
   *
   * @param forwarding whether the packet is somebody else's, so that this is a hop that costs one
   *     of its TTL (RFC 2003 §3.1)
   */
  public Result encapsulate(byte[] packet, boolean forwarding) {
    if (!Ip4Bytes.isWhole(packet)) {
      return Result.Refused.MALFORMED;
    }
    byte[] inner = Arrays.copyOf(packet, Ip4Bytes.totalLength(packet));
    if (comesBack(inner)) {
      return Result.Refused.LOOP;
    }
    int ttl = Ip4Bytes.ttl(inner) - (forwarding ? 1 : 0);
    if (ttl <= 0) {
      return Result.Refused.EXPIRED;
    }
    if (forwarding) {
      inner[8] = (byte) ttl;
      Ip4Bytes.putHeaderChecksum(inner);
    }
    return new Result.Encapsulated(
        switch (tunnel.kind()) {
          case IP_IN_IP -> around(inner, Kind.IP_IN_IP, inner);
          case GRE -> around(inner, Kind.GRE, gre(inner));
          // RFC 2004 §3: a fragment has no room for its offset there.
          case MINIMAL ->
              Ip4Bytes.isFragment(inner) ? around(inner, Kind.IP_IN_IP, inner) : minimal(inner);
        });
  }

  private boolean comesBack(byte[] inner) {
    Ip4 remote = tunnel.remote();
    return Ip4Bytes.source(inner).equals(remote)
        || (Ip4Bytes.destination(inner).equals(remote)
            && (tunnel.isInUdp()
                ? Ip4Bytes.isUdpTo(inner, tunnel.udpPort())
                : Ip4Bytes.protocol(inner) == tunnel.kind().protocol()));
  }

  private byte[] gre(byte[] inner) {
    Tunnel.GreKeys keys = tunnel.keys();
    ByteWriter out = new ByteWriter().u16(keys == null ? 0 : KEY_PRESENT).u16(IPV4);
    if (keys != null) {
      out.i32(keys.toRemote());
    }
    return out.bytes(inner).toBytes();
  }

  /** With an outer header of its own; DSCP (RFC 2983 §3), ECN and DF (RFC 2003 §3.1) copied. */
  private byte[] around(byte[] inner, Kind kind, byte[] payload) {
    boolean df = Ip4Bytes.dontFragment(inner);
    return outer(kind, Ip4Bytes.trafficClass(inner), compatibility, df, OUTER_TTL, payload);
  }

  private byte[] outer(
      Kind kind, int trafficClass, boolean withoutMark, boolean df, int ttl, byte[] payload) {
    byte[] data = payload;
    int protocol = kind.protocol();
    if (tunnel.isInUdp()) {
      data = udp(new ByteWriter().u8(TunnelData.TYPE).u8(protocol).u16(0).bytes(payload).toBytes());
      protocol = Ip4Packet.UDP;
    }
    ByteWriter out = new ByteWriter();
    out.u8(0x45)
        .u8(Ecn.entering(trafficClass, withoutMark))
        .u16(Ip4Packet.HEADER + data.length)
        .u16(0)
        .u16(df ? 0x4000 : 0)
        .u8(ttl)
        .u8(protocol)
        .u16(0)
        .ip4(local)
        .ip4(tunnel.remote())
        .bytes(data);
    byte[] packet = out.toBytes();
    Ip4Bytes.putHeaderChecksum(packet);
    return packet;
  }

  private byte[] udp(byte[] payload) {
    int length = UDP_HEADER + payload.length;
    byte[] pseudo =
        new ByteWriter()
            .ip4(local)
            .ip4(tunnel.remote())
            .u16(Ip4Packet.UDP)
            .u16(length)
            .u16(localPort)
            .u16(tunnel.udpPort())
            .u16(length)
            .u16(0)
            .bytes(payload)
            .toBytes();
    int sum = Checksum.of(pseudo, 0, pseudo.length);
    ByteWriter out = new ByteWriter().u16(localPort).u16(tunnel.udpPort()).u16(length);
    return out.u16(sum == 0 ? 0xffff : sum).bytes(payload).toBytes();
  }

  /** The packet's own header goes on with changes; TTL, traffic class and options stay in it. */
  private byte[] minimal(byte[] inner) {
    int header = Ip4Bytes.headerLength(inner);
    boolean sourcePresent = !Ip4Bytes.source(inner).equals(local);
    ByteWriter forwarding = new ByteWriter();
    forwarding
        .u8(Ip4Bytes.protocol(inner))
        .u8(sourcePresent ? SOURCE_PRESENT : 0)
        .u16(0)
        .ip4(Ip4Bytes.destination(inner));
    if (sourcePresent) {
      forwarding.ip4(Ip4Bytes.source(inner));
    }
    forwarding.patch16(2, Checksum.of(forwarding.toBytes(), 0, forwarding.length()));
    byte[] payload = Arrays.copyOfRange(inner, header, inner.length);
    byte[] body = forwarding.bytes(payload).toBytes();
    if (tunnel.isInUdp()) { // options would end with the outer header, so they are left out
      boolean df = Ip4Bytes.dontFragment(inner);
      int trafficClass = Ip4Bytes.trafficClass(inner);
      return outer(Kind.MINIMAL, trafficClass, false, df, Ip4Bytes.ttl(inner), body);
    }
    byte[] packet = Arrays.copyOf(inner, header + body.length);
    System.arraycopy(body, 0, packet, header, body.length);
    Ip4Bytes.put16(packet, 2, packet.length);
    packet[9] = (byte) Kind.MINIMAL.protocol();
    System.arraycopy(local.octets(), 0, packet, 12, 4);
    System.arraycopy(tunnel.remote().octets(), 0, packet, 16, 4);
    Ip4Bytes.putHeaderChecksum(packet);
    return packet;
  }
}
