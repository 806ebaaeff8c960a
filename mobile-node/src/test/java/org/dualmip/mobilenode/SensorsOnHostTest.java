package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Prefix6;
import org.dualmip.detector.sensor.ArpPacket;
import org.dualmip.linux.FrameFilter;
import org.dualmip.linux.FrameSocket;
import org.dualmip.linux.LinkSocket;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station on the other end of a real cable says something, and the right clue arrives. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // built before each test
class SensorsOnHostTest {
  private static final Ip4 OWN = Ip4.of("198.51.100.50");
  private static final Ip4 GATEWAY = Ip4.of("198.51.100.1");
  private static final MacAddress ALL_NODES = MacAddress.of("33:33:00:00:00:01");
  private static final Link LINK = new Link("wlan0", OWN, 24, GATEWAY);

  private record Seen(String link, Clue clue) {}

  @TempDir Path folder;

  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  /** What is told after a while in all tests in which no gateway answers. */
  private final BlockingQueue<Clue.GatewaySilent> silent = new LinkedBlockingQueue<>();

  private final BlockingQueue<ArpPacket> asked = new LinkedBlockingQueue<>();
  private NodeHost host;
  private NodeSettings settings;
  private FrameSocket station;
  private MacAddress router;
  private MacAddress node;
  private Sensors sensors;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void build() throws Exception {
    host = new NodeHost("wlan0", "peer0");
    router = host.there.link("peer0").orElseThrow().mac();
    node = host.links.link("wlan0").orElseThrow().mac();
    settings = settings("");
    // The node's questions come from its address: its ARP packets are wanted.
    station = host.keep(host.place.call(() -> FrameSocket.open("peer0", new FrameFilter(OWN))));
    station.receive((protocol, payload, _, _) -> {
      try {
        if (protocol == FrameSocket.ARP) {
          asked.add(ArpPacket.read(payload));
        }
      } catch (MalformedException noise) {
        throw new AssertionError(noise);
      }
    });
    sensors =
        host.keep(
            new Sensors(
                settings,
                (link, clue) -> {
                  if (clue instanceof Clue.GatewaySilent none) {
                    silent.add(none);
                  } else {
                    seen.add(new Seen(link, clue));
                  }
                },
                trouble -> seen.add(new Seen(trouble, new Clue.Neighbour(Ip4.ANY)))));
    carrier();
  }

  private NodeSettings settings(String more) throws Exception {
    return NodeHost.settings(
        folder,
        """
        interfaces: [{name: wlan0}]
        inner:
          home-address: 10.1.0.100
          home-agent: 10.1.0.2
          spi: 256
          key: "000102030405060708090a0b0c0d0e0f"
          networks: [10.1.0.0/16]
        outer: {home-agent: 203.0.113.2, home-address: 203.0.113.130, spi: 257,
          key: "101112131415161718191a1b1c1d1e1f", networks: [203.0.113.128/26]}
        vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a}
        control: /run/dualmip-test.sock
        """
            + more);
  }

  @AfterEach
  void takeDown() throws Exception {
    host.remove();
  }

  private void carrier() {
    host.node.run(() -> sensors.changed(new LinkWatch.Change.Carrier("wlan0")));
  }

  private void attach(Link link) {
    host.links.addAddress(link.name(), link.address(), link.prefixLength(), false);
    tellOf(link);
  }

  private void tellOf(Link link) {
    host.node.run(() -> sensors.changed(new LinkWatch.Change.Up(link)));
  }

  private Clue next() throws InterruptedException {
    Seen one = seen.poll(10, TimeUnit.SECONDS);
    assertThat(one).as("a clue").isNotNull();
    if (one == null) {
      return new Clue.Neighbour(Ip4.ANY);
    }
    assertThat(one.link()).isEqualTo("wlan0");
    return one.clue();
  }

  private ArpPacket question() throws InterruptedException {
    ArpPacket one = asked.poll(10, TimeUnit.SECONDS);
    assertThat(one).as("a question").isNotNull();
    return one == null ? ArpPacket.request(node, OWN, OWN) : one;
  }

  private void answer(MacAddress from) {
    station.send(
        FrameSocket.ARP, new ArpPacket(ArpPacket.REPLY, from, GATEWAY, node, OWN).toBytes(), node);
  }

