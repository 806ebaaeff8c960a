package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.detector.sensor.ArpPacket;
import org.dualmip.linux.FrameFilter;
import org.dualmip.linux.FrameSocket;
import org.dualmip.linux.Route;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A café that uses the enterprise's addresses: the outer home agent is reached from there, and from
 * the address that the café gave alone.
 */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // built before each test
class PlaceOnHostTest {
  private static final String FILE =
      """
      interfaces: [{name: wlan0}]
      inner:
        home-address: 10.1.0.100
        home-agent: 10.1.0.2
        spi: 256
        key: "000102030405060708090a0b0c0d0e0f"
        networks: [10.1.0.0/16]
      outer:
        home-agent: 203.0.113.2
        home-address: 203.0.113.130
        spi: 257
        key: "000102030405060708090a0b0c0d0e0f"
        networks: [203.0.113.128/26]
      vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a}
      control: /run/dualmip-test.sock
      """;
  private static final Ip4 GIVEN = Ip4.of("10.1.1.50");
  private static final Ip4 ROUTER = Ip4.of("10.1.1.1");
  private static final Ip4 OTHER = Ip4.of("10.1.1.77");
  private static final int BY_DHCP = 16;
  private static final Ip4 OUTER_AGENT = Ip4.of("203.0.113.2");

  @TempDir Path folder;

  private NodeHost host;
  private DatagramSocket agent;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void build() throws Exception {
    host = new NodeHost("wlan0", "eth0");
    host.links.addAddress("wlan0", GIVEN, 24, false);
    host.links.addAddress("wlan0", OTHER, 24, false);
    host.there.addAddress("eth0", ROUTER, 24, false);
    host.there.addAddress("lo", OUTER_AGENT, 32, false);
    for (String adapter : List.of(Adapters.INTRANET, Adapters.MOBILITY)) {
      host.adapter(adapter);
    }
    host.links.replaceRoute(
        new Route(
            new Prefix4(Ip4.ANY, 0),
            ROUTER,
            "wlan0",
            null,
            Route.MAIN,
            0,
            BY_DHCP,
            Route.Kind.UNICAST));
    agent =
        host.keep(host.place.call(() -> new DatagramSocket(NodeHost.endpoint(OUTER_AGENT, 434))));
    agent.setSoTimeout(400);
    host.settle(NodeHost.settings(folder, FILE));
  }

  @AfterEach
  void takeDown() throws Exception {
    host.remove();
  }

  @Test
  void theOuterHomeAgentIsReachedFromTheAddressThatTheCafeGave() throws Exception {
    DatagramSocket from = from(GIVEN);
    assertThatThrownBy(() -> send(from)).as("before it is known").isInstanceOf(IOException.class);

    host.show(at(GIVEN));
    send(from);
    agent.receive(new DatagramPacket(new byte[8], 8));
  }

  @Test
  void fromAnotherInnerAddressNothingLeavesNorAnythingToTheInside() throws Exception {
    host.show(at(GIVEN));
    DatagramSocket other = from(OTHER);
    assertThatThrownBy(() -> send(other)).as("another address").isInstanceOf(IOException.class);
    DatagramSocket given = from(GIVEN);
    var toTheInside =
        new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(Ip4.of("10.1.0.10"), 434));
    assertThatThrownBy(() -> given.send(toTheInside)).isInstanceOf(IOException.class);
    var notMobileIp = new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(OUTER_AGENT, 53));
    assertThatThrownBy(() -> given.send(notMobileIp)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> agent.receive(new DatagramPacket(new byte[8], 8)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void byArpTheCafeHearsWhoTheGatewayIsAndNothingElse() throws Exception {
    BlockingQueue<Ip4> asked = new LinkedBlockingQueue<>();
    FrameSocket cafe =
        host.keep(host.place.call(() -> FrameSocket.open("eth0", new FrameFilter(GIVEN))));
    cafe.receive((protocol, payload, _, _) -> {
      try {
        if (protocol == FrameSocket.ARP) {
          asked.add(ArpPacket.read(payload).target());
        }
      } catch (MalformedException noise) {
        throw new AssertionError(noise);
      }
    });
    resolve(Ip4.of("10.1.1.98"));
    host.show(at(GIVEN));
    resolve(Ip4.of("10.1.0.10")); // a server inside
    resolve(Ip4.of("10.1.1.99")); // a station on this very link
    resolve(ROUTER);
    // In the order in which they left: what came before the last of them is here now.
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(ROUTER);
  }

  /** Makes the host itself ask who has an address. */
  private void resolve(Ip4 address) throws Exception {
    Process asking =
        host.node.call(() ->
            new ProcessBuilder("ip", "neigh", "replace", address.toString(), "dev", "wlan0", "use")
                .inheritIO()
                .start());
    assertThat(asking.waitFor()).isZero();
  }

  private DatagramSocket from(Ip4 address) throws Exception {
    return host.keep(host.node.call(() -> new DatagramSocket(NodeHost.endpoint(address, 4000))));
  }

  private static void send(DatagramSocket from) throws IOException {
    from.send(new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(OUTER_AGENT, 434)));
  }

  private static Projection at(Ip4 address) {
    Projection none = Projection.NOTHING;
    return new Projection(
        Set.of(new Link("wlan0", address, 24, ROUTER)),
        none.openings(),
        none.probes(),
        none.sockets(),
        null,
        Set.of(),
        null,
        Set.of(),
        none.outerHome(),
        null,
        null,
        Set.of(),
        Set.of(),
        null);
  }
}
