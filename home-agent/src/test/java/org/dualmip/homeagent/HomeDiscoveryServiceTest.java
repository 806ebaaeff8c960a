package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.probe.Match;
import org.dualmip.mobileip.probe.ProbeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A home agent on a real kernel is found by the key that it has told. */
class HomeDiscoveryServiceTest {
  private static final Ip4 S = Ip4.of("10.1.0.100");
  private static final MonotonicTime SENT = new MonotonicTime(0);

  @RegisterExtension private final Agents agents = new Agents();

  private static Offer offer(RegistrationReply reply) {
    assertAccepted(reply);
    return (Offer) reply.extension(HomeAgentDiscovery.class).orElseThrow().item();
  }

  private static Match probe(StandInNode node, UdpSocket from, Offer offer) throws Exception {
    ProbeRequest probe =
        ProbeRequest.draw(
            new SecureRandom(), from.local().address(), true, TestNet.INNER, offer, SENT);
    return probe.match(Octets.of(node.register(from, probe.payload().toBytes()).toBytes()), SENT);
  }

  @Test
  void theKeyThatItTellsFindsItWithoutARegistrationAlsoAfterARestart() throws Exception {
    TestNet net = new TestNet(agents.namespaces());
    Path file = agents.write("inner", TestNet.INNER_AGENT);
    AgentProcess agent = agents.start(net.ha, file);
    StandInNode node = agents.add(new StandInNode(net.mn, TestNet.INNER, Agents.secret(256)));
    UdpSocket office = node.at("10.1.1.50");
    Offer offer = offer(node.register(office, node.request(S, "10.1.1.50", 60)));
    String bindings = agent.bindings().toString();

    UdpSocket other = node.at("10.1.1.51");
    assertThat(probe(node, other, offer))
        .isInstanceOfSatisfying(
            Match.Authentic.class,
            found -> {
              assertThat(found.homeAgent()).isEqualTo(TestNet.INNER);
              assertThat(found.trusted()).isTrue();
              assertThat(found.translated()).isFalse();
            });
    assertThat(agent.registrations("probes-answered")).isEqualTo(1);
    assertThat(agent.bindings().toString())
        .as("the binding is where it was")
        .contains("care-of=10.1.1.50")
        .hasSameSizeAs(bindings);
    assertThat(agent.page("/show/counters").toString())
        .contains("home-agent-discovery={public-key=" + offer.key());

    assertThat(agent.stop()).isZero();
    AgentProcess next = agents.start(net.ha, file);
    assertThat(probe(node, other, offer)).isInstanceOf(Match.Authentic.class);
    assertThat(next.registrations("probes-answered")).isEqualTo(1);
    assertThat(agents.events("inner")).doesNotContain(key());
  }

  private String key() throws Exception {
    return Files.readString(agents.folder().resolve("inner-state/discovery.key")).strip();
  }
}
