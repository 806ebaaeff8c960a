package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;
import static org.dualmip.homeagent.Agents.visitors;
import static org.dualmip.homeagent.VisitedNet.HOME_AGENT;
import static org.dualmip.mobileip.message.RegistrationRequest.GRE;
import static org.dualmip.mobileip.message.RegistrationRequest.REVERSE_TUNNEL;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A foreign agent and a home agent with tenants, as processes against a real kernel. */
class ForeignAgentServiceTest {
  private static final Ip4 CARE_OF = Ip4.of(VisitedNet.FOREIGN_AGENT);
  private static final Duration SOON = Duration.ofSeconds(5);

  @RegisterExtension private final Agents agents = new Agents();
  private VisitedNet net;

  @BeforeEach
  void build() throws Exception {
    net = VisitedNet.direct(agents.namespaces());
  }

  private AgentProcess homeAgent() throws Exception {
    return agents.start(net.ha, "ha", VisitedNet.TENANTS);
  }

  private AgentProcess foreignAgent() throws Exception {
    return agents.start(net.fa, "fa", VisitedNet.FOREIGN);
  }

  private StandInVisitor visitor(String namespace, String nai) throws Exception {
    return agents.add(
        new StandInVisitor(namespace, nai, Agents.secret(nai.equals("x@a") ? 256 : 257)));
  }

  @Test
  void itAdvertisesAndAnswersSolicitations() throws Exception {
    AgentProcess agent = foreignAgent();
    StandInVisitor node = visitor(net.mn1, "x@a");
    AgentAdvertisement answer = node.solicit();
    assertThat(answer.careOf()).containsExactly(CARE_OF);
    assertThat(answer.has(AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REVERSE_TUNNEL))
        .isTrue();
    assertThat(answer.has(AgentAdvertisement.HOME_AGENT)).isFalse();
    AgentAdvertisement next = node.advertisement();
    assertThat(next.sequence()).isGreaterThan(answer.sequence());
    assertThat(agent.stop()).isZero();
    AgentAdvertisement last = next;
    while (last.lifetime() > 0) {
      last = node.advertisement();
    }
    assertThat(last.lifetime()).isZero();
  }

