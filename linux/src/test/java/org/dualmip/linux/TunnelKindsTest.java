package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Decapsulated;
import org.dualmip.mobileip.packet.Encapsulator;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every kind of tunnel between an agent and a node with a cable between; what the cable carries is
 * read by tshark.
 *
 * <pre>
 *   10.8.0.1 on home0 | eth0 10.9.0.1 agent ---- node 10.9.0.2, 10.9.0.3 eth0 | in0 with 10.8.0.100
 * </pre>
 */
@OnHost
@Timeout(60)
class TunnelKindsTest {
  private static final Ip4 AGENT = Ip4.of("10.9.0.1");
  private static final Ip4 CARE_OF = Ip4.of("10.9.0.2");
  private static final Ip4 OTHER_CARE_OF = Ip4.of("10.9.0.3");
  private static final Ip4 NOWHERE = Ip4.of("10.9.0.9");
  private static final Ip4 AGENT_INSIDE = Ip4.of("10.8.0.1");
  private static final Ip4 HOME = Ip4.of("10.8.0.100");
  private static final Prefix4 NETWORK = Prefix4.of("10.77.0.0/16");
  private static final int PORT = 434;
  private static final GreKeys KEYS = new GreKeys(0x0a0b0c0d, 0xfffffffe);

  private final Place agent = new Place();
  private final Place node = new Place();
  private final AdmissionTable agentAdmits = new AdmissionTable();
  private final AdmissionTable nodeAdmits = new AdmissionTable();
  private final List<AutoCloseable> open = new ArrayList<>();
  private UserTunnels agentTunnels;
  private UserTunnels nodeTunnels;
  private TunnelSocket agentSocket;
  private TunnelSocket nodeSocket;
  private UdpSocket agentUdp;
  private UdpSocket nodeUdp;

  @BeforeEach
  void plug() {
    Place.cable(agent, node);
    node.links.addAddress("eth0", OTHER_CARE_OF, 24, false);
    agentTunnels = open(agent, "home0", agentAdmits);
    agent.links.addAddress("home0", AGENT_INSIDE, 32, false);
    lead(agent, "home0", new Prefix4(HOME, 32), AGENT_INSIDE);
    lead(agent, "home0", NETWORK, AGENT_INSIDE);
    nodeTunnels = open(node, "in0", nodeAdmits);
    node.links.addAddress("in0", HOME, 32, false);
    lead(node, "in0", new Prefix4(AGENT_INSIDE, 32), HOME);
    agentSocket =
        agent.namespace.call(() -> TunnelSocket.open(AGENT, null, Kind.GRE, Kind.MINIMAL));
    nodeSocket =
        node.namespace.call(() -> TunnelSocket.open(CARE_OF, "eth0", Kind.GRE, Kind.MINIMAL));
    agentUdp = agent.namespace.call(() -> UdpSocket.open(new Endpoint(AGENT, PORT), null));
    nodeUdp = node.namespace.call(() -> UdpSocket.open(new Endpoint(CARE_OF, PORT), "eth0"));
    agentTunnels.attach(agentSocket);
    nodeTunnels.attach(nodeSocket);
    agentTunnels.attach(agentUdp, (_, _) -> {});
    nodeTunnels.attach(nodeUdp, (_, _) -> {});
  }

