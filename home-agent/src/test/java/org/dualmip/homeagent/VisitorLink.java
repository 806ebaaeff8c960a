package org.dualmip.homeagent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.RouterSolicitation;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.jspecify.annotations.Nullable;

/** The visited link as a node sees it: what the foreign agent says there, frame by frame. */
final class VisitorLink implements AutoCloseable {
  /** The agent's address on the link. */
  static final Ip4 AGENT = Ip4.of("10.2.0.1");

  private static final Ip4 HOME = Ip4.of(VisitedNet.HOME);
  private static final int PORT = 1024;

  private final LinkSocket link;
  private final LinkedBlockingQueue<Octets> messages = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<AgentAdvertisement> advertisements =
      new LinkedBlockingQueue<>();
  private volatile MacAddress agent = MacAddress.BROADCAST;

  VisitorLink(NetworkNamespace namespace) throws Exception {
    link = namespace.call(() -> LinkSocket.open("visited", LinkFilter.icmpAndUdp(PORT)));
    link.receive((packet, from, _) -> heard(packet, from));
  }

  private void heard(byte[] octets, MacAddress from) {
    try {
      Ip4Packet packet = Ip4Packet.read(octets);
      if (packet.protocol() == Ip4Packet.UDP) {
        messages.add(UdpDatagram.read(packet).payload());
      } else if (packet.payload().at(0) == AgentAdvertisement.TYPE && packet.ttl() == 1) {
        advertisements.add(AgentAdvertisement.read(packet.payload().toBytes()));
        agent = from;
      }
    } catch (MalformedException other) {
      // Pings, for example.
    }
  }

  /** The station of the agent that advertised last. */
  MacAddress agent() {
    return agent;
  }

  /** Asks who is there, and waits for the answer. */
  AgentAdvertisement solicit() throws InterruptedException {
    advertisements.clear();
    var packet =
        new Ip4Packet(
            0,
            0,
            false,
            1,
            Ip4Packet.ICMP,
            HOME,
            Ip4.of("224.0.0.11"),
            Octets.of(new RouterSolicitation().toBytes()));
    boolean _ = link.send(packet.toBytes(), LinkSocket.macOf(packet.destination()));
    return advertisement();
  }

  /** The next advertisement. */
  AgentAdvertisement advertisement() throws InterruptedException {
    AgentAdvertisement heard = advertisements.poll(5, TimeUnit.SECONDS);
    if (heard == null) {
      throw new AssertionError("no advertisement");
    }
    return heard;
  }

  /** Sends a message to the agent's station. */
  void send(Endpoint to, int ttl, Octets message) {
    var datagram = new UdpDatagram(new Endpoint(HOME, PORT), to, message);
    boolean _ = link.send(datagram.toPacket(ttl).toBytes(), agent);
  }

  /** The next message from the agent, or null if none comes in this time. */
  @Nullable Octets message(long milliseconds) throws InterruptedException {
    return messages.poll(milliseconds, TimeUnit.MILLISECONDS);
  }

  /** Forgets messages that came before. */
  void clear() {
    messages.clear();
  }

  @Override
  public void close() {
    link.close();
  }
}
