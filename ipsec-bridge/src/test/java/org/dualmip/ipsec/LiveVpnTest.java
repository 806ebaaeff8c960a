package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.ipsec.TwoStrongSwans.M;
import static org.dualmip.ipsec.TwoStrongSwans.OTHER_M;
import static org.dualmip.ipsec.TwoStrongSwans.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.ipsec.vici.ViciClient;
import org.dualmip.ipsec.vici.ViciException;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.ipsec.vici.ViciTransport;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole VPN with two real strongSwans, configured through VICI alone. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // built before each test
class LiveVpnTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Ip4 V = Ip4.of("10.1.99.1");

  @TempDir Path folder;

  private final BlockingQueue<VpnEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<GatewayEvent> gatewayEvents = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private TwoStrongSwans lab;
  private TestAuthority authority;

  @BeforeAll
  static void require() {
    TwoStrongSwans.require();
  }

  @BeforeEach
  void build() {
    authority = new TestAuthority(folder, "ca");
    lab = new TwoStrongSwans(folder);
    open.add(lab);
    lab.node.start();
    lab.gateway.start();
  }

  @AfterEach
  void takeDown() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void theVpnComesUpCarriesDataAndGoesDown() throws Exception {
    gateway();
    var vpn = vpn();

    vpn.connect(M);

    var up = next(VpnEvent.Up.class);
    assertThat(up.innerAddress()).isEqualTo(V);
    assertThat(up.adopted()).isFalse();
    assertThat(lab.node.swanctl())
        .contains("ESTABLISHED", "INSTALLED", "local  'mn.lab.example' @ " + M, V + "/32")
        .contains(up.ikeSpis().substring(0, 16), up.childSpis().substring(0, 8));
    assertThat(lab.pingsFrom(V)).isTrue();
    assertThat(nextOfGateway(GatewayEvent.NodeUp.class))
        .isEqualTo(new GatewayEvent.NodeUp("mn.lab.example", M, List.of(V)));
    assertThat(vpn.status().state()).isEqualTo("up");

    vpn.connect(M);
    vpn.disconnect();
    assertThat(next(VpnEvent.Down.class).reason()).isEqualTo("closed as asked");
    await("no association", LONG, () -> lab.node.swanctl().isBlank());
    await("none at the gateway", LONG, () -> lab.gateway.swanctl().isBlank());
    assertThat(lab.pingsFrom(V)).isFalse();
    assertThat(vpn.status().counters().attempts()).as("connect while up").isEqualTo(1);
  }

  @Test
  void anAddressChangeBelowSendsNothing() throws Exception {
    gateway();
    vpn().connect(M);
    next(VpnEvent.Up.class);
    long before = lab.node.ikeMessages();

    lab.node.ip("addr", "add", "198.51.100.50/24", "dev", "eth0");
    lab.node.ip("addr", "del", "198.51.100.50/24", "dev", "eth0");
    lab.node.ip("link", "add", "wwan0", "type", "veth", "peer", "name", "wwan1");
    lab.node.ip("link", "set", "wwan1", "up");
    lab.node.ip("addr", "add", "100.64.7.50/24", "dev", "wwan0");
    lab.node.ip("link", "set", "wwan0", "up");
    // Three rounds of asking for life, in any of which strongSwan would have told of the addresses.
    TimeUnit.SECONDS.sleep(3);

    assertThat(lab.node.ikeMessages()).isEqualTo(before);
    assertThat(lab.pingsFrom(V)).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void anotherOuterHomeAddressMakesANewAssociation() throws Exception {
    gateway();
    var vpn = vpn();
    vpn.connect(M);
    next(VpnEvent.Up.class);

    vpn.connect(OTHER_M);

    assertThat(next(VpnEvent.Down.class).reason()).contains(M.toString(), OTHER_M.toString());
    assertThat(next(VpnEvent.Up.class).innerAddress()).isEqualTo(V);
    await(
        "one association, from the new address",
        LONG,
        () ->
            lab.node.swanctl().contains("@ " + OTHER_M) && !lab.node.swanctl().contains("@ " + M));
    assertThat(lab.pingsFrom(V)).isTrue();
  }

  @Test
  void whenStrongSwanIsKilledAndReturnsTheVpnRecoversByItself() throws Exception {
    gateway();
    vpn().connect(M);
    next(VpnEvent.Up.class);

    lab.node.kill();

    assertThat(next(VpnEvent.Down.class).reason()).contains("stopped or was restarted");
    assertThat(awaitRemedy()).contains("systemctl start strongswan");
    lab.node.start();
    next(VpnEvent.Available.class);
    assertThat(next(VpnEvent.Up.class).innerAddress()).isEqualTo(V);
    assertThat(lab.pingsFrom(V)).isTrue();
  }

  @Test
  void whenTheGatewayIsSilentTheVpnIsLostAndRecoversByItself() throws Exception {
    gateway();
    var vpn = vpn();
    vpn.connect(M);
    var before = next(VpnEvent.Up.class);

    lab.gateway.signal("STOP");

    var reason = next(VpnEvent.Down.class).reason();
    assertThat(reason).contains("the gateway does not answer");
    assertThat(next(VpnEvent.Failed.class).reason()).contains("no answer from the gateway");
    assertThat(vpn.status().state()).isIn("lost", "connecting");
    lab.gateway.signal("CONT");
    var after = next(VpnEvent.Up.class);
    assertThat(after.innerAddress()).isEqualTo(V);
    assertThat(after.ikeSpis()).isNotEqualTo(before.ikeSpis());
    assertThat(lab.pingsFrom(V)).isTrue();
  }

  @Test
  void whenTheGatewayClosesTheVpnReturnsAtOnceAndWhenItIsKilledAndReturnsToo() throws Exception {
    var gateway = gateway();
    vpn().connect(M);
    next(VpnEvent.Up.class);

    gateway.terminateAll();

    assertThat(next(VpnEvent.Down.class).reason()).contains("the gateway closed the association");
    next(VpnEvent.Up.class);
    assertThat(lab.pingsFrom(V)).isTrue();

    lab.gateway.kill();
    nextOfGateway(GatewayEvent.Unavailable.class);
    lab.gateway.start();
    nextOfGateway(GatewayEvent.Loaded.class);
    assertThat(next(VpnEvent.Down.class).reason()).contains("the gateway does not answer");
    next(VpnEvent.Up.class);
    assertThat(lab.pingsFrom(V)).isTrue();
  }

  @Test
  void aRestartOfThisProgramTakesTheAssociationOverWithoutAnyIkeMessage() throws Exception {
    gateway();
    var files = authority.issue("mn.lab.example");
    Files.copy(files.certificate(), folder.resolve("crash.pem"));
    Files.copy(files.key(), folder.resolve("crash.key"));
    var crashed =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                ConnectAndWait.class.getName(),
                folder.toString(),
                lab.node.socket.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("crashed.out").toFile())
            .start();
    await(
        "the other program's VPN", LONG, () -> read(folder.resolve("crashed.out")).contains("Up["));
    crashed.destroyForcibly().waitFor();
    System.out.println("## a fresh program: " + read(folder.resolve("crashed.out")));
    long before = lab.node.ikeMessages();
    String spis = lab.node.swanctl().lines().filter(line -> line.contains("_i")).findFirst().get();

    vpn().connect(M);

    var up = next(VpnEvent.Up.class);
    assertThat(up.adopted()).isTrue();
    assertThat(up.innerAddress()).isEqualTo(V);
    assertThat(spis).contains(up.ikeSpis().substring(0, 16));
    assertThat(lab.node.ikeMessages()).isEqualTo(before);
    assertThat(lab.pingsFrom(V)).isTrue();
  }

  @Test
  void aHungStrongSwanIsNoticedAndWhatItStillHasIsTakenOverAfterwards() throws Exception {
    gateway();
    var usual = SessionTiming.DEFAULT;
    var impatient =
        new SessionTiming(
            usual.initiate(),
            usual.answer(),
            Duration.ofMillis(300),
            usual.firstPause(),
            usual.longestPause(),
            usual.steady());
    vpn(lab.vpnConfig(authority).withDeadPeerDelay(Duration.ofMinutes(1)).withTiming(impatient))
        .connect(M);
    var before = next(VpnEvent.Up.class);

    lab.node.signal("STOP");
    assertThat(next(VpnEvent.Down.class).reason()).contains("it hangs or is overloaded");
    lab.node.signal("CONT");

    var after = next(VpnEvent.Up.class);
    assertThat(after.adopted()).isTrue();
    assertThat(after.ikeSpis()).isEqualTo(before.ikeSpis());
  }

  @Test
  void rekeyingKeepsTheAddressAndIsReported() throws Exception {
    gateway();
    vpn().connect(M);
    var up = next(VpnEvent.Up.class);

    order("rekey", ViciMessage.with().value("child", "inner").build());
    var child = next(VpnEvent.Rekeyed.class);
    order("rekey", ViciMessage.with().value("ike", "dualmip").build());
    var ike = next(VpnEvent.Rekeyed.class);

    assertThat(child.ikeSpis()).isEqualTo(up.ikeSpis());
    assertThat(child.childSpis()).isNotEqualTo(up.childSpis());
    assertThat(ike.ikeSpis()).isNotEqualTo(up.ikeSpis());
    assertThat(ike.childSpis()).isEqualTo(child.childSpis());
    assertThat(ike.innerAddress()).isEqualTo(V);
    assertThat(lab.pingsFrom(V)).isTrue();
  }

  @Test
  void terminatedBehindOurBackItReturnsAndAfterDisconnectItStaysDown() throws Exception {
    gateway();
    var vpn = vpn();
    vpn.connect(M);
    next(VpnEvent.Up.class);

    order("terminate", ViciMessage.with().value("ike", "dualmip").value("force", "yes").build());

    next(VpnEvent.Down.class);
    next(VpnEvent.Up.class);
    vpn.disconnect();
    next(VpnEvent.Down.class);
    await("torn down", LONG, () -> lab.node.swanctl().isBlank());
    gatewayEvents.clear();
    try {
      order("initiate", ViciMessage.with().value("child", "inner").value("loglevel", -1).build());
    } catch (ViciException undone) {
      // Torn down before strongSwan could say that it was up.
      assertThat(undone.kind()).isEqualTo(ViciException.Kind.REFUSED);
    }
    nextOfGateway(GatewayEvent.NodeUp.class);
    await("torn down again, being nobody's wish", LONG, () -> lab.node.swanctl().isBlank());
  }

  @Test
  void disconnectDuringAnAttemptDoesNotWaitForTheGateway() throws Exception {
    lab.gateway.kill();
    var vpn = vpn();
    vpn.connect(M);
    await("an attempt under way", LONG, () -> lab.node.swanctl().contains("CONNECTING"));

    long from = System.nanoTime();
    vpn.disconnect();
    await("nothing under way", LONG, () -> lab.node.swanctl().isBlank());

    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aNodeOfAnotherAuthorityIsRefusedAndTheReasonNamesTheCertificate() throws Exception {
    var stranger = new TestAuthority(folder, "stranger").issue("mn.lab.example");
    var trusting =
        new TestAuthority.Files3(stranger.certificate(), stranger.key(), stranger.authority());
    gateway();
    var config = lab.vpnConfig(authority);
    var own = trusting.read("mn.lab.example");
    var mixed =
        new Credentials(own.certificate(), List.of(), own.key(), config.credentials().authority());
    vpn(VpnConfig.of(
            config.gateway(), "mn.lab.example", "gw.lab.example", mixed, config.networks()))
        .connect(M);

    assertThat(next(VpnEvent.Failed.class).reason())
        .contains("refused this node's certificate")
        .contains("AUTHENTICATION_FAILED");
  }

  @Test
  void aGatewayOfAnotherAuthorityIsNotBelieved() throws Exception {
    gateway();
    var files = authority.issue("mn.lab.example");
    var own = files.read("mn.lab.example");
    var other = new TestAuthority(folder, "other").issue("x").read("x");
    var config = lab.vpnConfig(authority);
    vpn(VpnConfig.of(
            config.gateway(),
            "mn.lab.example",
            "gw.lab.example",
            new Credentials(own.certificate(), List.of(), own.key(), other.authority()),
            config.networks()))
        .connect(M);

    assertThat(next(VpnEvent.Failed.class).reason()).contains("check ca");
  }

  @Test
  void closingTakesEverythingOutOfStrongSwan() throws Exception {
    var gateway = gateway();
    var vpn = vpn();
    vpn.connect(M);
    next(VpnEvent.Up.class);

    vpn.close();
    gateway.close();

    assertThat(loaded(lab.node.socket)).isEqualTo("conns [] keys [] pools []");
    assertThat(loaded(lab.gateway.socket)).isEqualTo("conns [] keys [] pools []");
    assertThat(lab.node.swanctl()).isBlank();
  }

  @Test
  void aSecondGatewayProgramOnTheSameStrongSwanDisturbsNothing() throws Exception {
    gateway();
    vpn().connect(M);
    next(VpnEvent.Up.class);
    long before = lab.node.ikeMessages();

    gateway();

    assertThat(lab.pingsFrom(V)).isTrue();
    assertThat(lab.node.ikeMessages()).isEqualTo(before);
    assertThat(events).isEmpty();
  }

  @Test
  void bothTransportsWorkAndTheTimeToComeUpIsPrinted() throws Exception {
    gateway();
    for (var transport : List.of(ViciTransport.jdk(), ViciTransport.jnr())) {
      try (var vpn = new Vpn(lab.vpnConfig(authority), lab.node.socket, transport, events::add)) {
        next(VpnEvent.Available.class);
        var times = new ArrayList<Long>();
        for (int round = 0; round < 10; round++) {
          long from = System.nanoTime();
          vpn.connect(M);
          next(VpnEvent.Up.class);
          times.add((System.nanoTime() - from) / 1000);
          vpn.disconnect();
          next(VpnEvent.Down.class);
        }
        System.out.println("## connect to Up, microseconds: " + times);
        assertThat(times).hasSize(10);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Vpn vpn() {
    return vpn(lab.vpnConfig(authority));
  }

  private Vpn vpn(VpnConfig config) {
    var vpn = new Vpn(config, lab.node.socket, ViciTransport.jdk(), events::add);
    open.add(vpn);
    return vpn;
  }

  private Gateway gateway() throws InterruptedException {
    var gateway =
        new Gateway(
            lab.gatewayConfig(authority),
            lab.gateway.socket,
            ViciTransport.jdk(),
            gatewayEvents::add);
    open.add(gateway);
    nextOfGateway(GatewayEvent.Loaded.class);
    return gateway;
  }

  private <E extends VpnEvent> E next(Class<E> kind) throws InterruptedException {
    return next(events, kind);
  }

  private <E extends GatewayEvent> E nextOfGateway(Class<E> kind) throws InterruptedException {
    return next(gatewayEvents, kind);
  }

  private static <E> E next(BlockingQueue<? super E> from, Class<E> kind)
      throws InterruptedException {
    var passed = new ArrayList<Object>();
    while (true) {
      Object event = from.poll(LONG.toSeconds(), TimeUnit.SECONDS);
      assertThat(event).as("no %s came; before it %s", kind.getSimpleName(), passed).isNotNull();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
      passed.add(String.valueOf(event));
    }
  }

  /** strongSwan's going away is said first, what to do about it as soon as it is not back. */
  private String awaitRemedy() throws InterruptedException {
    var said = next(VpnEvent.Unavailable.class);
    return said.remedy().contains("systemctl start")
        ? said.remedy()
        : next(VpnEvent.Unavailable.class).remedy();
  }

  /** Gives an order to the node's strongSwan past the program under test. */
  private void order(String command, ViciMessage arguments) throws ViciException {
    try (var client = client(lab.node.socket)) {
      client.request(command, arguments, LONG);
    }
  }

  private static String loaded(Path socket) throws ViciException {
    try (var client = client(socket)) {
      return "conns "
          + client.request("get-conns", ViciMessage.EMPTY, LONG).items("conns")
          + " keys "
          + client.request("get-keys", ViciMessage.EMPTY, LONG).items("keys")
          + " pools "
          + client.request("get-pools", ViciMessage.EMPTY, LONG).sections().keySet();
    }
  }

  private static ViciClient client(Path socket) throws ViciException {
    return ViciClient.connect(
        socket,
        ViciTransport.jdk(),
        new ViciClient.Listener() {
          @Override
          public void event(String name, ViciMessage message) {}

          @Override
          public void closed(String reason) {}
        },
        "order");
  }
}
