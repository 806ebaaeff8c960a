package org.dualmip.lab.namespaces;

import java.nio.charset.StandardCharsets;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;

/**
 * A DHCP server's acknowledgment of a lease (RFC 2131 §2), broadcast, with router, name server and
 * domain (RFC 2132).
 *
 * @param router also the server
 * @param nameServer what it names
 * @param domain of the network
 */
public record Acknowledgment(Ip4 router, Ip4 nameServer, String domain) {
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
  private static final int HOPS = 64;

  /** For that station, which is given that address. */
  public Ip4Packet packet(Ip4 client, MacAddress station) {
    ByteWriter out = new ByteWriter();
    out.u8(BOOTREPLY).u8(ETHERNET).u8(6).u8(0).i32(0).u16(0).u16(BROADCAST_FLAG);
    out.ip4(Ip4.ANY).ip4(client).ip4(router).ip4(Ip4.ANY);
    out.bytes(station.octets()).bytes(new byte[HARDWARE_ADDRESS - 6 + NAME_AND_FILE]);
    out.i32(COOKIE).u8(53).u8(1).u8(ACKNOWLEDGMENT);
    out.u8(54).u8(4).ip4(router).u8(51).u8(4).i32(LEASE_SECONDS);
    out.u8(1).u8(4).ip4(Ip4.of("255.255.255.0")).u8(3).u8(4).ip4(router);
    out.u8(6).u8(4).ip4(nameServer);
    byte[] name = domain.getBytes(StandardCharsets.US_ASCII);
    out.u8(15).u8(name.length).bytes(name).u8(255);
    return new UdpDatagram(
            new Endpoint(router, SERVER_PORT),
            new Endpoint(Ip4.BROADCAST, CLIENT_PORT),
            Octets.of(out.toBytes()))
        .toPacket(HOPS);
  }
}
