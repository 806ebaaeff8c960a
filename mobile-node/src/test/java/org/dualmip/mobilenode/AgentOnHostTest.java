package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.dualmip.mobilenode.Projection.Opening;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gate, routes and stations as the real kernel has them, on an interface without an address: what a
 * foreign agent on the other end of the cable sees and can bring.
 */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // built before each test
class AgentOnHostTest {
  private static final String OUTER =
      "outer: {home-agent: 203.0.113.2, nai: mn@lab.example, spi: 257,"
          + " key: \"101112131415161718191a1b1c1d1e1f\", networks: [203.0.113.128/26]}\n";
  private static final Ip4 S = Ip4.of("10.1.0.100");
  private static final Ip4 M = Ip4.of("203.0.113.130");
  private static final Ip4 CORRESPONDENT = Ip4.of("10.1.0.10");
  private static final Ip4 GATEWAY = Ip4.of("198.18.0.2");
  private static final Ip4 AGENT = Ip4.of("192.0.2.1");

  @TempDir Path folder;

  private final BlockingQueue<Ip4Packet> seen = new LinkedBlockingQueue<>();
  private NodeHost host;
  private Tun intranet;
  private Tun mobility;
  private LinkSocket agent;
  private MacAddress station;
  private MacAddress own;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void build() throws Exception {
    host = new NodeHost("wlan0", "peer0");
    station = mac(host.there, "peer0");
    own = mac(host.links, "wlan0");
    intranet = host.adapter(Adapters.INTRANET);
    mobility = host.adapter(Adapters.MOBILITY);
    agent = host.keep(host.place.call(() -> LinkSocket.open("peer0", LinkFilter.ALL)));
    agent.receive((packet, from, _) -> {
      try {
        seen.add(Ip4Packet.read(packet));
      } catch (MalformedException noise) {
        throw new AssertionError(noise);
      }
    });
    host.settle(settings(OUTER, ""));
  }

  @AfterEach
  void takeDown() throws Exception {
    host.remove();
  }

  private static MacAddress mac(Rtnetlink links, String link) {
    MacAddress mac = links.link(link).orElseThrow().mac();
    assertThat(mac).isNotNull();
    return mac == null ? MacAddress.NONE : mac;
  }

  private NodeSettings settings(String outer, String vpn) throws Exception {
    return NodeHost.settings(
        folder,
        """
        interfaces: [{name: wlan0, foreign-agents: yes}]
        inner:
          home-address: 10.1.0.100
          home-agent: 10.1.0.2
          spi: 256
          key: "000102030405060708090a0b0c0d0e0f"
          networks: [10.1.0.0/16]
        %svpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a%s}
        control: /run/dualmip-test.sock
        """
            .formatted(outer, vpn));
  }

  private CareOf.ThroughAgent careOf() {
    return new CareOf.ThroughAgent("wlan0", AGENT, AGENT, station);
  }

  /** Inside through the agent for this long. */
  private Projection inside(Duration proof) {
    Projection.Path path = new Projection.Path(careOf(), null);
    return new Projection(
        Set.of(Link.served(careOf())),
        Set.of(new Opening.Inside(careOf(), NodeHost.now().plus(proof))),
        Set.of("wlan0"),
        Set.of(),
        path,
        Set.of(path),
        null,
        Set.of(),
        null,
        null,
        null,
        Set.of("wlan0"),
        Set.of(),
        null);
  }

  /** Outside, the VPN's packets going to the agent bare, or in a tunnel. */
  private Projection outside(@Nullable Tunnel tunnel) {
    Projection.Path path = new Projection.Path(careOf(), tunnel);
    return new Projection(
        Set.of(Link.served(careOf())),
        Set.of(),
        Set.of(),
        Set.of(),
        null,
        Set.of(),
        path,
        Set.of(path),
        M,
        null,
        null,
        Set.of("wlan0"),
        Set.of(),
        null);
  }

  private DatagramSocket socket(Ip4 address) throws IOException {
    DatagramSocket socket =
        host.keep(host.node.call(() -> new DatagramSocket(NodeHost.endpoint(address, 4500))));
    socket.setSoTimeout(300);
    return socket;
  }

