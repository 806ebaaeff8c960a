package org.dualmip.lab.adversary;

import java.util.List;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;

/**
 * Acknowledges a DHCP lease now and then that nobody asked for (RFC 2131 §2), with an office's
 * router, name server and domain (RFC 2132): for those who judge a place by its lease.
 */
final class Lease implements Ruse {
  private static final int EVERY = 256;
  private static final int SERVER_PORT = 67;
  private static final int CLIENT_PORT = 68;
  private static final int BOOTREPLY = 2;
  private static final int ETHERNET = 1;
  private static final int BROADCAST_FLAG = 0x8000;
  private static final int HARDWARE_ADDRESS = 16;
  private static final int NAME_AND_FILE = 64 + 128;
  private static final int COOKIE = 0x6382_5363;
  private static final int ACKNOWLEDGMENT = 5;
  private static final int LEASE_SECONDS = 3600;

  private final Ip4 router;
  private final Ip4 nameServer;
  private final String domain;
  private int heardSoFar;

  /** With these options. */
  Lease(Ip4 router, Ip4 nameServer, String domain) {
    this.router = router;
    this.nameServer = nameServer;
    this.domain = domain;
  }

  @Override
  public List<Ip4Packet> answer(Ip4Packet heard, MacAddress from) {
    if (heard.source().isAny() || heardSoFar++ % EVERY != 0) {
      return List.of();
    }
    var datagram =
        new UdpDatagram(
            new Endpoint(router, SERVER_PORT),
            new Endpoint(Ip4.BROADCAST, CLIENT_PORT),
            Octets.of(acknowledgment(heard.source(), from)));
    return List.of(datagram.toPacket(64));
  }

  private byte[] acknowledgment(Ip4 client, MacAddress station) {
    ByteWriter out = new ByteWriter();
    out.u8(BOOTREPLY).u8(ETHERNET).u8(6).u8(0).i32(0).u16(0).u16(BROADCAST_FLAG);
    out.ip4(Ip4.ANY).ip4(client).ip4(router).ip4(Ip4.ANY);
    out.bytes(station.octets()).bytes(new byte[HARDWARE_ADDRESS - 6 + NAME_AND_FILE]);
    out.i32(COOKIE).u8(53).u8(1).u8(ACKNOWLEDGMENT);
    out.u8(54).u8(4).ip4(router).u8(51).u8(4).i32(LEASE_SECONDS);
    out.u8(1).u8(4).ip4(Ip4.of("255.255.255.0")).u8(3).u8(4).ip4(router);
    out.u8(6).u8(4).ip4(nameServer);
    byte[] name = domain.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    out.u8(15).u8(name.length).bytes(name).u8(255);
    return out.toBytes();
  }
}
