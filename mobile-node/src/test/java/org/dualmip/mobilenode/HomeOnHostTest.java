package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.Neighbour;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.service.config.ConfigFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The home link as the real kernel has it: what a neighbour on the other end of the cable finds.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // built before each test
class HomeOnHostTest {
  private static final Ip4 S = Ip4.of("10.1.0.100");
  private static final Ip4 OWN = Ip4.of("10.1.0.50");
  private static final Ip4 CORRESPONDENT = Ip4.of("10.1.0.10");
  private static final Ip4 AGENT = Ip4.of("10.1.0.2");
  private static final Link LINK = new Link("wlan0", OWN, 24, Ip4.of("10.1.0.1"));
  private static final CareOf AT_HOME = new CareOf.AtHome("wlan0", S);
  private static final int PORT = 7;

  @TempDir Path folder;

  private final String name = "dmh" + ProcessHandle.current().pid();
  private final List<AutoCloseable> open = new ArrayList<>();
  private NetworkNamespace node;
  private NetworkNamespace place;
  private Rtnetlink links;
  private Rtnetlink there;
  private Gate gate;
  private Reconciler reconciler;
  private Plumbing plumbing;
  private DatagramSocket application;
  private DatagramSocket neighbour;
  private Projection shown = Projection.NOTHING;

  @BeforeAll
  static void require() {
    if (!"root".equals(System.getProperty("user.name")) || !Files.exists(Path.of("/dev/net/tun"))) {
      System.err.println("NOT RUN: HomeOnHostTest: needs root and /dev/net/tun");
      Assumptions.abort("needs root and /dev/net/tun");
    }
  }

  @BeforeEach
  void build() throws Exception {
    node = keep(NetworkNamespace.create(name + "n"));
    place = keep(NetworkNamespace.create(name + "p"));
    links = keep(node.call(Rtnetlink::open));
    there = keep(place.call(Rtnetlink::open));
    links.addVeth("wlan0", "peer0");
    links.moveTo("peer0", place, "peer0");
    links.linkUp("lo");
    links.linkUp("wlan0");
    links.addAddress("wlan0", OWN, 24, false);
    there.linkUp("lo");
    there.linkUp("peer0");
    there.addAddress("peer0", CORRESPONDENT, 24, false);
    there.addAddress("peer0", AGENT, 24, false);
    for (String adapter : List.of(Adapters.INTRANET, Adapters.MOBILITY)) {
      keep(node.call(() -> Tun.openTun(adapter)));
      links.linkUp(adapter);
    }
    NodeSettings settings = settings();
    node.call(() -> new HostTuning(settings)); // goes with the namespace
    gate = new Gate(settings, keep(node.call(Nftables::open)));
    reconciler = new Reconciler(links);
    plumbing = new Plumbing(settings);
    show(away());
    application = keep(node.call(() -> new DatagramSocket(endpoint(S, PORT))));
    neighbour = keep(place.call(() -> new DatagramSocket(endpoint(CORRESPONDENT, PORT))));
  }