  private void send(Ip4Packet packet, MacAddress to) {
    station.send(FrameSocket.IPV4, packet.toBytes(), to);
  }

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void theGatewayIsAskedForAtOnceAndItsAnswerIsAClue() throws Exception {
    attach(LINK);
    assertThat(question()).isEqualTo(ArpPacket.request(node, OWN, GATEWAY));
    answer(router);
    assertThat(next()).isEqualTo(new Clue.Gateway(GATEWAY, router));
  }

  @Test
  void anotherStationInTheGatewaysPlaceIsAClueAtOnce() throws Exception {
    attach(LINK);
    question();
    answer(router);
    next();
    MacAddress other = MacAddress.of("02:00:00:00:00:66");
    station.send(
        FrameSocket.ARP,
        ArpPacket.request(other, GATEWAY, GATEWAY).toBytes(), // gratuitous
        MacAddress.BROADCAST);
    assertThat(next()).isEqualTo(new Clue.Gateway(GATEWAY, other));
  }

  @Test
  void asLongAsNobodyAnswersItIsAskedAgainAndThatIsAClueToo() throws Exception {
    attach(LINK);
    assertThat(question()).isEqualTo(question());
    assertThat(silent.poll(30, TimeUnit.SECONDS)).isEqualTo(new Clue.GatewaySilent(GATEWAY));
  }

  @Test
  void whatTheInterfaceHasNoMoreIsNotShownInTheNextNetwork() throws Exception {
    Ip4 before = Ip4.of("10.1.1.1");
    tellOf(new Link("wlan0", OWN, 24, before)); // late: it has no such address
    do {
      ArpPacket gratuitous = ArpPacket.request(router, before, before);
      station.send(FrameSocket.ARP, gratuitous.toBytes(), MacAddress.BROADCAST);
    } while (seen.poll(50, TimeUnit.MILLISECONDS) == null); // until it has been taken in
    attach(LINK);
    assertThat(question()).isEqualTo(ArpPacket.request(node, OWN, GATEWAY));
  }

  @Test
  void theQuestionLeavesThroughAShutGateAndShowsNoAddressOfTheNodesOwn() throws Exception {
    host.adapter(Adapters.INTRANET);
    host.adapter(Adapters.MOBILITY);
    host.settle(settings);
    attach(LINK);
    assertThat(question().sender()).isEqualTo(OWN);
    // At home the interface has the home address: the question then comes from nobody.
    station.filter(new FrameFilter(Ip4.ANY));
    attach(new Link("wlan0", Ip4.of("10.1.0.100"), 24, Ip4.of("10.1.0.1")));
    ArpPacket atHome = question();
    while (atHome.sender().equals(OWN)) {
      atHome = question(); // asked before
    }
    assertThat(atHome.sender()).isEqualTo(Ip4.ANY);
    assertThat(atHome.target()).isEqualTo(Ip4.of("10.1.0.1"));
  }

  @Test
  void theLeaseThatGaveTheAddressIsToldOnceItIsThere() throws Exception {
    send(ack("198.51.100.50", node), node);
    awaitNothingAndAttach();
    assertThat(next())
        .isEqualTo(new Clue.Lease(GATEWAY, List.of("corp.example"), List.of(Ip4.of("10.1.0.53"))));
  }

  @Test
  void anotherStationsLeaseTellsNothing() throws Exception {
    attach(LINK);
    send(ack("198.51.100.51", MacAddress.of("02:00:00:00:00:51")), MacAddress.BROADCAST);
    send(ack("198.51.100.50", node), node);
    assertThat(next()).isInstanceOf(Clue.Lease.class);
    assertThat(seen).isEmpty();
  }

  private static Ip4Packet ack(String address, MacAddress client) {
    return ack(address, client, "https://portal.test/");
  }

  /**
   * A lease of 198.51.100.1, with the DNS server 10.1.0.53.
   *
   * @param portal where the captive portal's API is
   */
  static Ip4Packet ack(String address, MacAddress client, String portal) {
    String options =
        "350105 3604c6336401 06040a010035 0f0c636f72702e6578616d706c65 72"
            + HexFormat.of().toHexDigits((byte) portal.length())
            + HexFormat.of().formatHex(portal.getBytes(StandardCharsets.US_ASCII))
            + "ff";
    byte[] payload =
        octets(
            "02010600 00000001 00000000 00000000"
                + HexFormat.of().formatHex(Ip4.of(address).octets())
                + "0000000000000000"
                + HexFormat.of().formatHex(client.octets())
                + "00".repeat(10 + 64 + 128)
                + "63825363"
                + options);
    return new UdpDatagram(
            new Endpoint(GATEWAY, 67), new Endpoint(Ip4.of(address), 68), Octets.of(payload))
        .toPacket(64);
  }