  @AfterEach
  void unplug() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    agentTunnels.close();
    nodeTunnels.close();
    agent.close();
    node.close();
  }

  private static UserTunnels open(Place place, String name, Admission admission) {
    Tun tun = place.namespace.call(() -> Tun.openTun(name));
    place.links.linkUp(name);
    return UserTunnels.open(tun, admission, TunnelListener.SILENT);
  }

  private static void lead(Place place, String link, Prefix4 to, Ip4 source) {
    place.links.replaceRoute(Route.through(link, null, to, source, Route.MAIN));
  }

  /** The tunnel as the agent sees it. */
  private static List<Tunnel> tunnels() {
    return Stream.of(0, PORT)
        .flatMap(port ->
            Stream.of(
                new Tunnel(Kind.IP_IN_IP, CARE_OF, port, null),
                new Tunnel(Kind.GRE, CARE_OF, port, null),
                new Tunnel(Kind.GRE, CARE_OF, port, KEYS),
                new Tunnel(Kind.MINIMAL, CARE_OF, port, null)))
        .toList();
  }

  /** The same tunnel seen from the node. */
  private static Tunnel reversed(Tunnel tunnel) {
    GreKeys keys = tunnel.keys();
    return new Tunnel(
        tunnel.kind(), AGENT, tunnel.udpPort(), keys == null ? null : keys.reversed());
  }

  private Encapsulation atAgent(Tunnel tunnel) {
    return tunnel.isInUdp()
        ? new Encapsulation.InUdp(agentUdp.sender(), tunnel)
        : new Encapsulation.Native(agentSocket, tunnel);
  }

  private Encapsulation atNode(Tunnel tunnel) {
    return tunnel.isInUdp()
        ? new Encapsulation.InUdp(nodeUdp.sender(), tunnel)
        : new Encapsulation.Native(nodeSocket, tunnel);
  }

  private void use(Tunnel tunnel) {
    agentTunnels.route(HOME, atAgent(tunnel));
    agentAdmits.set(new Prefix4(HOME, 32), List.of(tunnel));
    nodeTunnels.defaultRoute(atNode(reversed(tunnel)));
    nodeAdmits.set(AdmissionTable.EVERYBODY, List.of(reversed(tunnel)));
  }

  private String ping(String... options) throws Exception {
    var command = new ArrayList<>(List.of("ping", "-w", "20", "-i", "0.01", "-q"));
    command.addAll(List.of(options));
    command.addAll(List.of("-I", HOME.toString(), AGENT_INSIDE.toString()));
    return text(node.start(command.toArray(String[]::new)));
  }

  /** What tshark says of the packets on the agent's cable while something happens. */
  private String captured(int packets, String filter, Happening happening) throws Exception {
    Path file = Files.createTempFile("dualmip-kinds", ".pcap");
    String count = Integer.toString(packets);
    try (var capture =
        Capture.at(agent, "-U", "-c", count, "-w", file.toString(), "-i", "eth0", filter)) {
      happening.happen();
      String _ = capture.text();
      return agent.run("tshark", "-n", "-V", "-r", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  private interface Happening {
    void happen() throws Exception;
  }

  @Test
  void packetsOfAllSizesPassBothWays() throws Exception {
    for (Tunnel tunnel : tunnels()) {
      use(tunnel);
      assertThat(Place.received(ping("-c", "5", "-s", "0")))
          .as("%s", tunnel)
          .isGreaterThanOrEqualTo(5);
      assertThat(Place.received(ping("-c", "5", "-s", "1400")))
          .as("%s", tunnel)
          .isGreaterThanOrEqualTo(5);
      assertThat(Place.received(ping("-c", "3", "-s", "6001", "-M", "dont")))
          .as("%s", tunnel)
          .isGreaterThanOrEqualTo(3);
    }
    for (Drop reason : List.of(Drop.MALFORMED, Drop.UNKNOWN_KIND, Drop.LOOP, Drop.CONGESTION)) {
      assertThat(agentTunnels.counters().dropped(reason)).as("%s", reason).isZero();
    }
  }

  @Test
  void tsharkReadsWhatIsSent() throws Exception {
    for (Tunnel tunnel : tunnels()) {
      use(tunnel);
      String seen =
          captured(2, "dst 10.9.0.1 and not arp", () -> ping("-c", "3", "-s", "57", "-Q", "0xb8"));
      assertThat(seen)
          .as("%s", tunnel)
          .contains("Expedited Forwarding")
          .doesNotContain("Malformed", "incorrect", "Checksum Status: Bad");
      if (tunnel.isInUdp()) {
        assertThat(seen).contains("Message Type: NAT Traversal Tunnel Data (4)");
        assertThat(seen)
            .containsPattern("NATTT NextHeader: .*\\(" + tunnel.kind().protocol() + "\\)");
      }
      if (tunnel.kind() == Kind.IP_IN_IP || (tunnel.kind() == Kind.GRE && !tunnel.isInUdp())) {
        assertThat(seen).as("%s", tunnel).contains("Echo (ping) request", "10.8.0.100");
      } // tshark 4.0 does not read what is inside the others
      if (tunnel.kind() == Kind.GRE && !tunnel.isInUdp()) {
        assertThat(seen).contains("Generic Routing Encapsulation (IP)");
        assertThat(seen.contains("Key: 0xfffffffe")).isEqualTo(tunnel.keys() != null);
      }
    }
  }

  @Test
  void tcpdumpReadsMinimalEncapsulation() throws Exception {
    use(new Tunnel(Kind.MINIMAL, CARE_OF, 0, null));
    try (var capture = Capture.at(agent, "-v", "-c", "1", "-i", "eth0", "ip proto 55")) {
      ping("-c", "2", "-t", "33");
      assertThat(capture.text())
          .contains("ttl 33", "mobile: [S] 10.8.0.100 > 10.8.0.1 (oproto=1)")
          .doesNotContain("bad");
    }
  }

  @Test
  void aTooLongPacketIsAnsweredWithWhatTheTunnelTakes() throws Exception {
    for (Tunnel tunnel : tunnels()) {
      use(tunnel);
      node.run("ip", "route", "flush", "cache");
      int mtu = 1500 - overhead(tunnel);
      assertThat(ping("-c", "1", "-M", "do", "-s", "" + (mtu - 28)))
          .as("%s", tunnel)
          .doesNotContain("100% packet loss");
      String tooLong = "" + (mtu - 27);
      Process ping =
          node.start(
              "ping", "-c", "1", "-W", "1", "-M", "do", "-s", tooLong, "-I", "in0", "10.8.0.1");
      assertThat(text(ping)).as("%s", tunnel).contains("mtu = " + mtu);
    }
  }

  @Test
  void whatGoesInUdpIsFragmentedBefore() throws Exception { // RFC 3519 §4.8
    for (Tunnel tunnel : tunnels()) {
      if (tunnel.isInUdp()) {
        use(tunnel);
        // The second part of a fragmented datagram would have no port.
        String seen =
            captured(
                2,
                "dst 10.9.0.1 and udp port 434",
                () ->
                    assertThat(ping("-c", "1", "-s", "2000", "-M", "dont"))
                        .doesNotContain("100% packet loss"));
        assertThat(seen.split("NAT Traversal Tunnel Data", -1)).as("%s", tunnel).hasSize(3);
      }
    }
    assertThat(agentTunnels.counters().dropped(Drop.MALFORMED)).isZero();
  }

  private static int overhead(Tunnel tunnel) {
    int native4 =
        switch (tunnel.kind()) {
          case IP_IN_IP -> 20;
          case GRE -> tunnel.keys() == null ? 24 : 28;
          case MINIMAL -> 12;
        };
    return native4 + (tunnel.isInUdp() ? 12 : 0);
  }

  /**
   * What is sent is what {@link Decapsulated} reads, and what {@link Encapsulator} makes is taken.
   */
  @Test
  void thePlainFormOfEachKindAgreesWithTheFastOne() throws Exception {
    var heard = new LinkedBlockingQueue<Octets>();
    LinkSocket listening = agent.namespace.call(() -> LinkSocket.open("eth0", LinkFilter.ALL));
    open.add(listening);
    listening.receive((packet, _, _) -> heard.add(Octets.of(packet)));
    LinkSocket sending = node.namespace.call(() -> LinkSocket.open("eth0", LinkFilter.ICMP));
    open.add(sending);
    MacAddress mac = agent.links.link("eth0").orElseThrow().mac();
    var random = new Random(1);
    int expected = 0;
    for (Tunnel tunnel : tunnels()) {
      use(tunnel);
      for (int size : new int[] {0, 1, 8, 777, 1400}) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        byte[] inner =
            new Ip4Packet(0x2e, 0, true, 7, 253, HOME, AGENT_INSIDE, Octets.of(data)).toBytes();
        assertThat(nodeTunnels.send(inner)).isTrue();
        Decapsulated out = first(heard, Octets.of(data));
        assertThat(out.kind()).isEqualTo(tunnel.kind());
        Ip4Packet read = Ip4Packet.read(out.packet());
        assertThat(read.source()).isEqualTo(HOME);
        assertThat(read.destination()).isEqualTo(AGENT_INSIDE);
        assertThat(read.ttl()).isEqualTo(7);
        assertThat(read.tos()).isEqualTo(0x2e);

        int now = ++expected;
        Await.until(tunnel + " arrives", () -> agentTunnels.counters().receivedPackets() == now);
        var encapsulator =
            new Encapsulator(reversed(tunnel), CARE_OF, tunnel.isInUdp() ? PORT : 0, false);
        var result = (Encapsulator.Result.Encapsulated) encapsulator.encapsulate(inner, false);
        assertThat(sending.send(result.packet(), mac)).isTrue();
        int then = ++expected;
        Await.until(tunnel + " takes it", () -> agentTunnels.counters().receivedPackets() == then);
      }
    }
  }

  /** The first tunnelled packet with that inside; others may come between, such as ICMP. */
  private static Decapsulated first(BlockingQueue<Octets> heard, Octets data) throws Exception {
    while (true) {
      Octets outer = heard.poll(10, TimeUnit.SECONDS);
      assertThat(outer).as("a packet with %s octets inside", data.size()).isNotNull();
      try {
        Decapsulated out = Decapsulated.of(outer.toBytes());
        if (Ip4Packet.read(out.packet()).payload().equals(data)) {
          return out;
        }
      } catch (MalformedException another) {
        // Not in a tunnel.
      }
    }
  }

  @Test
  void aWrongKeyKindOrPortIsNotAdmitted() throws Exception {
    var keyed = new Tunnel(Kind.GRE, CARE_OF, 0, KEYS);
    use(keyed);
    for (Tunnel wrong :
        List.of(
            new Tunnel(Kind.GRE, AGENT, 0, new GreKeys(1, 2)),
            new Tunnel(Kind.GRE, AGENT, 0, null),
            new Tunnel(Kind.IP_IN_IP, AGENT, 0, null),
            new Tunnel(Kind.MINIMAL, AGENT, 0, null),
            new Tunnel(Kind.GRE, AGENT, PORT, KEYS.reversed()))) {
      long before = agentTunnels.counters().dropped(Drop.NOT_ACCEPTED);
      nodeTunnels.defaultRoute(atNode(wrong));
      assertThat(ping("-c", "1", "-W", "0.2", "-w", "1")).contains("100% packet loss");
      Await.until(
          wrong + " is refused", () -> agentTunnels.counters().dropped(Drop.NOT_ACCEPTED) > before);
    }
    assertThat(agentTunnels.counters().receivedPackets()).isZero();
  }

  @Test
  void aMobileNetworkIsRoutedAndAdmittedByItsPrefix() throws Exception {
    use(Tunnel.ipInIp(CARE_OF));
    agentTunnels.route(NETWORK, List.of(atAgent(Tunnel.ipInIp(CARE_OF))));
    agentAdmits.allow(NETWORK, Tunnel.ipInIp(CARE_OF));
    node.run("ip", "addr", "add", "10.77.3.9/32", "dev", "lo");
    assertThat(agent.run("ping", "-c", "2", "-i", "0.05", "-w", "5", "10.77.3.9"))
        .contains("bytes from 10.77.3.9");
    // A host in it that has a tunnel of its own is not the network's.
    agentAdmits.set(Prefix4.of("10.77.3.9"), List.of(Tunnel.ipInIp(OTHER_CARE_OF)));
    assertThat(agent.start("ping", "-c", "1", "-W", "0.3", "10.77.3.9").waitFor()).isNotZero();
    Await.until("it is counted", () -> agentTunnels.counters().dropped(Drop.NOT_ACCEPTED) > 0);
    agentTunnels.route(Prefix4.of("10.77.3.9"), List.of());
    assertThat(agent.start("ping", "-c", "1", "-W", "0.3", "10.77.3.9").waitFor()).isNotZero();
    Await.until("it is counted", () -> agentTunnels.counters().dropped(Drop.NO_TUNNEL) > 0);
  }

  /** RFC 2003 §3.1: the hop is counted before the packet enters, and its sender is told. */
  @Test
  void aPacketWhoseLastHopThisIsIsNotTunnelled() throws Exception {
    agent.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
    agentTunnels.route(NETWORK, List.of(atAgent(Tunnel.ipInIp(OTHER_CARE_OF))));
    node.run("ip", "route", "add", NETWORK.toString(), "via", AGENT.toString());
    Process ping = node.start("ping", "-c", "1", "-t", "1", "-I", "10.9.0.2", "10.77.3.9");
    assertThat(text(ping)).contains("From 10.9.0.1", "Time to live exceeded");
    assertThat(agentTunnels.counters().sentPackets()).isZero();
  }

  @Test
  void simultaneousBindingsGetACopyEach() throws Exception {
    use(Tunnel.ipInIp(CARE_OF));
    TunnelSocket second =
        node.namespace.call(() -> TunnelSocket.open(OTHER_CARE_OF, "eth0", Kind.MINIMAL));
    nodeTunnels.attach(second);
    nodeAdmits.allow(AdmissionTable.EVERYBODY, new Tunnel(Kind.MINIMAL, AGENT, 0, null));
    agentTunnels.route(
        new Prefix4(HOME, 32),
        List.of(
            atAgent(new Tunnel(Kind.MINIMAL, OTHER_CARE_OF, 0, null)),
            atAgent(Tunnel.ipInIp(CARE_OF))));
    assertThat(ping("-c", "5")).contains("duplicates");
    Await.until("each has its copy", () -> agentTunnels.counters().copies() >= 5);
  }

  /** RFC 5944 §4.2.3: from the care-of address it would go round in circles. */
  @Test
  void whatComesFromTheCareOfAddressIsNotSentBackIntoTheTunnel() throws Exception {
    use(Tunnel.ipInIp(CARE_OF));
    Ip4Packet user = Ip4Packet.of(Ip4Packet.UDP, AGENT, HOME, Octets.of(new byte[8]));
    assertThat(agentTunnels.send(user.encapsulated(OTHER_CARE_OF, HOME).toBytes())).isTrue();
    assertThat(agentTunnels.send(user.encapsulated(CARE_OF, HOME).toBytes())).isFalse();
    assertThat(agentTunnels.counters().dropped(Drop.LOOP)).isEqualTo(1);
    assertThat(agentTunnels.counters().sentPackets()).isEqualTo(1);
  }

  /** RFC 5944 §4.2.3: the whole packet, as any other. */
  @Test
  void whatIsTunnelledAlreadyToSomebodyBehindIsEncapsulatedAgain() throws Exception {
    use(Tunnel.ipInIp(CARE_OF));
    Ip4 behind = Ip4.of("10.77.3.9");
    byte[] packet =
        Ip4Packet.of(Ip4Packet.ICMP, AGENT_INSIDE, behind, new IcmpEcho(false, 1, 2).toOctets())
            .encapsulated(OTHER_CARE_OF, HOME)
            .toBytes();
    String seen =
        captured(
            1, "dst 10.9.0.2 and not arp", () -> assertThat(agentTunnels.send(packet)).isTrue());
    assertThat(seen)
        .containsSubsequence(
            "Source Address: 10.9.0.1",
            "Destination Address: 10.9.0.2",
            "Source Address: 10.9.0.3",
            "Destination Address: 10.8.0.100",
            "Source Address: 10.8.0.1",
            "Destination Address: 10.77.3.9",
            "Echo (ping) request")
        .doesNotContain("Checksum Status: Bad");
  }

  @Test
  void aBroadcastGoesToABindingInTwoLevels() throws Exception {
    use(Tunnel.ipInIp(CARE_OF));
    Ip4 broadcast = Ip4.of("10.8.0.255");
    var nested = new Encapsulation.Nested(AGENT, HOME, atAgent(Tunnel.ipInIp(CARE_OF)));
    agentTunnels.route(new Prefix4(broadcast, 32), List.of(nested));
    byte[] packet =
        Ip4Packet.of(Ip4Packet.ICMP, AGENT_INSIDE, broadcast, new IcmpEcho(false, 1, 2).toOctets())
            .toBytes();
    String seen =
        captured(
            1, "dst 10.9.0.2 and not arp", () -> assertThat(agentTunnels.send(packet)).isTrue());
    assertThat(seen)
        .containsSubsequence(
            "Source Address: 10.9.0.1",
            "Destination Address: 10.9.0.2",
            "Source Address: 10.9.0.1",
            "Destination Address: 10.8.0.100",
            "Source Address: 10.8.0.1",
            "Destination Address: 10.8.0.255",
            "Echo (ping) request")
        .doesNotContain("Checksum Status: Bad");
  }

  @Test
  void aConnectionBeginsWithTheSegmentSizeOfItsTunnel() throws Exception {
    use(new Tunnel(Kind.GRE, CARE_OF, PORT, KEYS)); // 1500 - 40
    try (var capture = Capture.at(agent, "-c", "1", "-i", "home0", "tcp")) {
      Process client =
          node.start("bash", "-c", "exec 3<>/dev/tcp/10.8.0.1/5999"); // refused, but it began
      client.waitFor();
      assertThat(capture.line()).contains("Flags [S]", "mss 1420");
    }
    assertThat(nodeTunnels.counters().clampedConnections()).isEqualTo(1);
  }

  @Test
  void lateGrePacketsAreDropped() throws Exception {
    use(new Tunnel(Kind.GRE, CARE_OF, 0, null));
    byte[] inner =
        Ip4Packet.of(Ip4Packet.ICMP, HOME, AGENT_INSIDE, new IcmpEcho(true, 1, 2).toOctets())
            .toBytes();
    try (var raw = node.namespace.call(() -> LinkSocket.open("eth0", LinkFilter.ICMP))) {
      var mac = agent.links.link("eth0").orElseThrow().mac();
      for (int number : new int[] {0, 1, 2, 1, 2, 7}) {
        byte[] payload = new byte[8 + inner.length];
        payload[0] = 0x10;
        payload[2] = 8;
        payload[7] = (byte) number;
        System.arraycopy(inner, 0, payload, 8, inner.length);
        raw.send(Ip4Packet.of(47, CARE_OF, AGENT, Octets.of(payload)).toBytes(), mac);
      }
    }
    Await.until("four came", () -> agentTunnels.counters().receivedPackets() == 4);
    assertThat(agentTunnels.counters().dropped(Drop.OUT_OF_SEQUENCE)).isEqualTo(2);
  }

  @Test
  void anErrorFromWithinTheTunnelIsRelayed() throws Exception {
    String seen =
        captured(
            1, "src 10.9.0.1 and icmp", () -> oneTunnelEndsNowhere(IcmpError.TIME_EXCEEDED, 0));
    assertThat(seen).contains("Host unreachable", "Destination Address: 10.8.0.100");
    assertThat(agentTunnels.counters().answers()).isEqualTo(1);
  }

  @Test
  void anErrorFromWithinTheTunnelIsRemembered() throws Exception {
    oneTunnelEndsNowhere(IcmpError.TIME_EXCEEDED, 0);
    Await.until("the sender is told", () -> agentTunnels.counters().answers() == 1);
    assertThat(agentTunnels.send(user())).isTrue(); // goes, and its sender is told too
    assertThat(agentTunnels.counters().answers()).isEqualTo(2);
    assertThat(agentTunnels.counters().sentPackets()).isEqualTo(1);
  }

  @Test
  void whatAnotherBindingMayReachIsNotCalledUnreachable() throws Exception {
    oneTunnelEndsNowhere(IcmpError.TIME_EXCEEDED, 0);
    Await.until("its sender is told", () -> agentTunnels.counters().answers() == 1);
    bindTwice();
    assertThat(agentTunnels.send(user())).isTrue();
    assertThat(agentTunnels.counters().copies()).isEqualTo(1);
    assertThat(agentTunnels.counters().answers()).isEqualTo(1);
  }

  @Test
  void whatIsTooLongForOneOfTwoBindingsIsToldAllTheSame() throws Exception {
    bindTwice();
    agentTunnels.attach(agent.namespace.call(() -> IcmpSocket.open(AGENT, null)));
    hear(IcmpError.TIME_EXCEEDED, 0);
    hear(IcmpError.UNREACHABLE, IcmpError.TOO_BIG);
    Await.until("its sender is told", () -> agentTunnels.counters().answers() > 0);
    assertThat(agentTunnels.counters().answers()).isEqualTo(1);
  }

  private void bindTwice() {
    agentTunnels.route(
        PrefixMap.host(HOME),
        List.of(atAgent(Tunnel.ipInIp(NOWHERE)), atAgent(Tunnel.ipInIp(OTHER_CARE_OF))));
  }

  /** A packet for the node from a correspondent on the cable. */
  private static byte[] user() {
    return Ip4Packet.of(Ip4Packet.UDP, CARE_OF, HOME, Octets.of(new byte[40])).toBytes();
  }

  /** The tunnel leads to a router that says why such a packet does not get through. */
  private void oneTunnelEndsNowhere(int type, int code) throws Exception {
    String mac = agent.links.link("eth0").orElseThrow().mac().toString();
    agent.run(
        "ip", "neigh", "add", NOWHERE.toString(), "lladdr", mac, "dev", "eth0", "nud", "permanent");
    agentTunnels.attach(agent.namespace.call(() -> IcmpSocket.open(AGENT, null)));
    agentTunnels.route(HOME, atAgent(Tunnel.ipInIp(NOWHERE)));
    hear(type, code);
  }

  private void hear(int type, int code) throws Exception {
    var encapsulated =
        (Encapsulator.Result.Encapsulated)
            Encapsulator.natively(Tunnel.ipInIp(NOWHERE), AGENT).encapsulate(user(), false);
    var error = new IcmpError(type, code, 1400, Octets.of(encapsulated.packet()));
    Octets message = error.packet(CARE_OF).orElseThrow().payload();
    MacAddress mac = agent.links.link("eth0").orElseThrow().mac();
    try (var raw = node.namespace.call(() -> LinkSocket.open("eth0", LinkFilter.ICMP))) {
      raw.send(Ip4Packet.of(Ip4Packet.ICMP, CARE_OF, AGENT, message).toBytes(), mac);
    }
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
