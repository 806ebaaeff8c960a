package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.Agent;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.AgentList;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The list of agents and the registration engine together, with the few lines between them that a
 * service has (RFC 5944 §2.4.2, §2.4.4).
 */
class AgentsHeardTest {
  private static final Ip4 ONE = Ip4.of("198.51.100.1");
  private static final Ip4 TWO = Ip4.of("198.51.100.66");

  private final Bench bench = Bench.withTimestamps();
  private final AgentList agents = new AgentList(Set.of(AGENT), new SplittableRandom(4));

  @BeforeEach
  void plugIn() {
    agents.handle(new AgentList.Input.LinkUp(bench.now(), "wlan0"));
  }

  private void hear(Ip4 agent, int sequence, int lifetime) {
    AgentAdvertisement advertisement =
        new AgentAdvertisement(
            true,
            lifetime,
            List.of(),
            sequence,
            300,
            AgentAdvertisement.FOREIGN_AGENT
                | AgentAdvertisement.REVERSE_TUNNEL
                | AgentAdvertisement.GRE,
            List.of(agent),
            null,
            Octets.ofHex("%08x".formatted(sequence)));
    agents.handle(
        new AgentList.Input.Heard(
            bench.now(),
            "wlan0",
            MacAddress.of("02:00:00:00:00:" + "%02x".formatted(agent.bits() & 255)),
            agent,
            1,
            Octets.of(advertisement.toBytes())));
    for (Agent heard : agents.agents()) {
      bench.tell(
          new MobileNode.Input.Advertised(
              bench.now(), CareOf.ThroughAgent.of(heard), AgentOffer.of(heard.advertisement())));
    }
    follow();
  }

  private void follow() {
    for (AgentList.Output out = agents.poll(); out != null; out = agents.poll()) {
      switch (out) {
        case AgentList.Output.Found found when bench.node.boundTo() == null ->
            bench.register(CareOf.ThroughAgent.of(found.agent()));
        case AgentList.Output.Register register ->
            bench.register(CareOf.ThroughAgent.of(register.agent()));
        default -> {}
      }
    }
  }

  private void accept(Ip4 agent) {
    bench.answer(0, 300);
    Agent used =
        agents.agents().stream()
            .filter(heard -> heard.address().equals(agent))
            .findFirst()
            .orElseThrow();
    agents.handle(new AgentList.Input.Registered(bench.now(), used.key(), null));
    follow();
  }

  @Test
  void anAgentThatIsHeardIsRegisteredThroughWithWhatItOffers() {
    hear(ONE, 0, 9);
    assertThat(bench.lastSend().to().address()).isEqualTo(ONE);
    assertThat(bench.request().lifetime()).isEqualTo(300);
    assertThat(bench.request().careOf()).isEqualTo(ONE);
    assertThat(bench.request().extension(Challenge.class)).isPresent();
  }

  @Test
  void itsNextAdvertisementChangesNothing() {
    hear(ONE, 0, 9);
    accept(ONE);
    for (int sequence = 1; sequence < 20; sequence++) {
      bench.passMillis(1_000);
      hear(ONE, sequence, 9);
    }
    assertThat(bench.requests()).hasSize(1);
  }

  @Test
  void aRestartOfTheAgentMakesTheNodeRegisterAgain() {
    hear(ONE, 700, 9);
    accept(ONE);
    bench.passMillis(3_000);
    hear(ONE, 0, 9);
    assertThat(bench.requests()).hasSize(2);
    assertThat(bench.request().careOf()).isEqualTo(ONE);
  }

  @Test
  void theRollOverOfItsNumbersDoesNot() {
    hear(ONE, 65_535, 9);
    accept(ONE);
    bench.passMillis(3_000);
    hear(ONE, 256, 9);
    assertThat(bench.requests()).hasSize(1);
  }

  @Test
  void whenItFallsSilentTheOtherThatIsHeardIsUsed() {
    hear(ONE, 0, 9);
    accept(ONE);
    for (int sequence = 0; sequence < 12; sequence++) {
      bench.passMillis(1_000);
      hear(TWO, sequence, 9);
    }
    agents.handle(new AgentList.Input.Tick(bench.now()));
    follow();
    assertThat(bench.request().careOf()).isEqualTo(TWO);
    accept(TWO);
    assertThat(bench.node.bound()).hasSize(1);
    assertThat(bench.node.boundTo()).isInstanceOf(CareOf.ThroughAgent.class);
  }

  @Test
  void anAgentsOfferOfGreIsUsedByANodeThatWishesIt() {
    Bench wishing =
        Bench.wishing(
            new Wishes(
                Wishes.ReverseTunnel.REQUIRED,
                false,
                Tunnel.Kind.GRE,
                null,
                false,
                null,
                List.of()),
            OtherSecrets.NONE);
    hear(ONE, 0, 9);
    Agent heard = agents.agents().iterator().next();
    CareOf.ThroughAgent place = CareOf.ThroughAgent.of(heard);
    AgentOffer offer = AgentOffer.of(heard.advertisement());
    wishing.tell(new MobileNode.Input.Advertised(wishing.now(), place, offer));
    wishing.register(place);
    assertThat(wishing.request().has(RegistrationRequest.GRE)).isTrue();
    wishing.pass(Duration.ofSeconds(1));
  }
}
