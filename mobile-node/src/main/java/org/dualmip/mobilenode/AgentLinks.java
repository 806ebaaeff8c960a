package org.dualmip.mobilenode;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.dualmip.linux.HostException;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.dualmip.mobilenode.DualNode.Output;

/**
 * What the node says to foreign agents and hears of them, straight on the link: no address of the
 * place, no ARP, nothing of the host's own IP layer (RFC 5944 §3.6.1.1). Owner thread; what is
 * heard comes on the sockets' threads.
 */
final class AgentLinks implements AutoCloseable {
  private static final int PORT = 434;

  /** Takes what is heard. Any thread. */
  interface Ear {
    /** A router advertisement. */
    void heard(String link, MacAddress from, Ip4 source, int ttl, Octets icmp);

    /** A datagram for port 434. */
    void received(String link, MacAddress from, Endpoint source, Octets payload);
  }

  private final Map<String, LinkSocket> sockets = new HashMap<>();
  private final Ear ear;
  private final Consumer<String> troubled;

  AgentLinks(Ear ear, Consumer<String> troubled) {
    this.ear = ear;
    this.troubled = troubled;
  }

  /** Listens on these interfaces and no other. */
  void apply(Set<String> listening) {
    sockets
        .entrySet()
        .removeIf(one -> {
          boolean over = !listening.contains(one.getKey());
          if (over) {
            one.getValue().close();
          }
          return over;
        });
    for (String link : listening) {
      if (!sockets.containsKey(link)) {
        open(link);
      }
    }
  }

  private void open(String link) {
    try {
      LinkSocket socket = LinkSocket.open(link, LinkFilter.icmpAndUdp(PORT));
      sockets.put(link, socket);
      socket.receive((packet, from, _) -> received(link, packet, from));
    } catch (HostException refused) {
      troubled.accept(String.valueOf(refused.getMessage()));
    }
  }

  private void received(String link, byte[] bytes, MacAddress from) {
    try {
      Ip4Packet packet = Ip4Packet.read(bytes);
      if (packet.protocol() == Ip4Packet.UDP) {
        UdpDatagram datagram = UdpDatagram.read(packet);
        ear.received(link, from, datagram.from(), datagram.payload());
      } else if (packet.payload().size() > 0 && packet.payload().at(0) == AgentAdvertisement.TYPE) {
        ear.heard(link, from, packet.source(), packet.ttl(), packet.payload());
      }
    } catch (MalformedException noise) {
      // Somebody on the link sends what is none; nobody is to be told.
    }
  }

  /** Asks for advertisements; the sender stays unnamed, because the place may be anybody's. */
  void send(Output.Solicit solicit) {
    send(
        solicit.link(),
        new Ip4Packet(
            0, 0, false, 1, Ip4Packet.ICMP, Ip4.ANY, solicit.destination(), solicit.icmp()),
        LinkSocket.macOf(solicit.destination()));
  }

  /** Sends a registration to an agent's station. */
  void send(Output.ToAgent out) {
    if (out.socket().careOf() instanceof CareOf.ThroughAgent agent) {
      UdpDatagram datagram =
          new UdpDatagram(new Endpoint(out.source(), PORT), out.to(), out.payload());
      send(agent.link(), datagram.toPacket(out.ttl()), agent.mac());
    }
  }

  private void send(String link, Ip4Packet packet, MacAddress to) {
    LinkSocket socket = sockets.get(link);
    if (socket == null || !socket.send(packet.toBytes(), to)) {
      troubled.accept("cannot send to " + packet.destination() + " at " + to + " on " + link);
    }
  }

  @Override
  public void close() {
    sockets.values().forEach(LinkSocket::close);
    sockets.clear();
  }
}
