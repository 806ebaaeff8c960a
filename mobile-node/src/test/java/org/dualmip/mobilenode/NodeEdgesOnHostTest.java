package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.detector.Clue;
import org.dualmip.linux.FrameFilter;
import org.dualmip.linux.FrameSocket;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobilenode.DualNode.Input;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.service.Clock;
import org.dualmip.service.Engine;
import org.dualmip.service.OwnerThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a sensor sees on a real cable reaches the engine, and whoever looks after portals. */
@Timeout(90)
@SuppressWarnings("NullAway.Init") // built before each test
class NodeEdgesOnHostTest {
  private static final Ip4 ROUTER = Ip4.of("198.51.100.1");
  private static final Ip4 OWN = Ip4.of("198.51.100.50");
  private static final Link CAFE = new Link("wlan0", OWN, 24, ROUTER);
  private static final String NAME = "dme" + ProcessHandle.current().pid();

  @TempDir Path folder;

  private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> troubles = new LinkedBlockingQueue<>();
  private NodeHost host;
  private OwnerThread<Input, Output> owner;
  private NodeEdges edges;
  private PortalDesk desk;
  private Sensors sensors;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void build() throws Exception {
    host = new NodeHost("wlan0", "peer0");
    host.links.addAddress("wlan0", OWN, 24, false);
    host.there.addAddress("peer0", ROUTER, 24, false);
    NodeSettings settings =
        NodeHost.settings(
            folder,
            """
            interfaces: [{name: wlan0}]
            inner:
              home-address: 10.1.0.100
              home-agent: 10.1.0.2
              spi: 256
              key: "000102030405060708090a0b0c0d0e0f"
              networks: [10.1.0.0/16]
            vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a}
            captive-portal: {namespace: %s}
            control: /run/dualmip-test.sock
            """
                .formatted(NAME));
    NodeEvents events = host.keep(new NodeEvents(null, Clock.system()));
    owner =
        new OwnerThread<>(
            "node",
            Engine.<Input, Output>of(inputs::add, () -> null, () -> null),
            Input.Tick::new,
            _ -> {},
            Clock.system(),
            64,
            bug -> troubles.add(bug.toString()));
    edges =
        new NodeEdges(owner, Clock.system(), new ShutTimes(), events, () -> desk, () -> sensors);
    Gate gate = new Gate(settings, host.keep(host.node.call(Nftables::open)));
    desk =
        new PortalDesk(
            settings.captivePortal(),
            gate,
            settings.captivePortal().fetch(),
            edges,
            edges::portalSays,
            troubles::add);
    sensors = host.keep(new Sensors(settings, edges::seen, troubles::add));
    host.node.run(owner::start); // the thread belongs to that namespace
  }

  @AfterEach
  void takeDown() throws Exception {
    owner.ask(() -> {
      desk.close();
      return true;
    });
    owner.close();
    host.remove();
    assertThat(troubles).isEmpty();
  }

  private void change(LinkWatch.Change change) {
    host.node.run(() -> edges.linkChanged(change));
  }

  private <T extends Input> T next(Class<T> kind) throws Exception {
    Input one = inputs.poll(20, TimeUnit.SECONDS);
    while (one != null && !kind.isInstance(one)) {
      one = inputs.poll(20, TimeUnit.SECONDS);
    }
    assertThat(one).as(kind.getSimpleName()).isNotNull();
    return kind.cast(one);
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(443, 5, NodeHost.endpoint(ROUTER, 443).getAddress());
  }

  @Test
  void theLeaseNamesThePortalWhichIsThenAskedFromItsPlaceWithTheLeasesResolver() throws Exception {
    try (FrameSocket station =
            host.place.call(() -> FrameSocket.open("peer0", new FrameFilter(OWN)));
        ServerSocket api = host.place.call(NodeEdgesOnHostTest::server)) {
      api.setSoTimeout(30_000);
      change(new LinkWatch.Change.Carrier("wlan0"));
      change(new LinkWatch.Change.Up(CAFE));
      assertThat(next(Input.Carrier.class).name()).isEqualTo("wlan0");
      assertThat(next(Input.LinkUp.class).link()).isEqualTo(CAFE);
      owner.ask(() -> {
        desk.inUse(Set.of(CAFE));
        return true;
      });
      MacAddress node = host.links.link("wlan0").orElseThrow().mac();
      station.send(
          FrameSocket.IPV4,
          SensorsOnHostTest.ack(OWN.toString(), node, "https://198.51.100.1/api").toBytes(),
          node);
      Clue clue = next(Input.Seen.class).clue();
      while (!(clue instanceof Clue.Lease)) {
        clue = next(Input.Seen.class).clue();
      }
      try (Socket asking = api.accept()) {
        assertThat(asking.getInetAddress().getHostAddress()).isEqualTo(OWN.toString());
      }
      try (NetworkNamespace place = NetworkNamespace.named(NAME)) {
        assertThat(
                place.<String, IOException>callWithOwnFiles(
                    () -> Files.readString(Path.of("/etc/resolv.conf"))))
            .contains("nameserver 10.1.0.53");
      }
    }
  }
}