  /** Shows that what came before has been looked at: the captive portal is in it. */
  private void awaitNothingAndAttach() throws InterruptedException {
    while (sensors.portal("wlan0").isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(sensors.portal("wlan0")).contains("https://portal.test/");
    assertThat(seen).isEmpty();
    attach(LINK);
  }

  @Test
  void aRouterAdvertisementIsAClueWithoutAnIpv6AddressOfOnesOwn() throws Exception {
    attach(LINK);
    station.send(
        FrameSocket.IPV6,
        octets(
            "6000000000403aff fe800000000000000000000000000001 ff020000000000000000000000000001"
                + "8600cdc7 4000070800000000 00000000" // checksum as RFC 4443 §2.3 has it
                + "0304 40c0 00015180 00003840 00000000 20010db8000100000000000000000000"
                + "010102005e100001 0501 0000 000005dc"),
        ALL_NODES);
    assertThat(next())
        .isEqualTo(
            new Clue.RouterAdvertised(
                MacAddress.of("02:00:5e:10:00:01"),
                List.of(Prefix6.of("2001:db8:1::/64")),
                List.of()));
  }

  @Test
  void controlMessagesAgentsAndNeighboursAreClues() throws Exception {
    attach(LINK);
    Ip4 other = Ip4.of("10.1.0.1");
    send(Ip4Packet.of(Ip4Packet.ICMP, other, OWN, Octets.of(octets("0b00f4ff00000000"))), node);
    assertThat(next()).isEqualTo(new Clue.Icmp(other, 11));
    AgentAdvertisement agent =
        new AgentAdvertisement(
            false,
            3,
            List.of(),
            1,
            1800,
            AgentAdvertisement.FOREIGN_AGENT,
            List.of(other),
            null,
            null);
    Ip4 all = Ip4.of("224.0.0.1");
    send(
        Ip4Packet.of(Ip4Packet.ICMP, other, all, Octets.of(agent.toBytes())),
        LinkSocket.macOf(all));
    assertThat(next()).isEqualTo(new Clue.AgentAdvertised(other, router, List.of(other)));
    send(
        Ip4Packet.of(Ip4Packet.UDP, other, Ip4.BROADCAST, Octets.of(new byte[8])),
        MacAddress.BROADCAST);
    assertThat(next()).isEqualTo(new Clue.Neighbour(other));
    assertThat(sensors.counters().get("wlan0")).containsEntry("told", 3L);
  }

  @Test
  void theSameClueIsToldOnceAndMalformedOnesAreCounted() throws Exception {
    attach(LINK);
    question();
    answer(router);
    answer(router);
    send(Ip4Packet.of(Ip4Packet.ICMP, GATEWAY, OWN, Octets.of(octets("0b00ffff00000000"))), node);
    Ip4 other = Ip4.of("198.51.100.7");
    send(
        Ip4Packet.of(Ip4Packet.UDP, other, Ip4.BROADCAST, Octets.of(new byte[8])),
        MacAddress.BROADCAST);
    assertThat(next()).isEqualTo(new Clue.Gateway(GATEWAY, router));
    assertThat(next()).isEqualTo(new Clue.Neighbour(other));
    assertThat(sensors.counters().get("wlan0"))
        .containsEntry("held", 1L)
        .containsEntry("malformed", 1L);
  }

  @Test
  void withoutACarrierNothingIsHeardAndSwitchedOffNothingBegins() throws Exception {
    attach(LINK);
    question();
    host.node.run(() -> sensors.changed(new LinkWatch.Change.CarrierLost("wlan0", "no carrier")));
    assertThat(sensors.counters()).isEmpty();
    answer(router);
    Sensors off =
        host.keep(new Sensors(settings("detection: {sensors: false}\n"), (_, _) -> {}, _ -> {}));
    host.node.run(() -> off.changed(new LinkWatch.Change.Up(LINK)));
    assertThat(off.counters()).isEmpty();
    assertThat(seen).isEmpty();
  }

  @Test
  void whatCannotBeSensedIsToldAndDoesNoHarm() throws Exception {
    host.node.run(() -> sensors.changed(new LinkWatch.Change.Carrier("none0")));
    Seen trouble = seen.poll(10, TimeUnit.SECONDS);
    assertThat(trouble).isNotNull();
    if (trouble != null) {
      assertThat(trouble.link()).contains("none0");
    }
  }
}