  /** Whether the agent sees what is sent. */
  private boolean leaves(DatagramSocket from, Ip4 to, int port) throws Exception {
    seen.clear();
    try {
      from.send(new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(to, port)));
    } catch (IOException refused) {
      return false;
    }
    Ip4Packet packet = seen.poll(300, TimeUnit.MILLISECONDS);
    return packet != null && packet.destination().equals(to);
  }

  /** Whether a packet that the agent brings reaches the socket. */
  private boolean arrives(Endpoint from, Endpoint to, DatagramSocket at) throws Exception {
    UdpDatagram datagram = new UdpDatagram(from, to, Octets.ofHex("02"));
    agent.send(datagram.toPacket(64).toBytes(), own);
    try {
      at.receive(new DatagramPacket(new byte[8], 8));
      return true;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
  }

  @Test
  void insideUserDataGoesToTheAgentsStationAndComesFromItWithoutArpUntilTheGateShuts()
      throws Exception {
    DatagramSocket application = socket(S);
    assertThat(leaves(application, CORRESPONDENT, 7)).as("nothing is proved").isFalse();
    host.show(inside(Duration.ofSeconds(30)));
    assertThat(leaves(application, CORRESPONDENT, 7)).isTrue();
    Endpoint correspondent = new Endpoint(CORRESPONDENT, 7);
    assertThat(arrives(correspondent, new Endpoint(S, 4500), application)).isTrue();
    assertThat(arrives(correspondent, new Endpoint(AGENT, 4500), application)).isFalse();

    host.show(Projection.NOTHING);
    assertThat(leaves(application, CORRESPONDENT, 7)).isFalse();
    assertThat(arrives(correspondent, new Endpoint(S, 4500), application)).isFalse();
  }

  @Test
  void theKernelShutsTheGateAtTheEndOfTheProof() throws Exception {
    DatagramSocket application = socket(S);
    host.show(inside(Duration.ofMillis(1500)));
    assertThat(leaves(application, CORRESPONDENT, 7)).isTrue();
    TimeUnit.MILLISECONDS.sleep(1700);
    assertThat(leaves(application, CORRESPONDENT, 7)).as("T_MONITOR is over").isFalse();
  }

  @Test
  void outsideNothingButTheVpnGoesToTheAgent() throws Exception {
    host.show(outside(null));
    DatagramSocket ike = socket(M);
    assertThat(leaves(ike, GATEWAY, 4500)).isTrue();
    assertThat(leaves(ike, GATEWAY, 80)).isFalse();
    assertThat(leaves(ike, CORRESPONDENT, 4500)).isFalse();
    assertThat(leaves(socket(S), CORRESPONDENT, 7)).as("user data").isFalse();
    assertThat(arrives(new Endpoint(GATEWAY, 4500), new Endpoint(M, 4500), ike)).isTrue();
    assertThat(arrives(new Endpoint(CORRESPONDENT, 4500), new Endpoint(M, 4500), ike)).isFalse();

    host.show(Projection.NOTHING);
    assertThat(leaves(ike, GATEWAY, 4500)).isFalse();
  }

  @Test
  void withEncapsulatingDeliveryTheVpnsPacketsGoToTheAgentInATunnelAndNothingGoesBare()
      throws Exception {
    Projection outside = outside(Tunnel.ipInIp(AGENT));
    host.show(outside);
    NodeSettings settings = settings(OUTER, "");
    Tunnels tunnels =
        host.keep(
            host.node.call(
                () -> new Tunnels(settings, intranet, mobility, (_, _, _) -> {}, _ -> {})));
    host.node.run(() -> tunnels.apply(outside));
    DatagramSocket ike = socket(M);
    seen.clear();
    ike.send(new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(GATEWAY, 4500)));
    Ip4Packet outer = seen.poll(5, TimeUnit.SECONDS);
    assertThat(outer).isNotNull();
    if (outer != null) {
      assertThat(outer.source()).isEqualTo(M);
      assertThat(outer.destination()).isEqualTo(AGENT);
      assertThat(outer.protocol()).isEqualTo(Ip4Packet.IP_IN_IP);
      Ip4Packet inner = Ip4Packet.read(outer.payload().toBytes());
      assertThat(inner.source()).isEqualTo(M);
      assertThat(inner.destination()).isEqualTo(GATEWAY);
    }
    assertThat(leaves(ike, GATEWAY, 80)).isFalse();
    assertThat(leaves(socket(S), CORRESPONDENT, 7)).as("user data").isFalse();
    assertThat(arrives(new Endpoint(GATEWAY, 4500), new Endpoint(M, 4500), ike)).isTrue();
  }

  @Test
  void withoutAnOuterSystemTheVpnMayLeaveThroughTheInterfaceItself() throws Exception {
    host.settle(settings("", ", mobike: true"));
    Ip4 careOf = Ip4.of("192.0.2.50");
    host.links.addAddress("wlan0", careOf, 24, false);
    CareOf from = new CareOf.CoLocated("wlan0", careOf);
    Link link = new Link("wlan0", careOf, 24, AGENT);
    host.show(
        new Projection(
            Set.of(link),
            Set.of(),
            Set.of(),
            Set.of(),
            null,
            Set.of(),
            null,
            Set.of(),
            null,
            from,
            null,
            Set.of(),
            Set.of(),
            null));
    try (Rtnetlink again = host.node.call(Rtnetlink::open)) {
      assertThat(again.routes(2422))
          .singleElement()
          .satisfies(route -> {
            assertThat(route.to().toString()).isEqualTo(GATEWAY + "/32");
            assertThat(route.source()).isEqualTo(careOf);
          });
    }
    exec("ip", "neigh", "add", AGENT.toString(), "lladdr", station.toString(), "dev", "wlan0");
    DatagramSocket ike = socket(careOf);
    assertThat(leaves(ike, GATEWAY, 4500)).isTrue();
    assertThat(leaves(ike, GATEWAY, 80)).isFalse();
    assertThat(leaves(ike, Ip4.of("203.0.113.2"), 434)).as("no outer system").isFalse();
  }

  private void exec(String... command) throws IOException, InterruptedException {
    assertThat(host.node.call(() -> new ProcessBuilder(command).inheritIO().start()).waitFor())
        .isZero();
  }
}
