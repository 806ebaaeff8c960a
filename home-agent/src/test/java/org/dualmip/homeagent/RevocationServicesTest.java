package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;
import static org.dualmip.homeagent.Agents.visitors;
import static org.dualmip.mobileip.message.RegistrationRequest.REVERSE_TUNNEL;

import java.time.Duration;
import java.util.Map;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Revocation between a home agent and a foreign agent as processes (RFC 3543). */
class RevocationServicesTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension private final Agents agents = new Agents();
  private VisitedNet net;
  private AgentProcess home;
  private AgentProcess foreign;
  private StandInVisitor node;

  @BeforeEach
  void registerAVisitor() throws Exception {
    net = VisitedNet.direct(agents.namespaces());
    home =
        agents.start(
            net.ha,
            "ha",
            VisitedNet.TENANTS,
            """
            foreign-agents:
              - {address: 198.51.100.2, associations: [{spi: 300, key-file: mn.key}]}
            """);
    foreign =
        agents.start(
            net.fa,
            "fa",
            VisitedNet.FOREIGN,
            """
              home-agents:
                - {address: 198.51.100.1, associations: [{spi: 300, key-file: mn.key}]}
            """);
    node = agents.add(new StandInVisitor(net.mn1, "x@a", Agents.secret(256)));
    node.solicit();
    register();
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isTrue();
  }

  private void register() throws Exception {
    assertAccepted(
        node.register(VisitedNet.HOME_AGENT, REVERSE_TUNNEL, 60, Ip4.of(VisitedNet.FOREIGN_AGENT)));
  }

  private void revokeAt(String agent) {
    assertThat(agents.order(agent, "revoke", Map.of("node", "x@a")).body())
        .contains("\"revoked\":1");
  }

  /** Loses what one agent sends the other, by the type of the message. */
  private static void lose(String namespace, int type) throws Exception {
    Namespaces.in(
        namespace,
        "nft",
        "add table ip lost; add chain ip lost in { type filter hook input priority 0; };"
            + " add rule ip lost in udp dport 434 @th,64,8 "
            + type
            + " counter drop");
  }

  private static boolean hasLost(String namespace) {
    try {
      return !Namespaces.in(namespace, "nft", "list", "chain", "ip", "lost", "in")
          .contains("packets 0 ");
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void whatTheHomeAgentRevokesEndsAtTheForeignAgentAndTheNodeHearsOfIt() throws Exception {
    node.solicit();
    revokeAt("ha");
    assertThat(home.bindings()).isEmpty();
    Await.until("the visitor is gone", SOON, () -> visitors(foreign).isEmpty());
    Await.until("it is confirmed", SOON, () -> home.registrations("revocations-acknowledged") == 1);
    assertThat(home.registrations("revocations-sent")).isEqualTo(1);
    assertThat(foreign.page("/why").toString()).contains("revoked by the home agent");
    while (node.advertisement().sequence() != 0) {
      // RFC 3543 §4.1: as if the agent had just begun; so the node registers anew.
    }
    assertThat(Namespaces.pings(net.cna, "-W", "1", VisitedNet.HOME)).isFalse();
    register();
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isTrue();
  }

  @Test
  void whatTheForeignAgentRevokesEndsAtTheHomeAgent() throws Exception {
    revokeAt("fa");
    assertThat(visitors(foreign)).isEmpty();
    Await.until("the binding is gone", SOON, () -> home.bindings().isEmpty());
    Await.until("it is confirmed", SOON, () -> foreign.relaying("revocations-confirmed") == 1);
    assertThat(foreign.relaying("revocations-sent")).isEqualTo(1);
    assertThat(Namespaces.pings(net.cna, "-W", "1", VisitedNet.HOME)).isFalse();
  }

  @Test
  void aLostRevocationIsSentAgain() throws Exception {
    lose(net.fa, RevocationMessage.TYPE);
    revokeAt("ha");
    Await.until("the first is lost", SOON, () -> hasLost(net.fa));
    assertThat(visitors(foreign)).hasSize(1);
    Namespaces.in(net.fa, "nft", "delete", "table", "ip", "lost");
    Await.until("the visitor is gone", SOON, () -> visitors(foreign).isEmpty());
    Await.until("it is confirmed", SOON, () -> home.registrations("revocations-acknowledged") == 1);
    assertThat(home.registrations("revocations-sent")).isGreaterThan(1);
  }

  @Test
  void aLostAcknowledgmentIsGivenAgain() throws Exception {
    lose(net.fa, RevocationAcknowledgment.TYPE);
    revokeAt("fa");
    Await.until("the first is lost", SOON, () -> hasLost(net.fa));
    assertThat(home.bindings()).isEmpty();
    Namespaces.in(net.fa, "nft", "delete", "table", "ip", "lost");
    Await.until("it is confirmed", SOON, () -> foreign.relaying("revocations-confirmed") == 1);
    assertThat(foreign.relaying("revocations-sent")).isGreaterThan(1);
  }

  @Test
  void aForeignAgentWithAnotherKeyGetsNoRegistration() throws Exception {
    agents.key("other.key", "ff" + Agents.KEY.substring(2));
    assertThat(foreign.stop()).isZero();
    AgentProcess impostor =
        agents.start(
            net.fa,
            "fa2",
            VisitedNet.FOREIGN,
            """
              home-agents:
                - {address: 198.51.100.1, associations: [{spi: 300, key-file: other.key}]}
            """);
    node.solicit();
    assertThat(
            node.register(
                    VisitedNet.HOME_AGENT, REVERSE_TUNNEL, 60, Ip4.of(VisitedNet.FOREIGN_AGENT))
                .code()
                .accepted())
        .isFalse();
    assertThat(visitors(impostor)).isEmpty();
    assertThat(home.bindings()).hasSize(1);
    assertThat(home.page("/why").toString()).contains("the foreign agent's authenticator is wrong");
  }
}
