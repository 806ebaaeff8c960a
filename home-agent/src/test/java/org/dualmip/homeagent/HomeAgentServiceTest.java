package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service on a real kernel: processes, sockets, ARP and tunnels between namespaces. */
class HomeAgentServiceTest {
  private static final Duration SOON = Duration.ofSeconds(6);
  private static final Ip4 S = Ip4.of("10.1.0.100");
  private static final Ip4 OUTER = Ip4.of("198.51.100.1");

  @RegisterExtension private final Agents agents = new Agents();
  private TestNet net;

  @BeforeEach
  void build() throws Exception {
    net = new TestNet(agents.namespaces());
  }

  private Path innerFile() throws Exception {
    return agents.write("inner", TestNet.INNER_AGENT);
  }

  private Path outerFile() throws Exception {
    return agents.write(
        "outer",
        """
        role: outer
        address: 198.51.100.1
        home-network: {prefix: 203.0.113.128/26}
        mobile-nodes:
          - {nai: mn@lab.example, spi: 256, key-file: mn.key}
        """);
  }

  private AgentProcess start(Path file, String... options) throws Exception {
    return agents.start(net.ha, file, options);
  }

  private StandInNode node(Ip4 agent) {
    return agents.add(new StandInNode(net.mn, agent, Agents.secret(256)));
  }

  @Test
  void packetsFollowARegisteredNodeBothWaysAndTheHomeLinkLearnsIt() throws Exception {
    // At home first, so that the correspondent has a MAC address to unlearn.
    Namespaces.ip("-n", net.mn, "addr", "add", "10.1.0.100/32", "dev", "home");
    Namespaces.ip("-n", net.mn, "route", "add", "10.1.0.10/32", "dev", "home");
    assertThat(net.pings("10.1.0.100")).isTrue();
    String own = Namespaces.mac(net.mn, "home");
    assertThat(net.seenByCorrespondent("10.1.0.100")).isEqualTo(own);
    Namespaces.ip("-n", net.mn, "addr", "del", "10.1.0.100/32", "dev", "home");
    Namespaces.ip("-n", net.mn, "link", "set", "home", "down");

    AgentProcess agent = start(innerFile());
    StandInNode node = node(TestNet.INNER);
    node.hold(S);
    UdpSocket office = node.at("10.1.1.50");
    RegistrationReply reply = node.register(office, node.request(S, "10.1.1.50", 60));

    assertAccepted(reply);
    assertThat(reply.extension(TrustedNetworksConfigured.class)).isPresent();
    node.tunnelFrom("10.1.1.50");
    String agents = Namespaces.mac(net.ha, "home");
    Await.until(
        "a gratuitous ARP tells the correspondent", SOON, () -> seen("10.1.0.100").equals(agents));
    assertThat(net.pings("10.1.0.100")).isTrue();
    assertThat(agent.bindings().toString())
        .contains("home=10.1.0.100", "care-of=10.1.1.50", "tunnel=IP-in-IP to 10.1.1.50");

    // Someone who forgot everything asks by ARP and is answered by the agent.
    Namespaces.ip("-n", net.cn, "neigh", "flush", "all");
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
    assertThat(Namespaces.ip("-n", net.ha, "neigh", "show", "proxy")).doesNotContain("10.1.0.100");
  }

  private String seen(String address) {
    try {
      return net.seenByCorrespondent(address);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void requestsFromUntrustedAddressesAreDroppedInSilenceAndCounted() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(TestNet.INNER);
    Namespaces.ip("-n", net.mn, "route", "replace", "10.1.0.2/32", "via", "198.51.100.1");
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
    StandInNode node = node(TestNet.INNER);
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
    StandInNode node = node(TestNet.INNER);
    node.hold(S);
    UdpSocket office = node.at("10.1.1.50");
    assertAccepted(node.register(office, node.request(S, "10.1.1.50", 60)));
    node.tunnelFrom("10.1.1.50");
    UdpSocket other = node.at("10.1.1.51");
    assertAccepted(node.register(other, node.request(S, "10.1.1.51", 60)));

    // The node goes on sending from .50; the agent sends to .51, which the node's kernel has too.
    assertThat(received(agent)).isZero();
    Namespaces.in(net.mn, "ping", "-c", "1", "-W", "1", "-I", "10.1.0.100", "10.1.0.10");
    assertThat(received(agent)).isEqualTo(1);
    Await.until(
        "the time of the old address ends",
        SOON,
        () -> !agent.bindings().toString().contains("previous="));
    assertThat(notAccepted(agent)).isZero();
    assertThat(Namespaces.pings(net.mn, "-W", "1", "-I", "10.1.0.100", "10.1.0.10")).isFalse();
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
    Namespaces.in(net.mn, "ping", "-c", "1", "-W", "1", "-I", m.toString(), "10.1.0.2");

    // The rest of the virtual network ends here instead of going in circles.
    assertThat(
            Namespaces.ip("-n", net.ha, "route", "show", "203.0.113.128/26", "type", "unreachable"))
        .contains("unreachable");
    assertThat(net.pings("203.0.113.190")).isFalse();
    assertThat(second.stop()).isZero();
    assertThat(Namespaces.ip("-n", net.ha, "route", "show", "type", "unreachable")).isEmpty();
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
  void aBindingEndsWithItsLifetimeAndItsRouteWithIt() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(TestNet.INNER);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 1)));
    assertThat(Namespaces.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    Await.until("the lifetime is over", SOON, () -> agent.bindings().isEmpty());
    assertThat(Namespaces.ip("-n", net.ha, "route")).doesNotContain("10.1.0.100");
    assertThat(Namespaces.ip("-n", net.ha, "neigh", "show", "proxy")).isEmpty();
  }

  @Test
  void aRefusedRequestFromTheHomeLinkIsAnsweredThereThoughTheAddressIsBound() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node(TestNet.INNER);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    comeHome();
    UdpSocket home = node.at("10.1.0.100");
    byte[] forged = node.request(S, "10.1.0.100", 0);
    forged[forged.length - 1] ^= 1;

    assertThat(node.register(home, forged).code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);

    assertThat(agent.bindings()).hasSize(1);
    assertThat(Namespaces.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    assertThat(Namespaces.ip("-n", net.ha, "neigh", "show", "proxy")).contains("10.1.0.100");
  }

  private void comeHome() throws Exception {
    Namespaces.ip("-n", net.mn, "link", "set", "home", "up");
    Namespaces.ip("-n", net.mn, "addr", "replace", "10.1.0.100/32", "dev", "home");
    Namespaces.ip("-n", net.mn, "route", "add", "10.1.0.0/24", "dev", "home", "src", "10.1.0.100");
    Namespaces.ip("-n", net.mn, "route", "del", "10.1.0.2/32", "via", "10.1.1.1");
  }
}
