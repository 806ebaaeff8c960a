package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.dualmip.linux.Neighbour;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Opening;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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

  private NodeHost host;
  private DatagramSocket application;
  private DatagramSocket neighbour;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void build() throws Exception {
    host = new NodeHost("wlan0", "peer0");
    host.links.addAddress("wlan0", OWN, 24, false);
    host.there.addAddress("peer0", CORRESPONDENT, 24, false);
    host.there.addAddress("peer0", AGENT, 24, false);
    host.adapter(Adapters.INTRANET);
    host.adapter(Adapters.MOBILITY);
    NodeSettings settings = settings();
    host.node.call(() -> new HostTuning(settings)); // goes with the namespace
    host.settle(settings);
    host.show(away());
    application = host.keep(host.node.call(() -> new DatagramSocket(NodeHost.endpoint(S, PORT))));
    neighbour =
        host.keep(
            host.place.call(() -> new DatagramSocket(NodeHost.endpoint(CORRESPONDENT, PORT))));
  }

  @AfterEach
  void takeDown() throws Exception {
    host.remove();
  }

  private NodeSettings settings() throws Exception {
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
        vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a, mobike: true}
        control: /run/dualmip-test.sock
        """);
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
    MonotonicTime end = NodeHost.now().plus(Duration.ofMinutes(1));
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
            host.place
                .call(() ->
                    new ProcessBuilder("ip", "neigh", "flush", "dev", "peer0", "to", S.toString())
                        .inheritIO()
                        .start())
                .waitFor())
        .isZero();
    neighbour.send(new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(S, 9)));
    for (int i = 0; i < 10; i++) {
      for (Neighbour one : host.there.neighbours("peer0")) {
        if (one.address().equals(S) && one.mac() != null) {
          assertThat(one.mac()).isEqualTo(host.links.link("wlan0").orElseThrow().mac());
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

    host.show(atHome());
    assertThat(isFound()).as("at home").isTrue();
    assertThat(passes(neighbour, application)).isTrue();
    assertThat(passes(application, neighbour)).isTrue();

    host.show(leaving());
    assertThat(passes(neighbour, application)).as("what is known stays known").isTrue();
    assertThat(passes(application, neighbour)).isTrue();
    assertThat(isFound()).as("leaving").isFalse();

    host.show(away());
    assertThat(passes(neighbour, application)).as("the gate is shut").isFalse();
    assertThat(passes(application, neighbour)).isFalse();

    host.show(atHome());
    assertThat(isFound()).as("back").isTrue();
    assertThat(passes(application, neighbour)).isTrue();
  }

  @Test
  void untilTheHomeAgentAnswersOnlyRegistrationsPassThoughArpIsAnswered() throws Exception {
    host.show(asking());
    assertThat(isFound()).isTrue();
    assertThat(passes(neighbour, application)).as("user data in").isFalse();
    assertThat(passes(application, neighbour)).as("user data out").isFalse();

    DatagramSocket agent =
        host.keep(host.place.call(() -> new DatagramSocket(NodeHost.endpoint(AGENT, 434))));
    agent.setSoTimeout(3000);
    UdpSocket signalling =
        host.keep(host.node.call(() -> UdpSocket.open(new Endpoint(S, 0), "wlan0")));
    assertThat(signalling.send(new byte[] {1, 0}, new Endpoint(AGENT, 434))).isTrue();
    DatagramPacket request = new DatagramPacket(new byte[8], 8);
    agent.receive(request);
    assertThat(((InetSocketAddress) request.getSocketAddress()).getAddress())
        .as("the source is the home address")
        .isEqualTo(InetAddress.getByAddress(S.octets()));
  }
}
