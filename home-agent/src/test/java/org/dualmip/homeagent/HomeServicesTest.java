package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;
import static org.dualmip.mobileip.message.RegistrationRequest.BROADCASTS;
import static org.dualmip.mobileip.message.RegistrationRequest.CO_LOCATED;
import static org.dualmip.mobileip.message.RegistrationRequest.REVERSE_TUNNEL;
import static org.dualmip.mobileip.message.RegistrationRequest.SIMULTANEOUS;

import java.time.Duration;
import java.util.Map;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a home agent does beyond one binding for one home address, against a real kernel. */
class HomeServicesTest {
  private static final Ip4 S = Ip4.of("10.1.0.100");
  private static final int USUAL = CO_LOCATED | REVERSE_TUNNEL;
  private static final Duration SOON = Duration.ofSeconds(5);

  @RegisterExtension private final Agents agents = new Agents();
  private TestNet net;

  @BeforeEach
  void build() throws Exception {
    net = new TestNet(agents.namespaces());
  }

  private AgentProcess agent(String more) throws Exception {
    return agents.start(
        net.ha,
        "inner",
        TestNet.INNER_AGENT.replace("mn.key", "mn.key, mobile-networks: [10.7.0.0/24]"),
        more);
  }

  private StandInNode node() throws Exception {
    return agents.add(new StandInNode(net.mn, TestNet.INNER, Agents.secret(256)));
  }

  private static long sent(AgentProcess agent) {
    Map<?, ?> counters = (Map<?, ?>) agent.page("/show/counters");
    Map<?, ?> tunnels = (Map<?, ?>) counters.get("tunnels");
    return tunnels != null && tunnels.get("sent-packets") instanceof Long count ? count : -1;
  }

  @Test
  void simultaneousBindingsGetACopyEach() throws Exception {
    AgentProcess agent = agent("simultaneous-bindings: 2\n");
    StandInNode node = node();
    node.hold(S);
    UdpSocket one = node.at("10.1.1.50");
    UdpSocket other = node.at("10.1.1.51");
    assertAccepted(node.register(one, node.request(USUAL | SIMULTANEOUS, S, "10.1.1.50", 60)));
    assertAccepted(node.register(other, node.request(USUAL | SIMULTANEOUS, S, "10.1.1.51", 60)));
    assertThat(agent.bindings()).hasSize(2);
    node.tunnelFrom("10.1.1.51"); // or its kernel would refuse that copy, and ping would hear of it
    node.tunnelFrom("10.1.1.50");
    Namespaces.ip("-n", net.mn, "link", "set", "home", "down"); // it would answer ARP there
    long before = sent(agent);
    assertThat(net.pings("10.1.0.100")).isTrue();
    assertThat(sent(agent) - before).isEqualTo(2);

    // Restarted, it has both again; one ends, the other goes on.
    agent.kill();
    AgentProcess next = agent("simultaneous-bindings: 2\n");
    assertThat(next.bindings()).hasSize(2);
    assertAccepted(node.register(other, node.request(USUAL, S, "10.1.1.51", 0)));
    assertThat(next.bindings()).hasSize(1);
    assertThat(net.pings("10.1.0.100")).isTrue();
  }

  @Test
  void broadcastsOfTheHomeLinkGoToWhoAskedForThem() throws Exception {
    AgentProcess agent = agent("");
    StandInNode node = node();
    UdpSocket office = node.at("10.1.1.50");
    assertAccepted(node.register(office, node.request(USUAL, S, "10.1.1.50", 60)));
    broadcast();
    assertThat(sent(agent)).isZero();
    assertAccepted(node.register(office, node.request(USUAL | BROADCASTS, S, "10.1.1.50", 60)));
    broadcast();
    Await.until("it is forwarded", SOON, () -> sent(agent) > 0);
  }

  private void broadcast() throws Exception {
    boolean _ = Namespaces.pings(net.cn, "-b", "-W", "1", "10.1.0.255");
  }

  @Test
  void theNetworkOfAMobileRouterIsReachedThroughIt() throws Exception {
    AgentProcess agent = agent("");
    StandInNode node = node();
    node.hold(S);
    Namespaces.ip("-n", net.mn, "addr", "add", "10.7.0.1/32", "dev", "lo");
    UdpSocket office = node.at("10.1.1.50");
    var network = new MobileNetwork(MobileNetwork.Subtype.REQUEST, 0, Prefix4.of("10.7.0.0/24"));
    assertAccepted(node.register(office, node.request(USUAL, S, "10.1.1.50", 60, network)));
    node.tunnelFrom("10.1.1.50");
    assertThat(Namespaces.ip("-n", net.ha, "route")).contains("10.7.0.0/24 dev dmip-ha");
    assertThat(net.pings("10.7.0.1")).as("%s", agent.page("/show/counters")).isTrue();
    assertAccepted(node.register(office, node.request(USUAL, S, "10.1.1.50", 0)));
    assertThat(Namespaces.ip("-n", net.ha, "route")).doesNotContain("10.7.0.0/24");
  }

  @Test
  void throughAForeignAgentTheNetworkOfAMobileRouterIsReachedByTwoTunnels() throws Exception {
    AgentProcess agent = agent("");
    StandInNode node = node();
    node.hold(S);
    Namespaces.ip("-n", net.mn, "addr", "add", "10.7.0.1/32", "dev", "lo");
    UdpSocket office = node.at("10.1.1.50");
    assertAccepted(
        node.register(
            office, node.request(RegistrationRequest.REVERSE_TUNNEL, S, "10.1.1.50", 60)));
    node.tunnelBehind("10.1.1.50", S);
    assertThat(net.pings("10.7.0.1")).as("%s", agent.page("/show/counters")).isTrue();
    // In one tunnel only, its packets have not come from the mobile router (RFC 5177 §10).
    node.tunnelFrom("10.1.1.50");
    assertThat(net.pings("10.7.0.1")).isFalse();
  }

  @Test
  void anOperatorEndsABinding() throws Exception {
    AgentProcess agent = agent("");
    StandInNode node = node();
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(USUAL, S, "10.1.1.50", 60)));
    assertThat(agents.order("inner", "revoke", Map.of("node", "nobody")).status()).isEqualTo(400);
    assertThat(agents.order("inner", "revoke", Map.of("node", "10.1.0.100")).body())
        .contains("\"revoked\":1");
    assertThat(agent.bindings()).isEmpty();
    assertThat(Namespaces.ip("-n", net.ha, "route")).doesNotContain("10.1.0.100");
    assertThat(agent.page("/why").toString()).contains("binding-ended");
  }

  @Test
  void twoAgentsOnOneHostLeaveEachOthersRoutesAlone() throws Exception {
    AgentProcess inner = agent("");
    StandInNode node = node();
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(USUAL, S, "10.1.1.50", 60)));
    AgentProcess outer =
        agents.start(
            net.ha,
            "outer",
            """
            role: outer
            address: 198.51.100.1
            home-network: {prefix: 203.0.113.128/26}
            adapter: dmip-outer
            """);
    assertThat(Namespaces.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    assertThat(Namespaces.ip("-n", net.ha, "route")).contains("unreachable 203.0.113.128/26");
    assertThat(outer.stop()).isZero();
    assertThat(Namespaces.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    assertThat(Namespaces.ip("-n", net.ha, "neigh", "show", "proxy")).contains("10.1.0.100");
    assertThat(inner.page("/why").toString()).doesNotContain("host-repaired");
  }
}
