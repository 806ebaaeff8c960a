package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on a real kernel: processes, sockets, ARP and tunnels between namespaces. */
class HomeAgentServiceTest {
  private static final Duration SOON = Duration.ofSeconds(6);
  private static final String KEY =
      "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";
  private static final Ip4 S = Ip4.of("10.1.0.100");
  private static final Ip4 INNER = Ip4.of("10.1.0.2");
  private static final Ip4 OUTER = Ip4.of("198.51.100.1");

  @TempDir Path directory = Path.of("");
  private final List<AutoCloseable> opened = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // built before each test
  private TestNet net;

  @BeforeEach
  void build() throws Exception {
    TestNet.needsRoot();
    net = opened(TestNet.build());
    Path key = Files.writeString(directory.resolve("mn.key"), KEY);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void remove() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.add(part);
    return part;
  }

  private Path innerFile() throws Exception {
    return Files.writeString(
        directory.resolve("inner.yaml"),
        """
        role: inner
        address: 10.1.0.2
        home-network: {prefix: 10.1.0.0/24, link: home}
        trusted-networks: [10.1.0.0/16]
        mobile-nodes:
          - {home-address: 10.1.0.100, spi: 256, key-file: mn.key}
        state: state
        control: control
        events: events.jsonl
        """);
  }

  private Path outerFile() throws Exception {
    return Files.writeString(
        directory.resolve("outer.yaml"),
        """
        role: outer
        address: 198.51.100.1
        home-network: {prefix: 203.0.113.128/26}
        mobile-nodes:
          - {nai: mn@lab.example, spi: 256, key-file: mn.key}
        state: state
        control: control
        """);
  }

  private AgentProcess start(Path file, String... options) throws Exception {
    return opened(AgentProcess.start(net.ha, file, directory.resolve("control"), options));
  }

  private StandInNode node(Ip4 agent) {
    return opened(
        new StandInNode(
            net.mn,
            agent,
            new SecurityAssociation(
                256,
                Algorithm.HMAC_SHA_256,
                Octets.ofHex(KEY),
                ReplayProtection.TIMESTAMPS,
                SecurityAssociation.DEFAULT_TOLERANCE)));
  }

  private static void assertAccepted(RegistrationReply reply) {
    assertThat(reply.code().accepted()).as("%s", reply).isTrue();
  }

  @Test
  void packetsFollowARegisteredNodeBothWaysAndTheHomeLinkLearnsIt() throws Exception {
    // At home first, so that the correspondent has a MAC address to unlearn.
    TestNet.ip("-n", net.mn, "addr", "add", "10.1.0.100/32", "dev", "home");
    TestNet.ip("-n", net.mn, "route", "add", "10.1.0.10/32", "dev", "home");
    assertThat(net.pings("10.1.0.100")).isTrue();
    String own = TestNet.mac(net.mn, "home");
    assertThat(net.seenByCorrespondent("10.1.0.100")).isEqualTo(own);
    TestNet.ip("-n", net.mn, "addr", "del", "10.1.0.100/32", "dev", "home");
    TestNet.ip("-n", net.mn, "link", "set", "home", "down");

    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    node.hold(S);
    UdpSocket office = node.at("10.1.1.50");
    RegistrationReply reply = node.register(office, node.request(S, "10.1.1.50", 60));

    assertAccepted(reply);
    assertThat(reply.extension(TrustedNetworksConfigured.class)).isPresent();
    node.tunnelFrom("10.1.1.50");
    String agents = TestNet.mac(net.ha, "home");
    Await.until(
        "a gratuitous ARP tells the correspondent", SOON, () -> seen("10.1.0.100").equals(agents));
    assertThat(net.pings("10.1.0.100")).isTrue();
    assertThat(agent.bindings().toString())
        .contains("home=10.1.0.100", "care-of=10.1.1.50", "tunnel=IP-in-IP to 10.1.1.50");

    // Someone who forgot everything asks by ARP and is answered by the agent.
    TestNet.ip("-n", net.cn, "neigh", "flush", "all");
    assertThat(net.pings("10.1.0.100")).isTrue();
    assertThat(net.seenByCorrespondent("10.1.0.100")).isEqualTo(agents);
    assertThat(agent.page("/show/counters").toString())
        .contains("received-packets=2")
        .contains("sent-packets=2");
    // What does not fit into the tunnel is told to its sender (RFC 2003 §5.1).
    assertThat(net.pingsTooLarge("10.1.0.100")).contains("mtu = 1380");

    // Home again: the node's own MAC address is announced.
    comeHome();
    UdpSocket home = node.at("10.1.0.100");
    assertAccepted(node.register(home, node.request(S, "10.1.0.100", 0)));
    Await.until(
        "a gratuitous ARP tells the correspondent of the return",
        SOON,
        () -> seen("10.1.0.100").equals(own));
    assertThat(agent.bindings()).isEmpty();
    assertThat(net.pings("10.1.0.100")).isTrue();
    assertThat(TestNet.ip("-n", net.ha, "neigh", "show", "proxy")).doesNotContain("10.1.0.100");
  }

