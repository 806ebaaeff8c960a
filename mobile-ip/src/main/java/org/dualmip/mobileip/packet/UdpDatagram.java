package org.dualmip.mobileip.packet;

import java.util.Arrays;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * A UDP datagram in an IPv4 packet (RFC 768), for what is sent and heard beside the host's own UDP:
 * registrations between a mobile node and a foreign agent (RFC 5944 §3.6.1.1, §3.7.2.2).
 *
 * @param from source address and port
 * @param to destination address and port
 * @param payload at most 65507 octets
 */
public record UdpDatagram(Endpoint from, Endpoint to, Octets payload) {
  private static final int HEADER = 8;

  /**
   * Reads the datagram inside a packet.
   *
   * @throws MalformedException if the packet holds none, it is cut short or its checksum is wrong
   */
  public static UdpDatagram read(Ip4Packet packet) throws MalformedException {
    ByteReader in = packet.payload().reader();
    if (packet.protocol() != Ip4Packet.UDP) {
      throw new MalformedException("Protocol", 9, packet.protocol() + " is not UDP");
    }
    int fromPort = in.u16("Source port");
    int toPort = in.u16("Destination port");
    int length = in.u16("Length");
    if (length < HEADER || length > packet.payload().size()) {
      throw new MalformedException("Length", 4, length + " does not fit the packet");
    }
    boolean checked = in.u16("Checksum") != 0;
    var datagram =
        new UdpDatagram(
            new Endpoint(packet.source(), fromPort),
            new Endpoint(packet.destination(), toPort),
            Octets.of(in.bytes(length - HEADER, "Payload")));
    byte[] summed = datagram.pseudoHeader(packet.payload().toBytes(), length);
    if (checked && Checksum.of(summed, 0, summed.length) != 0) {
      throw new MalformedException("Checksum", 6, "is wrong");
    }
    return datagram;
  }

  /**
   * The packet around it.
   *
   * @param ttl its time to live, 1 where it must not leave the link
   */
  public Ip4Packet toPacket(int ttl) {
    int length = HEADER + payload.size();
    ByteWriter out = new ByteWriter();
    out.u16(from.port()).u16(to.port()).u16(length).u16(0).bytes(payload.toBytes());
    byte[] summed = pseudoHeader(out.toBytes(), length);
    int sum = Checksum.of(summed, 0, summed.length);
    out.patch16(6, sum == 0 ? 0xffff : sum); // 0 would say that there is none
    return new Ip4Packet(
        0, 0, false, ttl, Ip4Packet.UDP, from.address(), to.address(), Octets.of(out.toBytes()));
  }

  private byte[] pseudoHeader(byte[] udp, int length) {
    ByteWriter out = new ByteWriter();
    out.ip4(from.address()).ip4(to.address()).u8(0).u8(Ip4Packet.UDP).u16(length);
    byte[] exact = udp.length == length ? udp : Arrays.copyOf(udp, length);
    return out.bytes(exact).toBytes();
  }
}