  @AfterEach
  void takeDown() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    NetworkNamespace.delete(name + "n");
    NetworkNamespace.delete(name + "p");
  }

  private <T extends AutoCloseable> T keep(T one) {
    open.add(one);
    return one;
  }

  private NodeSettings settings() throws Exception {
    Path file = folder.resolve("node.yaml");
    Files.writeString(
        file,
        """
        interfaces: [{name: wlan0}]
        inner:
          home-address: 10.1.0.100
          home-agent: 10.1.0.2
          spi: 256
          key: "000102030405060708090a0b0c0d0e0f"
          networks: [10.1.0.0/16]
        vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a, mobike: true}
        control: /run/dualmip-test.sock
        """);
    return ConfigFile.read(file, NodeSettings.class);
  }

  private static Projection away() {
    return projection(Set.of(), Set.of(), null, null);
  }

  /** The home agent is asked, and has not answered. */
  private static Projection asking() {
    return projection(Set.of(), Set.of("wlan0"), null, "wlan0");
  }

  private static Projection atHome() {
    return projection(proved(), Set.of("wlan0"), path(), "wlan0");
  }

  /** Another registration is asked for, and not answered. */
  private static Projection leaving() {
    return projection(proved(), Set.of("wlan0"), path(), null);
  }

  private static Set<Opening> proved() {
    MonotonicTime end = new MonotonicTime(System.nanoTime()).plus(Duration.ofMinutes(1));
    return Set.of(new Opening.Inside(AT_HOME, end));
  }

  private static Projection.Path path() {
    return new Projection.Path(LINK.careOf(), null);
  }

  private static Projection projection(
      Set<Opening> openings,
      Set<String> probes,
      Projection.@Nullable Path path,
      @Nullable String homeLink) {
    return new Projection(
        Set.of(LINK),
        openings,
        probes,
        Set.of(new Attachment(Tier.INNER, AT_HOME)),
        path,
        path == null ? Set.of() : Set.of(path),
        null,
        Set.of(),
        null,
        null,
        null,
        Set.of(),
        Set.<Prefix4>of(),
        homeLink);
  }

  private void show(Projection next) {
    MonotonicTime now = new MonotonicTime(System.nanoTime());
    gate.apply(Gate.common(shown, next), now);
    assertThat(reconciler.apply(plumbing.of(next)))
        .noneMatch(change -> change instanceof HostChange.Blocked);
    gate.apply(next, now);
    shown = next;
  }

  private static InetSocketAddress endpoint(Ip4 address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.octets()), port);
  }

  /** Whether a datagram gets through; ARP that is not answered takes its time. */
  private static boolean passes(DatagramSocket from, DatagramSocket to) throws IOException {
    try {
      from.send(new DatagramPacket(new byte[] {1}, 1, to.getLocalSocketAddress()));
    } catch (IOException refused) {
      return false;
    }
    to.setSoTimeout(1000);
    try {
      to.receive(new DatagramPacket(new byte[8], 8));
      return true;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
  }

  /** Where the neighbour believes the home address to be, after it looked for it anew. */
  private boolean isFound() throws Exception {
    assertThat(
            place
                .call(() ->
                    new ProcessBuilder("ip", "neigh", "flush", "dev", "peer0", "to", S.toString())
                        .inheritIO()
                        .start())
                .waitFor())
        .isZero();
    neighbour.send(new DatagramPacket(new byte[] {1}, 1, endpoint(S, 9)));
    for (int i = 0; i < 10; i++) {
      for (Neighbour one : there.neighbours("peer0")) {
        if (one.address().equals(S) && one.mac() != null) {
          assertThat(one.mac()).isEqualTo(links.link("wlan0").orElseThrow().mac());
          return true;
        }
      }
      Thread.sleep(50);
    }
    return false;
  }

  @Test
  void aNeighbourFindsTheHomeAddressOnlyWhileTheNodeIsAtHomeAndTheSameSocketTalksThroughout()
      throws Exception {
    assertThat(isFound()).as("away").isFalse();
    assertThat(passes(application, neighbour)).as("away").isFalse();

    show(atHome());
    assertThat(isFound()).as("at home").isTrue();
    assertThat(passes(neighbour, application)).isTrue();
    assertThat(passes(application, neighbour)).isTrue();

    show(leaving());
    assertThat(passes(neighbour, application)).as("what is known stays known").isTrue();
    assertThat(passes(application, neighbour)).isTrue();
    assertThat(isFound()).as("leaving").isFalse();

    show(away());
    assertThat(passes(neighbour, application)).as("the gate is shut").isFalse();
    assertThat(passes(application, neighbour)).isFalse();

    show(atHome());
    assertThat(isFound()).as("back").isTrue();
    assertThat(passes(application, neighbour)).isTrue();
  }

  @Test
  void untilTheHomeAgentAnswersOnlyRegistrationsPassThoughArpIsAnswered() throws Exception {
    show(asking());
    assertThat(isFound()).isTrue();
    assertThat(passes(neighbour, application)).as("user data in").isFalse();
    assertThat(passes(application, neighbour)).as("user data out").isFalse();

    DatagramSocket agent = keep(place.call(() -> new DatagramSocket(endpoint(AGENT, 434))));
    agent.setSoTimeout(3000);
    UdpSocket signalling = keep(node.call(() -> UdpSocket.open(new Endpoint(S, 0), "wlan0")));
    assertThat(signalling.send(new byte[] {1, 0}, new Endpoint(AGENT, 434))).isTrue();
    DatagramPacket request = new DatagramPacket(new byte[8], 8);
    agent.receive(request);
    assertThat(((InetSocketAddress) request.getSocketAddress()).getAddress())
        .as("the source is the home address")
        .isEqualTo(InetAddress.getByAddress(S.octets()));
  }
}
