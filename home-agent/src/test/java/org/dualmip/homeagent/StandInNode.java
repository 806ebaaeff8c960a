package org.dualmip.homeagent;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.linux.AdmissionTable;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.TunnelSocket;
import org.dualmip.linux.UdpSocket;
import org.dualmip.linux.UserTunnels;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/** As much of a mobile node as a home agent can see: registrations and tunnels, by hand. */
final class StandInNode implements AutoCloseable {
  private final NetworkNamespace namespace;
  private final Ip4 agent;
  private final SecurityAssociation association;
  private final OpenParts opened = new OpenParts();
  private final LinkedBlockingQueue<byte[]> replies = new LinkedBlockingQueue<>();
  private @Nullable UserTunnels tunnels;

  StandInNode(String namespace, Ip4 agent, SecurityAssociation association) {
    this.namespace = NetworkNamespace.named(namespace);
    this.agent = agent;
    this.association = association;
  }

  /** Holds the home address on an adapter of its own, and sends from it through the tunnel. */
  void hold(Ip4 home) throws Exception {
    tunnels =
        namespace.call(() -> {
          Tun adapter = Tun.openTun("node");
          adapter.persist(false);
          try (Rtnetlink kernel = Rtnetlink.open()) {
            kernel.mtu("node", 1380);
            kernel.linkUp("node");
            kernel.addAddress("node", home, 32, true);
          }
          var all = new AdmissionTable();
          all.allow(AdmissionTable.EVERYBODY, Tunnel.ipInIp(agent));
          all.allow(AdmissionTable.EVERYBODY, inUdp());
          return UserTunnels.open(adapter, all, TunnelListener.SILENT);
        });
    opened.add(tunnels);
    Namespaces.ip(
        "-n", namespace.name(), "route", "add", "default", "dev", "node", "src", home.toString());
  }

  /** A care-of address with a socket; its port is chosen by the kernel. */
  UdpSocket at(String careOf) throws Exception {
    UdpSocket socket = namespace.call(() -> UdpSocket.open(new Endpoint(Ip4.of(careOf), 0), null));
    opened.add(socket);
    if (tunnels == null) {
      socket.receive((_, payload) -> replies.add(payload.toArray(ValueLayout.JAVA_BYTE)));
    } else {
      tunnels.attach(socket, (_, payload) -> replies.add(payload));
    }
    return socket;
  }

  /** Tunnels in IP from a care-of address. */
  void tunnelFrom(String careOf) throws Exception {
    TunnelSocket socket = namespace.call(() -> TunnelSocket.open(Ip4.of(careOf), null));
    opened.add(socket);
    UserTunnels carried = tunnels();
    carried.attach(socket);
    carried.defaultRoute(new Encapsulation.Native(socket, Tunnel.ipInIp(agent)));
  }

  /** Tunnels from the home address, and that through a foreign agent (RFC 5177 §7). */
  void tunnelBehind(String careOf, Ip4 home) throws Exception {
    TunnelSocket outer = namespace.call(() -> TunnelSocket.open(Ip4.of(careOf), null));
    TunnelSocket inner = namespace.call(() -> TunnelSocket.open(home, null));
    opened.add(outer);
    opened.add(inner);
    UserTunnels carried = tunnels();
    carried.attach(outer);
    carried.attach(inner);
    carried.defaultRoute(
        new Encapsulation.Nested(
            home, agent, new Encapsulation.Native(outer, Tunnel.ipInIp(agent))));
  }

  /** Tunnels in UDP through the socket of the registrations. */
  void tunnelThrough(UdpSocket socket) {
    tunnels().defaultRoute(new Encapsulation.InUdp(socket.sender(), inUdp()));
  }

  private Tunnel inUdp() {
    return Tunnel.inUdp(new Endpoint(agent, 434));
  }

  /** A request as a node with a co-located care-of address and reverse tunnelling sends it. */
  byte[] request(Ip4 home, String careOf, int lifetime, Extension... extensions) {
    return request(
        RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL,
        home,
        careOf,
        lifetime,
        extensions);
  }

  /** A request with other flags. */
  byte[] request(int flags, Ip4 home, String careOf, int lifetime, Extension... extensions) {
    return new RegistrationRequest(
            flags,
            lifetime,
            home,
            agent,
            Ip4.of(careOf),
            NtpTimestamp.of(Instant.now()),
            List.of(extensions))
        .signed(association);
  }

  /** Sends a message without waiting. */
  void send(UdpSocket from, byte[] message) {
    if (!from.send(message, new Endpoint(agent, 434))) {
      throw new AssertionError("cannot send from " + from.local());
    }
  }

  /** Sends a request and returns the reply. */
  RegistrationReply register(UdpSocket from, byte[] request)
      throws InterruptedException, MalformedException {
    send(from, request);
    byte[] reply = replies.poll(5, TimeUnit.SECONDS);
    if (reply == null) {
      throw new AssertionError("no reply to " + from.local());
    }
    return RegistrationReply.read(reply);
  }

  /** Whether nothing comes back within a time long enough for an answer. */
  boolean hearsNothing(Duration wait) throws InterruptedException {
    return replies.poll(wait.toMillis(), TimeUnit.MILLISECONDS) == null;
  }

  private UserTunnels tunnels() {
    if (tunnels == null) {
      throw new IllegalStateException("hold an address first");
    }
    return tunnels;
  }

  @Override
  public void close() {
    opened.close();
    namespace.close();
  }
}
