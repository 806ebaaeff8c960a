package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;
import static org.dualmip.homeagent.Agents.visitors;
import static org.dualmip.mobileip.message.RegistrationRequest.REVERSE_TUNNEL;

import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a foreign agent decides for its visitors, with agents as processes. */
class ForeignAgentPolicyTest {
  private static final Ip4 CARE_OF = Ip4.of(VisitedNet.FOREIGN_AGENT);

  @RegisterExtension private final Agents agents = new Agents();
  private VisitedNet net;
  private AgentProcess home;

  @BeforeEach
  void build() throws Exception {
    net = VisitedNet.direct(agents.namespaces());
    home = agents.start(net.ha, "ha", VisitedNet.TENANTS, "dynamic-home-agent: true\n");
  }

  private AgentProcess foreignAgent(String policy) throws Exception {
    return agents.start(net.fa, "fa", VisitedNet.FOREIGN, policy);
  }

  private StandInVisitor visitor(String namespace, String nai) throws Exception {
    StandInVisitor node =
        agents.add(
            new StandInVisitor(namespace, nai, Agents.secret(nai.equals("x@a") ? 256 : 257)));
    node.solicit();
    return node;
  }

  @Test
  void aNodeThatNamesNoHomeAgentIsLedToOneOfTheList() throws Exception {
    AgentProcess agent = foreignAgent("  default-home-agents: [198.51.100.1]\n");
    StandInVisitor node = visitor(net.mn1, "x@a");
    RegistrationReply reply = node.register("255.255.255.255", REVERSE_TUNNEL, 60, CARE_OF);
    assertAccepted(reply);
    assertThat(reply.homeAgent()).isEqualTo(Ip4.of(VisitedNet.HOME_AGENT));
    assertThat(visitors(agent).toString()).contains("home-agent=198.51.100.1");
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isTrue();
  }

  @Test
  void withoutAListSuchANodeIsToldToNameOne() throws Exception {
    AgentProcess agent = foreignAgent("");
    StandInVisitor node = visitor(net.mn1, "x@a");
    assertThat(node.register("0.0.0.0", REVERSE_TUNNEL, 60, CARE_OF).code())
        .isEqualTo(ReplyCode.FA_NONZERO_HOME_AGENT_REQUIRED);
    assertThat(visitors(agent)).isEmpty();
  }

  @Test
  void withGreForAllVisitorsAreKeptApartWithoutAskingForIt() throws Exception {
    AgentProcess agent = foreignAgent("  gre-for-all: true\n");
    StandInVisitor one = visitor(net.mn1, "x@a");
    StandInVisitor two = visitor(net.mn2, "x@b");
    assertAccepted(one.register(VisitedNet.HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF));
    assertAccepted(two.register(VisitedNet.HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF));
    assertThat(home.bindings()).hasSize(2).allMatch(each -> each.toString().contains("GRE"));
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME))
        .as("%s %s", agent.page("/show/counters"), home.page("/show/counters"))
        .isTrue();
    assertThat(Namespaces.pings(net.cnb, VisitedNet.HOME)).isTrue();
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10")).isTrue();
    assertThat(Namespaces.pings(net.mn2, "10.0.0.10")).isTrue();
  }

  @Test
  void visitorsWithAPrivateAddressMayHaveToTunnelBack() throws Exception {
    AgentProcess agent = foreignAgent("  private-need-reverse-tunnel: true\n");
    StandInVisitor node = visitor(net.mn1, "x@a");
    assertThat(node.register(VisitedNet.HOME_AGENT, 0, 60, CARE_OF).code())
        .isEqualTo(ReplyCode.FA_REVERSE_TUNNEL_MANDATORY);
    assertAccepted(node.register(VisitedNet.HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF));
    assertThat(visitors(agent)).hasSize(1);
  }
}
