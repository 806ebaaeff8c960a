package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A home agent and a mobile node with a cable between.
 *
 * <pre>
 *   agent 10.8.0.1 on home0 | eth0 10.9.0.1 ---- 10.9.0.2, 10.9.0.3 eth0 | in0 with 10.8.0.100 node
 * </pre>
 */
@OnHost
@Timeout(60)
class UserTunnelsTest {
  private static final Ip4 AGENT = Ip4.of("10.9.0.1");
  private static final Ip4 CARE_OF = Ip4.of("10.9.0.2");
  private static final Ip4 OTHER_CARE_OF = Ip4.of("10.9.0.3");
  private static final Ip4 AGENT_INSIDE = Ip4.of("10.8.0.1");
  private static final Ip4 HOME = Ip4.of("10.8.0.100");
  private static final int PORT = 434;

  private final Place agent = new Place();
  private final Place node = new Place();
  private final AdmissionTable agentAdmits = new AdmissionTable();
  private final AdmissionTable nodeAdmits = new AdmissionTable();
  private final LinkedBlockingQueue<byte[]> echoReplies = new LinkedBlockingQueue<>();
  private UserTunnels agentTunnels;
  private UserTunnels nodeTunnels;

  @BeforeEach
  void plug() {
    Place.cable(agent, node);
    node.links.addAddress("eth0", OTHER_CARE_OF, 24, false);
    agentTunnels = open(agent, "home0", agentAdmits, TunnelListener.SILENT);
    agent.links.addAddress("home0", AGENT_INSIDE, 32, false);
    agent.links.replaceRoute(
        Route.through("home0", null, new Prefix4(HOME, 32), AGENT_INSIDE, Route.MAIN));
    nodeTunnels =
        open(
            node,
            "in0",
            nodeAdmits,
            new TunnelListener() {
              @Override
              public void echoReply(Endpoint origin, byte[] packet) {
                echoReplies.add(packet);
              }
            });
    node.links.addAddress("in0", HOME, 32, false);
    node.links.replaceRoute(
        Route.through("in0", null, new Prefix4(AGENT_INSIDE, 32), HOME, Route.MAIN));
  }

  @AfterEach
  void unplug() {
    agentTunnels.close();
    nodeTunnels.close();
    agent.close();
    node.close();
  }

  @Test
  void pingAndTcpPassThroughIpInIp() throws Exception {
    ipInIp();
    assertThat(Place.received(ping("20"))).isGreaterThanOrEqualTo(20);
    expectNoneLost();
    transfer(30_000_000); // which a busy machine may lose parts of, and TCP sends again
    assertThat(agentTunnels.counters().sentOctets()).isPositive();
    assertThat(agentTunnels.counters().dropped(Drop.NOT_ACCEPTED)).isZero();
  }

  @Test
  void pingAndTcpPassThroughUdp() throws Exception {
    udp((_, _) -> {});
    assertThat(Place.received(ping("20"))).isGreaterThanOrEqualTo(20);
    expectNoneLost();
    transfer(30_000_000); // which a busy machine may lose parts of, and TCP sends again
  }

  @Test
  void theOuterHeaderCarriesTheDscpOfTheInnerOne() throws Exception {
    ipInIp();
    assertThat(captured("ip proto 4", "0xb8"))
        .containsPattern("tos 0xb8, ttl 64, .*10\\.9\\.0\\.2 > 10\\.9\\.0\\.1: .*tos 0xb8");
  }

  @Test
  void theUdpTunnelCarriesTheDscpAndLeavesTheCongestionMarkInside() throws Exception {
    udp((_, _) -> {});
    assertThat(captured("udp dst port 434", "0xba"))
        .containsPattern("tos 0xb8, ttl 64.*10\\.9\\.0\\.2\\.434 > 10\\.9\\.0\\.1\\.434");
  }

