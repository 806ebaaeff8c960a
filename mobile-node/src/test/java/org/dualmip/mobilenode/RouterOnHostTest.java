package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.HostException;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Route;
import org.dualmip.linux.Tun;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plain host behind a mobile router: the kernel leads its packets to the intranet adapter. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // built before each test
class RouterOnHostTest {
  private static final String FILE =
      """
      interfaces: [{name: wlan0}]
      inner:
        home-address: 10.1.0.100
        home-agent: 10.1.0.2
        spi: 256
        key: "000102030405060708090a0b0c0d0e0f"
        networks: [10.1.0.0/16]
      vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a}
      mobile-networks: [10.1.50.0/24]
      mobile-network-link: lan0
      control: /run/dualmip-test.sock
      """;
  private static final Prefix4 NETWORK = Prefix4.of("10.1.50.0/24");
  private static final Ip4 ROUTER = Ip4.of("10.1.50.1");
  private static final Ip4 HOST = Ip4.of("10.1.50.10");
  private static final Ip4 CORRESPONDENT = Ip4.of("10.1.0.10");

  @TempDir Path folder;

  private final BlockingQueue<Ip4Packet> sent = new LinkedBlockingQueue<>();
  private NodeHost host;
  private Tun intranet;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void build() throws Exception {
    host = new NodeHost("lan0", "eth0");
    host.links.addVeth("wlan0", "nobody");
    host.links.addAddress("lan0", ROUTER, 24, false);
    host.there.addAddress("eth0", HOST, 24, false);
    assertThat(
            new Reconciler(host.there)
                .add(
                    List.of(
                        Route.through("eth0", ROUTER, new Prefix4(Ip4.ANY, 0), null, Route.MAIN))))
        .noneMatch(change -> change instanceof HostChange.Blocked);
    intranet = host.adapter(Adapters.INTRANET);
    Thread.ofPlatform().daemon().start(this::read);
    NodeSettings settings = NodeHost.settings(folder, FILE);
    host.keep(host.node.call(() -> new HostTuning(settings)));
    host.settle(settings);
  }

  @AfterEach
  void takeDown() throws Exception {
    host.remove();
  }

  private void read() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = arena.allocate(4096, 8);
      while (true) {
        int length = intranet.read(room);
        if (length <= 0) {
          return;
        }
        byte[] packet = room.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        if (packet[0] >>> 4 == 4) {
          sent.add(Ip4Packet.read(packet));
        }
      }
    } catch (HostException | MalformedException closed) {
      // The test is over.
    }
  }

  private void show(Set<Prefix4> networks) {
    Projection none = Projection.NOTHING;
    Projection next =
        new Projection(
            none.links(),
            none.openings(),
            none.probes(),
            none.sockets(),
            null,
            Set.of(),
            null,
            Set.of(),
            null,
            null,
            null,
            Set.of(),
            networks,
            null);
    host.show(next);
  }

  private boolean leaves(DatagramSocket behind) throws Exception {
    sent.clear();
    behind.send(new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(CORRESPONDENT, 7)));
    for (long end = System.nanoTime() + 400_000_000L; System.nanoTime() < end; ) {
      Ip4Packet packet = sent.poll(100, TimeUnit.MILLISECONDS);
      if (packet != null && packet.source().equals(HOST)) {
        return packet.destination().equals(CORRESPONDENT);
      }
    }
    return false;
  }

  /** Whether a packet of that source, sent by the host behind, reaches the intranet adapter. */
  private boolean leavesFrom(Ip4 source, LinkSocket link, MacAddress router) throws Exception {
    byte[] packet =
        new UdpDatagram(
                new Endpoint(source, 4000), new Endpoint(CORRESPONDENT, 7), Octets.ofHex("01"))
            .toPacket(64)
            .toBytes();
    sent.clear();
    assertThat(link.send(packet, router)).isTrue();
    for (long end = System.nanoTime() + 400_000_000L; System.nanoTime() < end; ) {
      Ip4Packet passed = sent.poll(100, TimeUnit.MILLISECONDS);
      if (passed != null && passed.destination().equals(CORRESPONDENT)) {
        return true;
      }
    }
    return false;
  }

  private boolean arrives(DatagramSocket behind) throws IOException {
    byte[] packet =
        new UdpDatagram(
                new Endpoint(CORRESPONDENT, 7), new Endpoint(HOST, 4000), Octets.ofHex("02"))
            .toPacket(64)
            .toBytes();
    try (Arena arena = Arena.ofConfined()) {
      intranet.write(arena.allocateFrom(ValueLayout.JAVA_BYTE, packet), packet.length);
    }
    try {
      behind.receive(new DatagramPacket(new byte[8], 8));
      return true;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
  }

  @Test
  void packetsOfAConfirmedNetworkGoToTheIntranetAdapterAndComeFromItAndOthersDoNot()
      throws Exception {
    DatagramSocket behind =
        host.keep(host.place.call(() -> new DatagramSocket(NodeHost.endpoint(HOST, 4000))));
    behind.setSoTimeout(400);
    assertThat(leaves(behind)).as("not confirmed").isFalse();
    assertThat(arrives(behind)).as("not confirmed").isFalse();

    show(Set.of(NETWORK));
    assertThat(leaves(behind)).isTrue();
    assertThat(arrives(behind)).isTrue();

    show(Set.of(Prefix4.of("10.1.51.0/24")));
    assertThat(leaves(behind)).as("another one").isFalse();
  }

  @Test
  void packetsFromStrangeAddressesAndFromTheRoutersOwnAreDropped() throws Exception {
    show(Set.of(NETWORK));
    LinkSocket link = host.keep(host.place.call(() -> LinkSocket.open("eth0", LinkFilter.udp(1))));
    MacAddress router = MacAddress.of(host.node.call(() -> macOf("lan0")));
    assertThat(leavesFrom(HOST, link, router)).isTrue();
    assertThat(leavesFrom(Ip4.of("10.1.50.11"), link, router)).as("another host").isTrue();
    // RFC 5177 §10
    assertThat(leavesFrom(Ip4.of("10.1.51.10"), link, router)).as("another network's").isFalse();
    assertThat(leavesFrom(Ip4.of("192.0.2.7"), link, router)).as("a stranger's").isFalse();
    assertThat(leavesFrom(ROUTER, link, router)).as("the router's on that link").isFalse();
    assertThat(leavesFrom(Ip4.of("10.1.0.100"), link, router)).as("its home address").isFalse();
  }

  private static byte[] macOf(String link) throws IOException {
    return NetworkInterface.getByName(link).getHardwareAddress();
  }
}
