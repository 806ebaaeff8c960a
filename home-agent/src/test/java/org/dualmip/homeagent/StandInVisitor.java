package org.dualmip.homeagent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.linux.AdmissionTable;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.TunnelSocket;
import org.dualmip.linux.UserTunnels;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.RouterSolicitation;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.SecurityAssociation;

/** As much of a mobile node as a foreign agent can see: frames on its link, by hand. */
final class StandInVisitor implements AutoCloseable {
  private static final Ip4 HOME = Ip4.of(VisitedNet.HOME);
  private static final Ip4 AGENT = Ip4.of("10.2.0.1");

  private final String nai;
  private final SecurityAssociation association;
  private final NetworkNamespace namespace;
  private final LinkSocket link;
  private final OpenParts opened = new OpenParts();
  private final LinkedBlockingQueue<RegistrationReply> replies = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<AgentAdvertisement> advertisements =
      new LinkedBlockingQueue<>();
  private volatile MacAddress agent = MacAddress.BROADCAST;

  StandInVisitor(String namespace, String nai, SecurityAssociation association) throws Exception {
    this.nai = nai;
    this.association = association;
    this.namespace = NetworkNamespace.named(namespace);
    link = this.namespace.call(() -> LinkSocket.open("visited", LinkFilter.icmpAndUdp(1024)));
    opened.add(this.namespace);
    opened.add(link);
    link.receive((packet, from, _) -> heard(packet, from));
  }

  private void heard(byte[] octets, MacAddress from) {
    try {
      Ip4Packet packet = Ip4Packet.read(octets);
      if (packet.protocol() == Ip4Packet.UDP) {
        replies.add(RegistrationReply.read(UdpDatagram.read(packet).payload().toBytes()));
      } else if (packet.payload().at(0) == AgentAdvertisement.TYPE && packet.ttl() == 1) {
        advertisements.add(AgentAdvertisement.read(packet.payload().toBytes()));
        agent = from;
      }
    } catch (MalformedException other) {
      // Pings, for example.
    }
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

  /** Registers with a home agent through the foreign agent. */
  RegistrationReply register(
      String homeAgent, int flags, int lifetime, Ip4 careOf, Extension... forTheAgent)
      throws InterruptedException {
    List<Extension> own = new ArrayList<>(List.of(new MobileNodeNai(nai)));
    byte[] signed =
        new RegistrationRequest(
                flags,
                lifetime,
                HOME,
                Ip4.of(homeAgent),
                careOf,
                NtpTimestamp.of(Instant.now()),
                own)
            .signed(association);
    var message = new ByteWriter().bytes(signed);
    for (Extension extension : forTheAgent) {
      extension.write(message);
    }
    replies.clear();
    var datagram =
        new UdpDatagram(
            new Endpoint(HOME, 1024), new Endpoint(AGENT, 434), Octets.of(message.toBytes()));
    boolean _ = link.send(datagram.toPacket(255).toBytes(), agent);
    RegistrationReply reply = replies.poll(5, TimeUnit.SECONDS);
    if (reply == null) {
      throw new AssertionError("no reply for " + nai);
    }
    return reply;
  }

  /** Sends everything in tunnels to the foreign agent from now on (RFC 3024 §5.2). */
  void encapsulate() throws Exception {
    UserTunnels tunnels =
        namespace.call(() -> {
          Tun adapter = Tun.openTun("node");
          adapter.persist(false);
          try (Rtnetlink kernel = Rtnetlink.open()) {
            kernel.mtu("node", 1400);
            kernel.linkUp("node");
          }
          TunnelSocket socket = TunnelSocket.open(HOME, null);
          UserTunnels carried =
              UserTunnels.open(adapter, new AdmissionTable(), TunnelListener.SILENT);
          carried.defaultRoute(new Encapsulation.Native(socket, Tunnel.ipInIp(AGENT)));
          opened.add(socket);
          return carried;
        });
    opened.add(tunnels);
    Namespaces.ip(
        "-n",
        namespace.name(),
        "route",
        "replace",
        "default",
        "dev",
        "node",
        "src",
        VisitedNet.HOME);
  }

  @Override
  public void close() {
    opened.close();
  }
}