  @Test
  void aVisitorIsReachedAtItsStationAndItsPacketsTakeTheTunnelBack() throws Exception {
    AgentProcess home = homeAgent();
    AgentProcess agent = foreignAgent();
    StandInVisitor node = visitor(net.mn1, "x@a");
    node.solicit();
    assertAccepted(node.register(HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF));

    assertThat(visitors(agent).toString())
        .contains("visitor=x@a", "link=visited", "reverse-tunnel=direct");
    assertThat(home.bindings()).hasSize(1);
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME))
        .as("%s", agent.page("/show/counters"))
        .isTrue();
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10")).isTrue();
    assertThat(Namespaces.pings(net.cnb, VisitedNet.HOME)).isFalse();
    // One hop at each end of the tunnel (RFC 2784 §3.1).
    assertThat(Namespaces.pings(net.cna, "-W", "3", "-t", "2", VisitedNet.HOME)).isFalse();
    assertThat(Namespaces.pings(net.cna, "-W", "3", "-t", "3", VisitedNet.HOME)).isTrue();
    // Nobody asked by ARP where the home address is (RFC 5944 §4.6).
    assertThat(Namespaces.ip("-n", net.fa, "neigh", "show", VisitedNet.HOME)).isEmpty();

    assertAccepted(node.register(HOME_AGENT, REVERSE_TUNNEL, 0, CARE_OF));
    assertThat(visitors(agent)).isEmpty();
    assertThat(home.bindings()).isEmpty();
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isFalse();
  }

  @Test
  void whatAVisitorEncapsulatesIsTunnelledAndTheRestIsNot() throws Exception {
    AgentProcess home = homeAgent();
    AgentProcess agent = foreignAgent();
    StandInVisitor node = visitor(net.mn1, "x@a");
    node.solicit();
    assertAccepted(
        node.register(HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF, new EncapsulatingDelivery()));
    assertThat(visitors(agent).toString()).contains("reverse-tunnel=encapsulating");
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10")).isFalse();
    node.encapsulate();
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10"))
        .as("%s %s", agent.page("/show/counters"), home.page("/show/counters"))
        .isTrue();
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isTrue();
  }

  @Test
  void nobodyElseEncapsulatesInAVisitorsName() throws Exception {
    homeAgent();
    AgentProcess agent = foreignAgent();
    StandInVisitor node = visitor(net.mn1, "x@a");
    node.solicit();
    assertAccepted(
        node.register(HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF, new EncapsulatingDelivery()));
    StandInVisitor other = visitor(net.mn2, "x@b");
    other.solicit();
    other.encapsulate();
    long before = received(net.cna);
    assertThat(Namespaces.pings(net.mn2, "10.0.0.10")).isFalse();
    assertThat(received(net.cna)).as("RFC 3024 §5.2.1: who sent it is verified").isEqualTo(before);
    node.encapsulate();
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10")).isTrue();
    assertAccepted(node.register(HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF));
    assertThat(visitors(agent).toString()).contains("reverse-tunnel=direct");
    assertThat(Namespaces.in(net.fa, "nft", "list", "sets")).doesNotContain(VisitedNet.HOME);
  }

  @Test
  void twoVisitorsWithTheSameHomeAddressAreKeptApart() throws Exception {
    AgentProcess home = homeAgent();
    AgentProcess agent = foreignAgent();
    StandInVisitor one = visitor(net.mn1, "x@a");
    StandInVisitor two = visitor(net.mn2, "x@b");
    one.solicit();
    two.solicit();
    assertAccepted(one.register(HOME_AGENT, REVERSE_TUNNEL | GRE, 60, CARE_OF));
    assertAccepted(two.register(HOME_AGENT, REVERSE_TUNNEL | GRE, 60, CARE_OF));
    assertThat(home.bindings()).hasSize(2);
    assertThat(visitors(agent)).hasSize(2);
    long before = received(net.mn2);
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME))
        .as("%s %s", agent.page("/show/counters"), home.page("/show/counters"))
        .isTrue();
    assertThat(received(net.mn2)).isEqualTo(before);
    assertThat(Namespaces.pings(net.cnb, VisitedNet.HOME)).isTrue();
    assertThat(received(net.mn2)).isGreaterThan(before);
    assertThat(Namespaces.pings(net.mn1, "10.0.0.10")).isTrue();
    assertThat(Namespaces.pings(net.mn2, "10.0.0.10")).isTrue();
  }

  /** Echo requests that a node's kernel has got. */
  private static long received(String namespace) throws Exception {
    String snmp = Namespaces.in(namespace, "nstat", "-asz", "IcmpInEchos");
    Matcher count = Pattern.compile("IcmpInEchos\\s+(\\d+)").matcher(snmp);
    assertThat(count.find()).as(snmp).isTrue();
    return Long.parseLong(count.group(1));
  }

  @Test
  void afterAKillTheNextAgentBeginsAnewAndAStopLeavesNothing() throws Exception {
    AgentProcess home = homeAgent();
    String links = Namespaces.ip("-n", net.fa, "-o", "link");
    String routes = Namespaces.ip("-4", "-n", net.fa, "route", "show", "table", "all");
    String rules = Namespaces.ip("-4", "-n", net.fa, "rule");
    AgentProcess killed = foreignAgent();
    StandInVisitor one = visitor(net.mn1, "x@a");
    StandInVisitor two = visitor(net.mn2, "x@b");
    one.solicit();
    two.solicit();
    assertAccepted(one.register(HOME_AGENT, REVERSE_TUNNEL | GRE, 60, CARE_OF));
    assertAccepted(two.register(HOME_AGENT, REVERSE_TUNNEL | GRE, 60, CARE_OF));
    assertThat(Namespaces.ip("-n", net.fa, "-o", "link")).contains("dmip-fa2");
    killed.kill();

    AgentProcess agent = foreignAgent();
    assertThat(visitors(agent)).isEmpty();
    assertThat(Namespaces.ip("-n", net.fa, "-o", "link")).doesNotContain("dmip-fa2");
    one.solicit();
    assertAccepted(one.register(HOME_AGENT, REVERSE_TUNNEL | GRE, 60, CARE_OF));
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isTrue();
    assertThat(agent.stop()).as(agent.printed()).isZero();

    assertThat(Namespaces.ip("-n", net.fa, "-o", "link")).isEqualTo(links);
    assertThat(Namespaces.ip("-4", "-n", net.fa, "route", "show", "table", "all"))
        .isEqualTo(routes);
    assertThat(Namespaces.ip("-4", "-n", net.fa, "rule")).isEqualTo(rules);
    assertThat(Namespaces.in(net.fa, "nft", "list", "ruleset")).isEmpty();
    assertThat(Namespaces.in(net.fa, "sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("0");
    assertThat(agents.events("fa")).contains("visitor-registered");
    assertThat(home.stop()).isZero();
    assertThat(Namespaces.ip("-4", "-n", net.ha, "rule")).doesNotContain("iif");
  }

  @Test
  void aRequestForAnUnreachableHomeAgentIsAnswered() throws Exception {
    AgentProcess agent = foreignAgent();
    StandInVisitor node = visitor(net.mn1, "x@a");
    node.solicit();
    RegistrationReply reply = node.register("203.0.113.9", REVERSE_TUNNEL, 60, CARE_OF);
    assertThat(reply.code().value()).isBetween(64, 95);
    assertThat(visitors(agent)).isEmpty();
    assertThat(((Map<?, ?>) agent.page("/show/counters")).get("relaying")).isNotNull();
    Await.until("it is told", SOON, () -> !agent.page("/why").toString().isEmpty());
  }

  @Test
  void aVisitorMayBelongToTheHomeAgentBeside() throws Exception {
    Namespaces.ip("-n", net.fa, "addr", "add", "198.51.100.3/24", "dev", "wan");
    AgentProcess both =
        agents.start(
            net.fa,
            "fa",
            """
            role: outer
            address: 198.51.100.2
            home-network: {prefix: 10.0.0.0/24}
            mobile-nodes:
              - {nai: x@a, home-address: 10.0.0.5, spi: 256, key-file: mn.key}
            foreign-agent:
              links: [visited]
              care-of: 198.51.100.3
              advertisements: {interval: 1s}
            """);
    Namespaces.ip("-n", net.ha, "route", "add", "10.0.0.0/24", "via", "198.51.100.2");
    StandInVisitor node = visitor(net.mn1, "x@a");
    node.solicit();
    assertAccepted(node.register("198.51.100.2", REVERSE_TUNNEL, 60, Ip4.of("198.51.100.3")));
    assertThat(both.bindings()).hasSize(1);
    assertThat(visitors(both)).hasSize(1);
    assertThat(Namespaces.pings(net.ha, VisitedNet.HOME))
        .as("%s", both.page("/show/counters"))
        .isTrue();
    assertThat(both.stop()).isZero();
  }
}
