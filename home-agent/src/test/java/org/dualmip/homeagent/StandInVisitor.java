package org.dualmip.homeagent;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.dualmip.linux.AdmissionTable;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.TunnelSocket;
import org.dualmip.linux.UserTunnels;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.SecurityAssociation;

/** As much of a mobile node as a foreign agent can see: frames on its link, by hand. */
final class StandInVisitor implements AutoCloseable {
  private static final Ip4 HOME = Ip4.of(VisitedNet.HOME);

  private final String nai;
  private final SecurityAssociation association;
  private final NetworkNamespace namespace;
  private final VisitorLink link;
  private final OpenParts opened = new OpenParts();

  StandInVisitor(String namespace, String nai, SecurityAssociation association) throws Exception {
    this.nai = nai;
    this.association = association;
    this.namespace = opened.add(NetworkNamespace.named(namespace));
    link = opened.add(new VisitorLink(this.namespace));
  }

  /** Asks who is there, and waits for the answer. */
  AgentAdvertisement solicit() throws InterruptedException {
    return link.solicit();
  }

  /** The next advertisement. */
  AgentAdvertisement advertisement() throws InterruptedException {
    return link.advertisement();
  }

  /** Registers with a home agent through the foreign agent. */
  RegistrationReply register(
      String homeAgent, int flags, int lifetime, Ip4 careOf, Extension... forTheAgent)
      throws InterruptedException, MalformedException {
    return ask(request(homeAgent, flags, lifetime, careOf, out -> write(forTheAgent, out)));
  }

  private static void write(Extension[] extensions, ByteWriter out) {
    for (Extension extension : extensions) {
      extension.write(out);
    }
  }

  /**
   * A request, signed for the home agent.
   *
   * @param forTheAgent writes what follows for the foreign agent
   */
  Octets request(
      String homeAgent, int flags, int lifetime, Ip4 careOf, Consumer<ByteWriter> forTheAgent) {
    List<Extension> own = List.of(new MobileNodeNai(nai));
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
    forTheAgent.accept(message);
    return Octets.of(message.toBytes());
  }

  /** Sends a request to the foreign agent, and waits for the reply. */
  RegistrationReply ask(Octets request) throws InterruptedException, MalformedException {
    send(request);
    Octets reply = link.message(5000);
    if (reply == null) {
      throw new AssertionError("no reply for " + nai);
    }
    return RegistrationReply.read(reply.toBytes());
  }

  /** Sends a request to the foreign agent without waiting. */
  void send(Octets request) {
    link.clear();
    link.send(new Endpoint(VisitorLink.AGENT, 434), 255, request);
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
          carried.defaultRoute(new Encapsulation.Native(socket, Tunnel.ipInIp(VisitorLink.AGENT)));
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
