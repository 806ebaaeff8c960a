package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;
import static org.dualmip.homeagent.Agents.visitors;
import static org.dualmip.mobileip.message.RegistrationRequest.GRE;
import static org.dualmip.mobileip.message.RegistrationRequest.REVERSE_TUNNEL;

import java.time.Duration;
import java.util.Map;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A foreign agent behind a NAT, whose tunnel is in UDP (RFC 3519), with agents as processes. */
class ForeignAgentBehindNatTest {
  private static final Ip4 CARE_OF = Ip4.of(VisitedNet.BEHIND_NAT);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration KEEPALIVE = Duration.ofSeconds(30);

  @RegisterExtension private final Agents agents = new Agents();
  private VisitedNet net;

  @BeforeEach
  void build() throws Exception {
    net = VisitedNet.behindNat(agents.namespaces());
  }

  private AgentProcess homeAgent() throws Exception {
    return agents.start(
        net.ha,
        "ha",
        VisitedNet.TENANTS,
        """
        keepalive: 10s
        foreign-agents: [{address: 192.168.7.2, associations: [{spi: 300, key-file: mn.key}]}]
        """);
  }

  private AgentProcess foreignAgent(String more) throws Exception {
    return agents.start(
        net.fa,
        "fa",
        VisitedNet.FOREIGN.replace(VisitedNet.FOREIGN_AGENT, VisitedNet.BEHIND_NAT),
        "  home-agents: [{address: 198.51.100.1, associations: [{spi: 300, key-file: mn.key}]}]\n",
        more);
  }

  private StandInVisitor registered(int flags) throws Exception {
    StandInVisitor node = agents.add(new StandInVisitor(net.mn1, "x@a", Agents.secret(256)));
    node.solicit();
    assertAccepted(node.register(VisitedNet.HOME_AGENT, REVERSE_TUNNEL | flags, 60, CARE_OF));
    return node;
  }

  @Test
  void packetsGoBothWaysInUdpAndTheForeignAgentKeepsTheMappingAlive() throws Exception {
    AgentProcess home = homeAgent();
    AgentProcess agent = foreignAgent("");
    registered(0);

    assertThat(home.bindings().toString())
        .containsPattern("tunnel=UDP to 198\\.51\\.100\\.2:20\\d\\d\\d")
        .contains("care-of=192.168.7.2");
    assertThat(visitors(agent).toString()).contains("tunnel=UDP to 198.51.100.1:434");
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME))
        .as("%s %s", agent.page("/show/counters"), home.page("/show/counters"))
        .isTrue();
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10")).isTrue();
    assertThat(Namespaces.pings(net.cnb, VisitedNet.HOME)).isFalse();

    // RFC 3519 §4.9: the end that is not the home agent asks, and is answered.
    long asked = agent.counted("visitors-tunnels", "sent-packets");
    long answered = agent.counted("visitors-tunnels", "received-packets");
    Await.until(
        "a keepalive is answered",
        KEEPALIVE,
        () ->
            agent.counted("visitors-tunnels", "sent-packets") > asked
                && agent.counted("visitors-tunnels", "received-packets") > answered);
  }

  @Test
  void withGreInUdpItGoesTheSame() throws Exception {
    AgentProcess home = homeAgent();
    AgentProcess agent = foreignAgent("");
    registered(GRE);
    assertThat(home.bindings().toString()).contains("GRE", "in UDP");
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME))
        .as("%s %s", agent.page("/show/counters"), home.page("/show/counters"))
        .isTrue();
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10")).isTrue();
  }

  @Test
  void aRevocationFindsTheWayThroughTheNat() throws Exception {
    AgentProcess home = homeAgent();
    AgentProcess agent = foreignAgent("");
    registered(0);
    assertThat(agents.order("ha", "revoke", Map.of("node", "x@a")).status()).isEqualTo(200);
    Await.until("the visitor is gone", SOON, () -> visitors(agent).isEmpty());
    Await.until("it is confirmed", SOON, () -> home.registrations("revocations-acknowledged") == 1);
  }

  @Test
  void anAgentThatNeverTunnelsInUdpIsRefusedBehindANat() throws Exception {
    AgentProcess home = homeAgent();
    AgentProcess agent = foreignAgent("  udp-tunnels: never\n");
    StandInVisitor node = agents.add(new StandInVisitor(net.mn1, "x@a", Agents.secret(256)));
    node.solicit();
    assertThat(node.register(VisitedNet.HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF).code().accepted())
        .isFalse();
    assertThat(home.bindings()).isEmpty();
    assertThat(visitors(agent)).isEmpty();
  }
}
