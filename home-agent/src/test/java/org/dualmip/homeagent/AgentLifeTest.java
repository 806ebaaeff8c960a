package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The life of an agent: crash and return, stop, files re-read, and starts that cannot be. */
class AgentLifeTest {
  private static final Duration SOON = Duration.ofSeconds(6);
  private static final Ip4 S = Ip4.of("10.1.0.100");

  @RegisterExtension private final Agents agents = new Agents();
  private TestNet net;

  @BeforeEach
  void build() throws Exception {
    net = new TestNet(agents.namespaces());
  }

  private Path innerFile() throws Exception {
    return agents.write("inner", TestNet.INNER_AGENT);
  }

  private AgentProcess start(Path file) throws Exception {
    return agents.start(net.ha, file);
  }

  private StandInNode node() {
    return agents.add(new StandInNode(net.mn, TestNet.INNER, Agents.secret(256)));
  }

  @Test
  void aKilledAgentComesBackWithItsBindingsAndItsMemory() throws Exception {
    Path file = innerFile();
    AgentProcess first = start(file);
    StandInNode node = node();
    node.hold(S);
    UdpSocket office = node.at("10.1.1.50");
    byte[] request = node.request(S, "10.1.1.50", 60);
    assertAccepted(node.register(office, request));
    node.tunnelFrom("10.1.1.50");
    assertThat(net.pings("10.1.0.100")).isTrue();

    first.kill();
    assertThat(Namespaces.ip("-n", net.ha, "link", "show", "dmip-ha")).contains("NO-CARRIER");
    AgentProcess second = start(file);

    assertThat(second.bindings()).hasSize(1);
    assertThat(second.bindings().toString()).contains("granted-s=60");
    assertThat(net.pings("10.1.0.100")).isTrue();
    // What the first agent accepted is a replay to the second.
    RegistrationReply replayed = node.register(office, request);
    assertThat(replayed.code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void aStopLeavesNothingBehindAndPutsSettingsBack() throws Exception {
    Namespaces.in(net.ha, "sysctl", "-w", "net.ipv4.ip_forward=0");
    Namespaces.in(net.ha, "sysctl", "-w", "net.ipv4.neigh.home.proxy_delay=80");
    String links = Namespaces.ip("-n", net.ha, "-o", "link");
    String routes = Namespaces.ip("-4", "-n", net.ha, "route", "show", "table", "all");
    AgentProcess agent = start(innerFile());
    StandInNode node = node();
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    assertThat(Namespaces.ip("-n", net.ha, "route")).contains("10.1.0.100 dev dmip-ha");
    assertThat(Namespaces.ip("-n", net.ha, "neigh", "show", "proxy")).contains("10.1.0.100");
    assertThat(Namespaces.in(net.ha, "sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("1");

    assertThat(agent.stop()).as("%s", agent.printed()).isZero();

    assertThat(Namespaces.ip("-n", net.ha, "-o", "link")).isEqualTo(links);
    assertThat(Namespaces.ip("-4", "-n", net.ha, "route", "show", "table", "all"))
        .isEqualTo(routes);
    assertThat(Namespaces.ip("-n", net.ha, "neigh", "show", "proxy")).isEmpty();
    assertThat(Namespaces.in(net.ha, "sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("0");
    assertThat(Namespaces.in(net.ha, "sysctl", "-n", "net.ipv4.neigh.home.proxy_delay").strip())
        .isEqualTo("80");
    assertThat(agents.control("inner")).doesNotExist();
    assertThat(agents.events("inner"))
        .contains("\"what\":\"started\"", "\"what\":\"registered\"", "\"what\":\"stopped\"");
  }

  @Test
  void aCrashedAgentsSettingsArePutBackByTheNext() throws Exception {
    Namespaces.in(net.ha, "sysctl", "-w", "net.ipv4.ip_forward=0");
    Path file = innerFile();
    start(file).kill();
    assertThat(start(file).stop()).isZero();
    assertThat(Namespaces.in(net.ha, "sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("0");
  }

  @Test
  void aSecondAgentOnTheSameSocketIsRefusedAndHarmsNothing() throws Exception {
    Path file = innerFile();
    AgentProcess first = start(file);
    StandInNode node = node();
    node.hold(S);
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    node.tunnelFrom("10.1.1.50");

    String printed = agents.launch(net.ha, file).awaitEnd();

    assertThat(printed)
        .contains(
            "refused: another service is running at " + agents.control("inner") + ": stop it");
    assertThat(net.pings("10.1.0.100")).isTrue();
    assertThat(first.bindings()).hasSize(1);
  }

  @Test
  void whatAForeignHandRemovesIsPutBack() throws Exception {
    AgentProcess agent = start(innerFile());
    StandInNode node = node();
    assertAccepted(node.register(node.at("10.1.1.50"), node.request(S, "10.1.1.50", 60)));
    Namespaces.ip("-n", net.ha, "route", "del", "10.1.0.100/32", "dev", "dmip-ha");
    Await.until(
        "the route is back",
        SOON,
        () -> {
          try {
            return Namespaces.ip("-n", net.ha, "route").contains("10.1.0.100 dev dmip-ha");
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
    StandInNode node = node();
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
            return Namespaces.ip("-n", net.ha, "neigh", "show", "proxy").isEmpty();
          } catch (Exception failed) {
            throw new AssertionError(failed);
          }
        });
  }

  @Test
  void anAgentWithoutItsAddressSaysWhatIsMissingAndLeavesNothing() throws Exception {
    Path file = innerFile();
    Namespaces.ip("-n", net.ha, "addr", "del", "10.1.0.2/24", "dev", "home");
    String printed = agents.launch(net.ha, file).awaitEnd();
    assertThat(printed)
        .contains("refused: cannot serve at 10.1.0.2: no interface here has this address");
    assertThat(Namespaces.ip("-n", net.ha, "-o", "link")).doesNotContain("dmip-ha");
    assertThat(agents.control("inner")).doesNotExist();
  }
}
