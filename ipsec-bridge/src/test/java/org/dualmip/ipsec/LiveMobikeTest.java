package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.ipsec.TwoStrongSwans.GATEWAY;
import static org.dualmip.ipsec.TwoStrongSwans.M;
import static org.dualmip.ipsec.TwoStrongSwans.OTHER_M;
import static org.dualmip.ipsec.TwoStrongSwans.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.ipsec.vici.ViciTransport;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The VPN without a fixed address below: it roams by MOBIKE (RFC 4555), where the routing tables
 * say (RFC 5266 §3.3). The second cable stands for a second access network.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // built before each test
class LiveMobikeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Ip4 V = Ip4.of("10.1.99.1");
  private static final Ip4 CELL = Ip4.of("100.64.7.50");

  @TempDir Path folder;

  private final BlockingQueue<VpnEvent> events = new LinkedBlockingQueue<>();
  private TwoStrongSwans lab;
  private Gateway gateway;
  private Vpn vpn;
  private VpnEvent.Up up;

  @BeforeAll
  static void require() {
    TwoStrongSwans.require();
  }

  @BeforeEach
  void build() throws Exception {
    TestAuthority authority = new TestAuthority(folder, "ca");
    lab = new TwoStrongSwans(folder);
    lab.node.ip("addr", "del", OTHER_M + "/24", "dev", "eth0");
    lab.node.ip(
        "link",
        "add",
        "wwan0",
        "type",
        "veth",
        "peer",
        "name",
        "cell",
        "netns",
        lab.gateway.namespace);
    lab.node.ip("link", "set", "wwan0", "up");
    lab.node.ip("addr", "add", CELL + "/24", "dev", "wwan0");
    lab.gateway.ip("link", "set", "cell", "up");
    lab.gateway.ip("addr", "add", "100.64.7.1/24", "dev", "cell");
    // As the mobile node has it: packets from an address leave through its own router.
    lab.node.ip("route", "add", "default", "via", "100.64.7.1", "dev", "wwan0", "table", "2431");
    lab.node.ip("rule", "add", "from", CELL.toString(), "lookup", "2431", "pref", "102");
    lab.node.start();
    lab.gateway.start();
    gateway =
        new Gateway(lab.gatewayConfig(authority), lab.gateway.socket, ViciTransport.jdk(), e -> {});
    vpn =
        new Vpn(
            lab.vpnConfig(authority).withMobike(),
            lab.node.socket,
            ViciTransport.jdk(),
            events::add);
    vpn.connect(Ip4.ANY);
    up = next(VpnEvent.Up.class);
  }

  @AfterEach
  void takeDown() {
    vpn.close();
    gateway.close();
    lab.close();
  }

  @Test
  void aBetterRouteMovesTheAssociationAndTheInnerAddressStays() throws Exception {
    assertThat(lab.node.swanctl()).contains("@ " + M);

    toTheGatewayThrough("wwan0");

    assertThat(next(VpnEvent.Moved.class)).isEqualTo(new VpnEvent.Moved(V, CELL));
    theSameAssociationFrom(CELL);
  }

  @Test
  void aLostInterfaceMovesTheAssociationToTheOtherOne() throws Exception {
    toTheGatewayThrough("wwan0");
    next(VpnEvent.Moved.class);
    // An exchange under way is repeated where it began, and a roaming one waits for it.
    settled();

    lab.node.ip("link", "set", "wwan0", "down");

    assertThat(next(VpnEvent.Moved.class)).isEqualTo(new VpnEvent.Moved(V, M));
    theSameAssociationFrom(M);
  }

  @Test
  void anotherAddressOnTheSameInterfaceMovesTheAssociation() throws Exception {
    lab.node.ip("link", "set", "wwan0", "down");
    // A hard move: for a second there is no address at all.
    lab.node.ip("addr", "del", M + "/24", "dev", "eth0");
    TimeUnit.SECONDS.sleep(1);
    lab.node.ip("addr", "add", OTHER_M + "/24", "dev", "eth0");

    assertThat(next(VpnEvent.Moved.class)).isEqualTo(new VpnEvent.Moved(V, OTHER_M));
    theSameAssociationFrom(OTHER_M);
  }

  private void toTheGatewayThrough(String link) {
    lab.node.ip(
        "route",
        "add",
        GATEWAY + "/32",
        "via",
        "100.64.7.1",
        "dev",
        link,
        "src",
        CELL.toString(),
        "table",
        "2422");
  }

  /** User-space ESP cannot change the addresses of a child, so strongSwan makes another at once. */
  private void settled() throws InterruptedException {
    await("data", LONG, () -> lab.pingsFrom(V));
    TimeUnit.MILLISECONDS.sleep(300);
  }

  private void theSameAssociationFrom(Ip4 address) throws InterruptedException {
    settled();
    assertThat(lab.node.swanctl())
        .contains("'mn.lab.example' @ " + address, up.ikeSpis().substring(0, 16), V + "/32");
    assertThat(vpn.status().local()).isEqualTo(address);
    assertThat(vpn.status().innerAddress()).isEqualTo(V);
    assertThat(lab.gateway.swanctl()).contains("'mn.lab.example' @ " + address);
    assertThat(vpn.status().counters().ups()).as("associations made").isEqualTo(1);
    assertThat(vpn.status().counters().downs()).isZero();
  }

  private <E extends VpnEvent> E next(Class<E> kind) throws InterruptedException {
    for (long end = System.nanoTime() + LONG.toNanos(); System.nanoTime() < end; ) {
      VpnEvent event = events.poll(1, TimeUnit.SECONDS);
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
    throw new AssertionError("no " + kind.getSimpleName() + "\n" + lab.node.swanctl());
  }
}