  @Test
  void packetsFromAnUnknownCareOfAddressAreDroppedAndCounted() throws Exception {
    ipInIp();
    TunnelSocket stranger = node.namespace.call(() -> TunnelSocket.open(OTHER_CARE_OF, "eth0"));
    nodeTunnels.attach(stranger);
    nodeTunnels.defaultRoute(new Encapsulation.Native(stranger, Tunnel.ipInIp(AGENT)));
    assertThat(lostPing()).contains("100% packet loss");
    assertThat(agentTunnels.counters().dropped(Drop.NOT_ACCEPTED)).isEqualTo(3);
    assertThat(agentTunnels.counters().receivedPackets()).isZero();

    agentAdmits.allow(PrefixMap.host(HOME), Tunnel.ipInIp(OTHER_CARE_OF));
    assertThat(Place.received(ping("3"))).isGreaterThanOrEqualTo(3);
  }

  @Test
  void theTunnelIsExchangedBetweenTwoPackets() throws Exception {
    ipInIp();
    UdpSocket agentSocket = agent.namespace.call(() -> UdpSocket.open(at(AGENT), null));
    UdpSocket nodeSocket = node.namespace.call(() -> UdpSocket.open(at(CARE_OF), "eth0"));
    agentTunnels.attach(agentSocket, (_, _) -> {});
    nodeTunnels.attach(nodeSocket, (_, _) -> {});
    agentAdmits.allow(PrefixMap.host(HOME), Tunnel.inUdp(at(CARE_OF)));
    nodeAdmits.allow(AdmissionTable.EVERYBODY, Tunnel.inUdp(at(AGENT)));
    Process ping =
        node.start(
            "ping", "-c", "200", "-w", "20", "-i", "0.005", "-q", "-I", "10.8.0.100", "10.8.0.1");
    var ipInIp = ipInIpTunnels();
    while (ping.isAlive()) {
      nodeTunnels.defaultRoute(
          new Encapsulation.InUdp(nodeSocket.sender(), Tunnel.inUdp(at(AGENT))));
      agentTunnels.route(
          HOME, new Encapsulation.InUdp(agentSocket.sender(), Tunnel.inUdp(at(CARE_OF))));
      nodeTunnels.defaultRoute(ipInIp[1]);
      agentTunnels.route(HOME, ipInIp[0]);
    }
    assertThat(
            Place.received(
                new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8)))
        .isGreaterThanOrEqualTo(200);
    expectNoneLost();
  }

  @Test
  void withoutATunnelPacketsAreCounted() throws Exception {
    ipInIp();
    nodeTunnels.defaultRoute(null);
    assertThat(lostPing()).contains("100% packet loss");
    assertThat(nodeTunnels.counters().dropped(Drop.NO_TUNNEL)).isEqualTo(3);
    agentTunnels.unroute(HOME);
    assertThat(agentTunnels.counters().dropped(Drop.NO_TUNNEL)).isZero();
  }

  @Test
  void whenTheCareOfAddressGoesPacketsAreCountedAndNothingIsThrown() throws Exception {
    ipInIp();
    node.links.removeAddress("eth0", CARE_OF, 24);
    node.links.linkDown("eth0");
    assertThat(lostPing()).contains("100% packet loss");
    assertThat(nodeTunnels.counters().dropped(Drop.UNREACHABLE)).isEqualTo(3);
  }

  @Test
  void signallingGoesToItsListenerAndGarbageIsCounted() throws Exception {
    var signalling = new LinkedBlockingQueue<byte[]>();
    udp((_, payload) -> signalling.add(payload));
    try (UdpSocket sender =
        node.namespace.call(() -> UdpSocket.open(new Endpoint(CARE_OF, 0), null))) {
      sender.send(new byte[] {4, 4}, at(AGENT));
      sender.send(new byte[] {4, 41, 0, 0, 0}, at(AGENT));
      sender.send(new byte[] {4, 4, 0, 0, 0x45, 0}, at(AGENT));
      sender.send(new byte[] {1, 2, 3}, at(AGENT));
      assertThat(signalling.poll(5, TimeUnit.SECONDS)).containsExactly(1, 2, 3);
    }
    TunnelCounters counters = agentTunnels.counters();
    assertThat(counters.dropped(Drop.MALFORMED)).isEqualTo(2);
    assertThat(counters.dropped(Drop.UNKNOWN_KIND)).isEqualTo(1);
    assertThat(signalling).isEmpty();
  }

  @Test
  void whatTheHostIsTooBusyToReceiveIsCounted() throws Exception {
    var resume = new CountDownLatch(1);
    udp((_, _) -> {
      try {
        resume.await();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    });
    try (UdpSocket sender =
        node.namespace.call(() -> UdpSocket.open(new Endpoint(CARE_OF, 0), null))) {
      for (int i = 0; i < 5000; i++) {
        sender.send(new byte[1400], at(AGENT));
      }
    }
    assertThat(agentTunnels.counters().dropped(Drop.OVERRUN)).isPositive();
    resume.countDown();
    agentTunnels.close();
    assertThat(agentTunnels.counters().dropped(Drop.OVERRUN)).isPositive();
  }

  @Test
  void aKeepaliveIsSentAndItsReplyIsHandedOver() throws Exception {
    udp((_, _) -> {});
    var before = nodeTunnels.lastSent();
    assertThat(nodeTunnels.send(echoRequest())).isTrue();
    byte[] reply = echoReplies.poll(5, TimeUnit.SECONDS);
    assertThat(reply).hasSize(28);
    assertThat(nodeTunnels.lastSent().since(before)).isPositive();
  }

  @Test
  void aSocketOfAnotherLibraryCarriesATunnelToo() throws Exception {
    UdpSocket foreign = agent.namespace.call(() -> UdpSocket.open(at(AGENT), null));
    foreign.receive((from, payload) -> {
      ByteBuffer direct = ByteBuffer.allocateDirect((int) payload.byteSize());
      direct.put(0, payload.asByteBuffer(), 0, direct.capacity());
      assertThat(agentTunnels.received(from, direct)).isTrue();
    });
    UdpSender borrowed = UdpSender.borrowed(foreign.datagrams().fd());
    agentTunnels.route(HOME, new Encapsulation.InUdp(borrowed, Tunnel.inUdp(at(CARE_OF))));
    agentAdmits.allow(PrefixMap.host(HOME), Tunnel.inUdp(at(CARE_OF)));
    UdpSocket socket = node.namespace.call(() -> UdpSocket.open(at(CARE_OF), "eth0"));
    nodeTunnels.attach(socket, (_, _) -> {});
    nodeTunnels.defaultRoute(new Encapsulation.InUdp(socket.sender(), Tunnel.inUdp(at(AGENT))));
    nodeAdmits.allow(AdmissionTable.EVERYBODY, Tunnel.inUdp(at(AGENT)));
    assertThat(Place.received(ping("5"))).isGreaterThanOrEqualTo(5);
    expectNoneLost();
    foreign.close();
  }

  @Test
  void packetsThatMayBeFragmentedAreFragmentedOutsideAndArriveWhole() throws Exception {
    ipInIp();
    assertThat(Place.received(pingOfSize("1472", "dont"))).isGreaterThanOrEqualTo(3);
  }

  @Test
  void theDfBitIsCopiedAndTheSenderOfATooLongPacketIsTold() throws Exception {
    ipInIp();
    node.run("ping", "-c", "1", "-s", "1452", "-M", "do", "-I", "in0", "10.8.0.1"); // just fits
    Process ping = node.start("ping", "-c", "1", "-s", "1453", "-M", "do", "-I", "in0", "10.8.0.1");
    assertThat(new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("mtu = 1480");
    assertThat(nodeTunnels.counters().dropped(Drop.TOO_BIG)).isEqualTo(1);
    assertThat(captured("ip proto 4", "0x00", "-M", "do"))
        .containsPattern("flags \\[DF\\], proto IPIP");
    assertThat(captured("ip proto 4", "0x00", "-M", "dont"))
        .containsPattern("flags \\[none\\], proto IPIP");
  }

  private String pingOfSize(String size, String discovery) throws Exception {
    return node.run(
        "ping",
        "-c",
        "3",
        "-w",
        "20",
        "-i",
        "0.05",
        "-s",
        size,
        "-M",
        discovery,
        "-I",
        "in0",
        "10.8.0.1");
  }

  @Test
  void aPacketOfTheReceiversOwnIsDelivered() throws Exception {
    ipInIp();
    try (var arena = Arena.ofConfined()) {
      byte[] request = echoRequest();
      MemorySegment packet = arena.allocate(request.length);
      packet.copyFrom(MemorySegment.ofArray(request));
      assertThat(agentTunnels.deliver(packet, request.length)).isTrue();
      assertThat(echoReplies.poll(5, TimeUnit.SECONDS)).hasSize(28);
      assertThat(agentTunnels.deliver(packet, 27)).isFalse();
    }
  }

  @Test
  @Timeout(300)
  void inSteadyStateAPacketMakesNoObject() throws Exception {
    ipInIp();
    transfer(30_000_000); // what is made once is made
    long before = agentTunnels.counters().receivedPackets();
    try (var allocations = Allocations.of("adapter .*|.* socket .*")) {
      List<Allocations.Account> threads;
      long packets;
      int round = 0;
      do {
        transfer(30_000_000);
        packets = agentTunnels.counters().receivedPackets() - before;
        threads = allocations.accounts();
      } while (!eachNotices(threads, packets * 4) && ++round < 100);
      long few = packets * 4; // the smallest object has 16 octets
      assertThat(packets).isGreaterThan(10_000);
      assertThat(threads)
          .hasSizeGreaterThanOrEqualTo(4) // an adapter and a socket at each end
          .allSatisfy(thread -> assertThat(thread.own()).as("%s", thread).isLessThan(few));
    }
  }

  private static boolean eachNotices(List<Allocations.Account> threads, long few) {
    return threads.stream().allMatch(thread -> thread.notices(few));
  }

  private static UserTunnels open(
      Place place, String name, AdmissionTable admission, TunnelListener listener) {
    Tun tun = place.namespace.call(() -> Tun.openTun(name));
    place.links.linkUp(name);
    return UserTunnels.open(tun, admission, listener);
  }

  private Encapsulation.Native[] ipInIpTunnels() {
    TunnelSocket agentSocket = agent.namespace.call(() -> TunnelSocket.open(AGENT, null));
    TunnelSocket nodeSocket = node.namespace.call(() -> TunnelSocket.open(CARE_OF, "eth0"));
    return new Encapsulation.Native[] {
      new Encapsulation.Native(agentSocket, Tunnel.ipInIp(CARE_OF)),
      new Encapsulation.Native(nodeSocket, Tunnel.ipInIp(AGENT))
    };
  }

  private void ipInIp() {
    Encapsulation.Native[] ends = ipInIpTunnels();
    agentTunnels.attach(ends[0].socket());
    nodeTunnels.attach(ends[1].socket());
    agentTunnels.route(HOME, ends[0]);
    nodeTunnels.defaultRoute(ends[1]);
    agentAdmits.allow(PrefixMap.host(HOME), ends[0].tunnel());
    nodeAdmits.allow(AdmissionTable.EVERYBODY, ends[1].tunnel());
  }

  private void udp(BiConsumer<Endpoint, byte[]> signalling) {
    UdpSocket agentSocket = agent.namespace.call(() -> UdpSocket.open(at(AGENT), null));
    UdpSocket nodeSocket = node.namespace.call(() -> UdpSocket.open(at(CARE_OF), "eth0"));
    agentTunnels.attach(agentSocket, signalling);
    nodeTunnels.attach(nodeSocket, (_, _) -> {});
    agentTunnels.route(
        HOME, new Encapsulation.InUdp(agentSocket.sender(), Tunnel.inUdp(at(CARE_OF))));
    nodeTunnels.defaultRoute(new Encapsulation.InUdp(nodeSocket.sender(), Tunnel.inUdp(at(AGENT))));
    agentAdmits.allow(PrefixMap.host(HOME), Tunnel.inUdp(at(CARE_OF)));
    nodeAdmits.allow(AdmissionTable.EVERYBODY, Tunnel.inUdp(at(AGENT)));
  }

  private static Endpoint at(Ip4 address) {
    return new Endpoint(address, PORT);
  }

  /** Every packet that went into a tunnel came out: exact even where a busy machine is late. */
  private void expectNoneLost() throws Exception {
    Await.until(
        "all packets are through",
        () ->
            agentTunnels.counters().receivedPackets() == nodeTunnels.counters().sentPackets()
                && nodeTunnels.counters().receivedPackets()
                    == agentTunnels.counters().sentPackets());
  }

  /**
   * Waits until so many replies have come: ping alone gives up on the last after two round trips.
   */
  private String ping(String count) throws Exception {
    return node.run(
        "ping", "-c", count, "-w", "20", "-i", "0.01", "-q", "-I", "10.8.0.100", "10.8.0.1");
  }

  private String lostPing() throws Exception {
    Process ping =
        node.start(
            "ping", "-c", "3", "-i", "0.01", "-W", "0.3", "-q", "-I", "10.8.0.100", "10.8.0.1");
    return new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What tcpdump on the agent's cable says of the first packet that passes the filter. */
  private String captured(String filter, String trafficClass, String... more) throws Exception {
    try (var capture = Capture.at(agent, "-v", "-c", "1", "-Q", "in", "-i", "eth0", filter)) {
      var ping = new ArrayList<>(List.of("ping", "-c", "2", "-i", "0.05", "-Q", trafficClass));
      ping.addAll(List.of(more));
      ping.addAll(List.of("-I", "10.8.0.100", "10.8.0.1"));
      node.run(ping.toArray(String[]::new));
      return capture.text();
    }
  }

  private void transfer(int octets) throws Exception {
    byte[] data = new byte[octets];
    new Random(1).nextBytes(data);
    try (ServerSocket server = agent.namespace.call(() -> listening());
        Socket client = node.namespace.call(() -> unconnected())) {
      var received =
          new FutureTask<>(() -> {
            try (Socket accepted = server.accept();
                InputStream in = accepted.getInputStream()) {
              return in.readAllBytes();
            }
          });
      Thread.ofPlatform().daemon().start(received);
      client.connect(new InetSocketAddress(InetAddress.getByName("10.8.0.1"), 5001));
      client.getOutputStream().write(data);
      client.shutdownOutput();
      assertThat(received.get()).isEqualTo(data);
    }
  }

  /** A socket makes its descriptor when it is bound or connected, so that happens inside. */
  private static Socket unconnected() throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName("10.8.0.100"), 0));
    return socket;
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(5001, 1, InetAddress.getByName("10.8.0.1"));
  }

  private static byte[] echoRequest() {
    byte[] packet = new byte[28];
    ByteBuffer.wrap(packet)
        .putInt(0x4500001c)
        .putInt(0)
        .putInt(0x40010000)
        .putInt(HOME.bits())
        .putInt(AGENT_INSIDE.bits())
        .putInt(0x08000000)
        .putInt(0x00070001);
    checksum(packet, 0, 20, 10);
    checksum(packet, 20, 28, 22);
    return packet;
  }

  private static void checksum(byte[] packet, int from, int to, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    int sum = 0;
    for (int i = from; i < to; i += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(i));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    bytes.putShort(at, (short) ~sum);
  }
}
