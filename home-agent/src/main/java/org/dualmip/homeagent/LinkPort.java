package org.dualmip.homeagent;

import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.RouterSolicitation;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;

/**
 * One link as the agent speaks there beside the host's IP layer: advertisements and solicitations,
 * and registrations, all with link-layer addresses and without ARP (RFC 5944 §2, §3.7.2.2).
 */
final class LinkPort implements AutoCloseable {
  private static final int LINK_ONLY = 1;

  /** Gets what was heard, on the link's thread. */
  interface Receiver {
    /** An ICMP router solicitation, perhaps. */
    void solicited(String link, MacAddress mac, Ip4Packet packet);

    /** A datagram for port 434. */
    void registration(String link, MacAddress mac, int ttl, UdpDatagram datagram);
  }

  private final LinkSocket socket;
  private final AtomicLong malformed = new AtomicLong();

  private LinkPort(LinkSocket socket) {
    this.socket = socket;
  }

  /**
   * Begins to listen on a link.
   *
   * @throws org.dualmip.linux.HostException without the right or the link
   */
  static LinkPort open(String link, Receiver receiver) {
    var port = new LinkPort(LinkSocket.open(link, LinkFilter.icmpAndUdp(Signalling.PORT)));
    port.socket.receive((packet, mac, _) -> port.received(packet, mac, receiver));
    return port;
  }

  String link() {
    return socket.link();
  }

  /** What delivers packets to stations of the link. */
  LinkSocket socket() {
    return socket;
  }

  /** Sends an advertisement. Any thread. */
  void advertise(Advertiser.Send send) {
    var packet =
        new Ip4Packet(
            0, 0, false, LINK_ONLY, Ip4Packet.ICMP, send.source(), send.destination(), send.icmp());
    MacAddress to =
        send.mac().equals(MacAddress.BROADCAST) && send.destination().equals(Advertiser.ALL_SYSTEMS)
            ? LinkSocket.macOf(send.destination())
            : send.mac();
    boolean _ = socket.send(packet.toBytes(), to); // a failure is counted there
  }

  /** Sends a datagram to a station. Any thread. */
  void send(MacAddress mac, Endpoint from, Endpoint to, Octets payload) {
    boolean _ = socket.send(new UdpDatagram(from, to, payload).toPacket(64).toBytes(), mac);
  }

  /** Packets heard that were no datagram or solicitation after all. */
  long malformed() {
    return malformed.get() + socket.malformed();
  }

  /** Packets that the host refused to send. */
  long unsent() {
    return socket.unsent();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void received(byte[] octets, MacAddress mac, Receiver receiver) {
    try {
      Ip4Packet packet = Ip4Packet.read(octets);
      if (packet.protocol() == Ip4Packet.UDP) {
        receiver.registration(link(), mac, packet.ttl(), UdpDatagram.read(packet));
      } else if (packet.payload().size() > 0 && packet.payload().at(0) == RouterSolicitation.TYPE) {
        receiver.solicited(link(), mac, packet);
      }
    } catch (MalformedException dropped) {
      malformed.incrementAndGet();
    }
  }
}