  private String seen(String address) {
    try {
      return net.seenByCorrespondent(address);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void aKilledAgentComesBackWithItsBindingsAndItsMemory() throws Exception {
    Path file = innerFile();
    AgentProcess first = start(file);
    StandInNode node = node(INNER);
    node.hold(S);
    UdpSocket office = node.at("10.1.1.50");
    byte[] request = node.request(S, "10.1.1.50", 60);
    assertAccepted(node.register(office, request));
    node.tunnelFrom("10.1.1.50");
    assertThat(net.pings("10.1.0.100")).isTrue();

    first.kill();
    assertThat(TestNet.ip("-n", net.ha, "link", "show", "dmip-ha")).contains("NO-CARRIER");
    AgentProcess second = start(file);

    assertThat(second.bindings()).hasSize(1);
    assertThat(second.bindings().toString()).contains("granted-s=60");
    assertThat(net.pings("10.1.0.100")).isTrue();
    // What the first agent accepted is a replay to the second.
    RegistrationReply replayed = node.register(office, request);
    assertThat(replayed.code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void requestsFromUntrustedAddressesAreDroppedInSilenceAndCounted() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    TestNet.ip("-n", net.mn, "route", "replace", "10.1.0.2/32", "via", "198.51.100.1");
    UdpSocket cafe = node.at("198.51.100.50");

    node.send(cafe, node.request(S, "198.51.100.50", 60));

    Await.until(
        "the request is counted", SOON, () -> agent.registrations("requests-untrusted") == 1);
    assertThat(node.hearsNothing(Duration.ofMillis(300))).isTrue();
    assertThat(agent.bindings()).isEmpty();
    assertThat(agent.page("/why").toString()).contains("198.51.100.50");

    // A flood fills counters, not the log.
    for (int each = 0; each < 200; each++) {
      node.send(cafe, node.request(S, "198.51.100.50", 60));
    }
    Await.until("all are counted", SOON, () -> agent.registrations("requests-untrusted") == 201);
    assertThat(((List<?>) agent.page("/why")).size()).isLessThan(40);
  }

  @Test
  void forgedReplayedAndTruncatedRequestsChangeNothingAndAreCounted() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    UdpSocket office = node.at("10.1.1.50");
    UdpSocket elsewhere = node.at("10.1.1.51");
    byte[] good = node.request(S, "10.1.1.50", 60);
    assertAccepted(node.register(office, good));
    String before = withoutAges(agent.bindings());
    long counted = counted(agent);

    byte[] forged = node.request(S, "10.1.1.51", 60);
    forged[forged.length - 1] ^= 1;
    assertThat(node.register(elsewhere, forged).code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
    assertThat(node.register(elsewhere, good).code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    for (int length = 0; length < good.length; length++) {
      node.send(elsewhere, java.util.Arrays.copyOf(node.request(S, "10.1.1.51", 60), length));
    }
    // A last one that is answered shows that all before it are done.
    assertThat(node.register(elsewhere, forged).code().accepted()).isFalse();

    assertThat(withoutAges(agent.bindings())).isEqualTo(before);
    assertThat(counted(agent) - counted)
        .as("%s", agent.registrations())
        .isGreaterThanOrEqualTo(good.length + 3);
  }

  private static long counted(AgentProcess agent) {
    return agent.registrations().values().stream().mapToLong(count -> (Long) count).sum();
  }

  private static String withoutAges(List<?> bindings) {
    return bindings.toString().replaceAll("remaining-s=\\d+", "");
  }

  @Test
  void packetsInFlightFromTheOldCareOfAddressAreWelcomeForAMoment() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    node.hold(S);
    UdpSocket office = node.at("10.1.1.50");
    assertAccepted(node.register(office, node.request(S, "10.1.1.50", 60)));
    node.tunnelFrom("10.1.1.50");
    UdpSocket other = node.at("10.1.1.51");
    assertAccepted(node.register(other, node.request(S, "10.1.1.51", 60)));

    // The node goes on sending from .50; the agent sends to .51, which the node's kernel has too.
    assertThat(received(agent)).isZero();
    TestNet.in(net.mn, "ping", "-c", "1", "-W", "1", "-I", "10.1.0.100", "10.1.0.10");
    assertThat(received(agent)).isEqualTo(1);
    Await.until(
        "the time of the old address ends",
        SOON,
        () -> !agent.bindings().toString().contains("previous="));
    assertThat(notAccepted(agent)).isZero();
    new ProcessBuilder(
            "ip",
            "netns",
            "exec",
            net.mn,
            "ping",
            "-c",
            "1",
            "-W",
            "1",
            "-I",
            "10.1.0.100",
            "10.1.0.10")
        .start()
        .waitFor();
    assertThat(received(agent)).isEqualTo(1);
    assertThat(notAccepted(agent)).isEqualTo(1);
  }

  private static long received(AgentProcess agent) {
    return tunnelCounter(agent, "received-packets");
  }

  private static long notAccepted(AgentProcess agent) {
    return tunnelCounter(agent, "not-accepted");
  }

  private static long tunnelCounter(AgentProcess agent, String name) {
    var found =
        java.util.regex.Pattern.compile(
                "\\b" + name + "=(\\d+)", java.util.regex.Pattern.CASE_INSENSITIVE)
            .matcher(agent.page("/show/counters").toString().replace('_', '-'));
    assertThat(found.find()).as("%s", agent.page("/show/counters")).isTrue();
    return Long.parseLong(found.group(1));
  }

  @Test
  void anOuterAgentAssignsAnAddressKeepsItAndTunnelsThroughANat() throws Exception {
    Path file = outerFile();
    AgentProcess first = start(file);
    StandInNode node = node(OUTER);
    UdpSocket early = node.at("198.51.100.50");
    var nai = new MobileNodeNai("mn@lab.example");
    var udp = new UdpTunnelRequest(false, false, 0, 0);
    // The care-of address in the request is not where it comes from: a NAT is between.
    RegistrationReply reply =
        node.register(early, node.request(Ip4.ANY, "192.168.1.7", 60, nai, udp));
    assertAccepted(reply);
    Ip4 m = reply.home();
    assertThat(org.dualmip.mobileip.net.Prefix4.of("203.0.113.128/26").contains(m)).isTrue();
    assertThat(reply.extension(UdpTunnelReply.class)).isPresent();
    assertThat(first.bindings().toString())
        .contains("tunnel=UDP to 198.51.100.50:" + early.local().port());
    first.kill();

    AgentProcess second = start(file);
    node.hold(m);
    UdpSocket late = node.at("198.51.100.50");
    RegistrationReply again =
        node.register(late, node.request(Ip4.ANY, "192.168.1.7", 60, nai, udp));
    assertAccepted(again);
    assertThat(again.home()).isEqualTo(m);
    node.tunnelThrough(late);
    assertThat(net.pings(m.toString())).isTrue();
    // A keepalive of RFC 3519 §4.9: the agent's own address answers through the tunnel.
    TestNet.in(net.mn, "ping", "-c", "1", "-W", "1", "-I", m.toString(), "10.1.0.2");

    // The rest of the virtual network ends here instead of going in circles.
    assertThat(TestNet.ip("-n", net.ha, "route", "show", "203.0.113.128/26", "type", "unreachable"))
        .contains("unreachable");
    assertThat(net.pings("203.0.113.190")).isFalse();
    assertThat(second.stop()).isZero();
    assertThat(TestNet.ip("-n", net.ha, "route", "show", "type", "unreachable")).isEmpty();
  }

  @Test
  void aStopLeavesNothingBehindAndPutsSettingsBack() throws Exception {
    TestNet.in(net.ha, "sysctl", "-w", "net.ipv4.ip_forward=0");
    TestNet.in(net.ha, "sysctl", "-w", "net.ipv4.neigh.home.proxy_delay=80");
    String links = TestNet.ip("-n", net.ha, "-o", "link");
    String routes = TestNet.ip("-4", "-n", net.ha, "route", "show", "table", "all");
    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    assertThat(TestNet.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    assertThat(TestNet.ip("-n", net.ha, "neigh", "show", "proxy")).contains("10.1.0.100");
    assertThat(TestNet.in(net.ha, "sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("1");

    assertThat(agent.stop()).as("%s", agent.printed()).isZero();

    assertThat(TestNet.ip("-n", net.ha, "-o", "link")).isEqualTo(links);
    assertThat(TestNet.ip("-4", "-n", net.ha, "route", "show", "table", "all")).isEqualTo(routes);
    assertThat(TestNet.ip("-n", net.ha, "neigh", "show", "proxy")).isEmpty();
    assertThat(TestNet.in(net.ha, "sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("0");
    assertThat(TestNet.in(net.ha, "sysctl", "-n", "net.ipv4.neigh.home.proxy_delay").strip())
        .isEqualTo("80");
    assertThat(directory.resolve("control")).doesNotExist();
    assertThat(Files.readString(directory.resolve("events.jsonl")))
        .contains("\"what\":\"started\"", "\"what\":\"registered\"", "\"what\":\"stopped\"");
  }

  @Test
  void aCrashedAgentsSettingsArePutBackByTheNext() throws Exception {
    TestNet.in(net.ha, "sysctl", "-w", "net.ipv4.ip_forward=0");
    Path file = innerFile();
    start(file).kill();
    assertThat(start(file).stop()).isZero();
    assertThat(TestNet.in(net.ha, "sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("0");
  }

  @Test
  void withoutNettysEpollASocketOfOurOwnServesTheSame() throws Exception {
    AgentProcess agent = start(outerFile(), "-Dio.netty.transport.noNative=true");
    assertThat(agent.page("/why").toString()).contains("UDP 198.51.100.1:434 without Netty");
    StandInNode node = node(OUTER);
    UdpSocket cafe = node.at("198.51.100.50");
    RegistrationReply reply =
        node.register(
            cafe,
            node.request(
                Ip4.ANY,
                "192.168.1.7",
                60,
                new MobileNodeNai("mn@lab.example"),
                new UdpTunnelRequest(false, false, 0, 0)));
    assertAccepted(reply);
    node.hold(reply.home());
    UdpSocket tunnel = node.at("198.51.100.50");
    assertAccepted(
        node.register(
            tunnel,
            node.request(
                reply.home(),
                "192.168.1.7",
                60,
                new MobileNodeNai("mn@lab.example"),
                new UdpTunnelRequest(false, false, 0, 0))));
    node.tunnelThrough(tunnel);
    assertThat(net.pings(reply.home().toString())).isTrue();
  }

  @Test
  void aSecondAgentOnTheSameSocketIsRefusedAndHarmsNothing() throws Exception {
    Path file = innerFile();
    AgentProcess first = start(file);
    StandInNode node = node(INNER);
    node.hold(S);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    node.tunnelFrom("10.1.1.50");

    String printed =
        opened(AgentProcess.launch(net.ha, file, directory.resolve("control"))).awaitEnd();

    assertThat(printed)
        .contains(
            "refused: another service is running at " + directory.resolve("control") + ": stop it");
    assertThat(net.pings("10.1.0.100")).isTrue();
    assertThat(first.bindings()).hasSize(1);
  }

  @Test
  void aBindingEndsWithItsLifetimeAndItsRouteWithIt() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 1)));
    assertThat(TestNet.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    Await.until("the lifetime is over", SOON, () -> agent.bindings().isEmpty());
    assertThat(TestNet.ip("-n", net.ha, "route")).doesNotContain("10.1.0.100");
    assertThat(TestNet.ip("-n", net.ha, "neigh", "show", "proxy")).isEmpty();
  }

  @Test
  void aRefusedRequestFromTheHomeLinkIsAnsweredThereThoughTheAddressIsBound() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    comeHome();
    UdpSocket home = node.at("10.1.0.100");
    byte[] forged = node.request(S, "10.1.0.100", 0);
    forged[forged.length - 1] ^= 1;

    assertThat(node.register(home, forged).code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);

    assertThat(agent.bindings()).hasSize(1);
    assertThat(TestNet.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    assertThat(TestNet.ip("-n", net.ha, "neigh", "show", "proxy")).contains("10.1.0.100");
  }

  private void comeHome() throws Exception {
    TestNet.ip("-n", net.mn, "link", "set", "home", "up");
    TestNet.ip("-n", net.mn, "addr", "replace", "10.1.0.100/32", "dev", "home");
    TestNet.ip("-n", net.mn, "route", "add", "10.1.0.0/24", "dev", "home", "src", "10.1.0.100");
    TestNet.ip("-n", net.mn, "route", "del", "10.1.0.2/32", "via", "10.1.1.1");
  }

  @Test
  void whatAForeignHandRemovesIsPutBack() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(INNER);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    TestNet.ip("-n", net.ha, "route", "del", "10.1.0.100/32", "dev", "dmip-ha");
    Await.until(
        "the route is back",
        SOON,
        () -> {
          try {
            return TestNet.ip("-n", net.ha, "route").contains("10.1.0.100 dev dmip-ha");
          } catch (Exception failed) {
            throw new AssertionError(failed);
          }
        });
    Await.until("it is told", SOON, () -> agent.page("/why").toString().contains("host-repaired"));
  }

  @Test
  void aReReadFileAddsAndEndsNodesWithoutDisturbingTheOthers() throws Exception {
    Path file = innerFile();
    AgentProcess agent = start(file);
    StandInNode node = node(INNER);
    node.hold(S);
    UdpSocket office = node.at("10.1.1.50");
    assertAccepted(node.register(office, node.request(S, "10.1.1.50", 60)));
    node.tunnelFrom("10.1.1.50");
    String good = Files.readString(file);

    Files.writeString(file, good.replace("trusted-networks", "trusted-netwerks"));
    agent.signal("HUP");
    Await.until(
        "the error is told",
        SOON,
        () -> agent.page("/why").toString().contains("perhaps \"trusted-networks\" is meant"));
    assertThat(net.pings("10.1.0.100")).isTrue();

    Files.writeString(
        file, good.replace("prefix: 10.1.0.0/24", "prefix: 10.1.0.0/25") + "lifetime: 30s\n");
    agent.signal("HUP");
    Await.until(
        "the part that needs a restart is named",
        SOON,
        () ->
            agent
                .page("/why")
                .toString()
                .contains("only in part: restart the agent for home-network"));
    assertThat(net.pings("10.1.0.100")).isTrue();
    RegistrationReply shorter = node.register(office, node.request(S, "10.1.1.50", 60));
    assertAccepted(shorter);
    assertThat(shorter.lifetime()).isEqualTo(30);

    Files.writeString(file, good.replace("10.1.0.100", "10.1.0.101"));
    agent.signal("HUP");
    Await.until("the binding ends", SOON, () -> agent.bindings().isEmpty());
    Await.until(
        "nothing answers for it any more",
        SOON,
        () -> {
          try {
            return TestNet.ip("-n", net.ha, "neigh", "show", "proxy").isEmpty();
          } catch (Exception failed) {
            throw new AssertionError(failed);
          }
        });
  }

  @Test
  void anAgentWithoutItsAddressSaysWhatIsMissingAndLeavesNothing() throws Exception {
    Path file = innerFile();
    TestNet.ip("-n", net.ha, "addr", "del", "10.1.0.2/24", "dev", "home");
    String printed =
        opened(AgentProcess.launch(net.ha, file, directory.resolve("control"))).awaitEnd();
    assertThat(printed)
        .contains("refused: cannot serve at 10.1.0.2: no interface here has this address");
    assertThat(TestNet.ip("-n", net.ha, "-o", "link")).doesNotContain("dmip-ha");
    assertThat(directory.resolve("control")).doesNotExist();
  }
}
