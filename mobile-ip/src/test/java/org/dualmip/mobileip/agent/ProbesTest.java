package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.probe.Match;
import org.dualmip.mobileip.probe.ProbeRequest;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a home agent lets itself be found (docs/home-agent-discovery.md §5). */
class ProbesTest {
  private static final DiscoverySecret SECRET = DiscoverySecret.draw(new SplittableRandom(77));
  private static final HomeAgentConfig INNER = Desk.inner(Prefix4.of("198.51.100.0/26"));

  private final RandomGenerator random = new SplittableRandom(1);
  private final Desk desk = knowing(INNER);

  private static Desk knowing(HomeAgentConfig config) {
    return new Desk(
        new HomeAgent(config, new SplittableRandom(42), List.of(), List.of(), null, SECRET));
  }

  private ProbeRequest probe(Ip4 careOf, @Nullable Offer offer) {
    return ProbeRequest.draw(random, careOf, true, Desk.AGENT, offer, desk.now().monotonic());
  }

  private ProbeRequest probe() {
    return probe(Desk.CAFE, SECRET.offer());
  }

  private static void send(Desk to, ProbeRequest probe, Ip4 source) {
    to.send(probe.payload().toBytes(), source);
  }

  private Match answer(Desk from, ProbeRequest probe) {
    return probe.match(from.sent().payload(), probe.sent().plus(Duration.ofMillis(3)));
  }

  private static Match.Authentic authentic(boolean trusted, boolean translated) {
    return new Match.Authentic(Desk.AGENT, trusted, translated, Duration.ofMillis(3));
  }

  private void expectSilence(Desk from, String counter) {
    assertThat(from.outputs(Send.class)).isEmpty();
    assertThat(from.outputs(Notice.class))
        .singleElement()
        .satisfies(notice -> assertThat(notice.what()).isEqualTo(counter));
    assertThat(from.counter(counter)).isEqualTo(1);
  }

  // ---- answers

  @Test
  void a_probe_with_its_key_is_denied_with_proof_and_nothing_else_happens() {
    ProbeRequest probe = probe();
    send(desk, probe, Desk.CAFE);
    assertThat(answer(desk, probe)).isEqualTo(authentic(true, false));
    RegistrationReply reply = Desk.read(desk.sent().payload());
    assertThat(reply.code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
    assertThat(reply.extension(TrustedNetworksConfigured.class)).as("RFC 5265 §4.3").isPresent();
    assertThat(desk.outputs()).hasSize(1);
    assertThat(desk.sent().from()).isEqualTo(new Endpoint(Desk.AGENT, 434));
    assertThat(desk.sent().to()).isEqualTo(new Endpoint(Desk.CAFE, 40434));
    assertThat(desk.counter("probes-answered")).isEqualTo(1);
    assertThat(desk.counter("requests-unknown-node")).isZero();
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.agent().wakeAt()).isNull();
  }

  @Test
  void a_replayed_probe_gets_the_same_answer_which_is_of_use_to_its_sender_alone() {
    ProbeRequest probe = probe();
    send(desk, probe, Desk.CAFE);
    Octets first = desk.sent().payload();
    desk.pass(Duration.ofHours(5));
    send(desk, probe, Desk.CAFE);
    assertThat(desk.sent().payload()).isEqualTo(first);
    ProbeRequest later = probe();
    assertThat(later.match(first, later.sent())).isEqualTo(new Match.NotOurs());
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void a_probe_passed_on_by_somebody_inside_says_that_its_source_is_another() {
    ProbeRequest relayed = probe(Ip4.of("192.0.2.77"), SECRET.offer());
    send(desk, relayed, Desk.CAFE);
    assertThat(answer(desk, relayed)).isEqualTo(authentic(true, true));
  }

  @Test
  void an_outer_home_agent_answers_that_it_trusts_no_network() {
    Desk outer = knowing(Desk.EVERYTHING);
    ProbeRequest probe = probe();
    send(outer, probe, Desk.CAFE);
    assertThat(answer(outer, probe)).isEqualTo(authentic(false, false));
  }

  @Test
  void a_probe_disturbs_no_binding() {
    desk.send(desk.ask());
    Binding before = desk.bound();
    send(desk, probe(), Desk.CAFE);
    assertThat(desk.agent().bindings()).containsExactly(before);
    assertThat(desk.outputs(Output.Remember.class)).isEmpty();
  }

  // ---- silence

  @Test
  void a_probe_from_an_untrusted_network_is_dropped_silently() {
    send(desk, probe(Desk.OFFICE, SECRET.offer()), Desk.OFFICE);
    expectSilence(desk, "requests-untrusted");
  }

  @Test
  void a_probe_without_its_key_is_dropped_silently() {
    send(desk, probe(Desk.CAFE, null), Desk.CAFE);
    expectSilence(desk, "probes-failed");
    send(desk, probe(Desk.CAFE, DiscoverySecret.draw(random).offer()), Desk.CAFE);
    assertThat(desk.outputs(Send.class)).isEmpty();
    assertThat(desk.counter("probes-failed")).isEqualTo(2);
  }

  @Test
  void an_agent_without_a_key_drops_every_probe_like_a_request_of_a_node_that_it_does_not_know() {
    Desk plain = new Desk(INNER);
    send(plain, probe(), Desk.CAFE);
    expectSilence(plain, "requests-unknown-node");
  }

  @Test
  void a_request_of_an_unknown_node_that_is_no_probe_is_discarded_as_before() {
    desk.send(desk.ask().home(Ip4.of("203.0.113.150")));
    expectSilence(desk, "requests-unknown-node");
  }

  @Test
  void a_probe_is_for_the_address_it_was_sent_to_and_not_for_all() {
    byte[] payload = probe().payload().toBytes();
    Endpoint from = new Endpoint(Desk.CAFE, 40434);
    for (Ip4 other : List.of(Ip4.BROADCAST, Desk.HOME_NETWORK.last(), Ip4.of("203.0.113.3"))) {
      desk.send(payload, from, new Endpoint(other, 434));
      assertThat(desk.outputs(Send.class)).as("sent to %s", other).isEmpty();
    }
    assertThat(desk.counter("requests-unknown-node")).isEqualTo(3);
  }

  @Test
  void the_home_address_of_a_node_that_it_serves_gets_no_answer_to_a_probe() {
    // Chance alone, once in a blue moon: it is denied like any forged request.
    Octets payload = probe().payload();
    ByteWriter named = new ByteWriter().bytes(payload.slice(0, 4).toBytes()).ip4(Desk.HOME);
    named.bytes(payload.slice(8, payload.size()).toBytes());
    desk.send(named.toBytes(), Desk.CAFE);
    assertThat(Desk.read(desk.sent().payload()).extension(HomeAgentDiscovery.class)).isEmpty();
    assertThat(desk.counter("requests-failed-authentication")).isEqualTo(1);
  }

  // ---- through foreign agents

  @Test
  void a_foreign_agent_that_shares_a_secret_gets_its_own_authenticator() {
    Desk outer = knowing(Desk.EVERYTHING);
    ProbeRequest probe =
        ProbeRequest.draw(
            random, Desk.FOREIGN_AGENT, false, Desk.AGENT, SECRET.offer(), outer.now().monotonic());
    ByteWriter relayed = new ByteWriter().bytes(probe.payload().toBytes());
    Desk.FOREIGN_HOME.sign(Kind.FOREIGN_HOME, relayed);
    outer.send(relayed.toBytes(), Desk.FOREIGN_AGENT);
    RegistrationReply reply = Desk.read(outer.sent().payload());
    assertThat(reply.verifiedBy(Kind.FOREIGN_HOME, List.of(Desk.FOREIGN_HOME))).isNotNull();
    assertThat(answer(outer, probe)).isEqualTo(authentic(false, false));
  }

  @Test
  void one_that_an_unknown_foreign_agent_vouches_for_is_discarded() {
    Desk outer = knowing(Desk.EVERYTHING);
    ByteWriter relayed = new ByteWriter().bytes(probe().payload().toBytes());
    Desk.FOREIGN_HOME.sign(Kind.FOREIGN_HOME, relayed);
    outer.send(relayed.toBytes(), Desk.STRANGE_AGENT);
    expectSilence(outer, "requests-unknown-node");
  }

  // ---- limits

  @Test
  void a_source_gets_five_answers_a_second() {
    int answers = 0;
    for (int i = 0; i < 50; i++) {
      send(desk, probe(), Desk.CAFE);
      answers += desk.outputs(Send.class).size();
    }
    assertThat(answers).isEqualTo(5);
    assertThat(desk.counter("probes-unexamined")).isEqualTo(45);
    desk.pass(Duration.ofSeconds(1));
    send(desk, probe(), Desk.CAFE);
    assertThat(desk.outputs(Send.class)).hasSize(1);
  }

  @Test
  void a_flood_of_forged_probes_is_not_looked_into_and_costs_others_no_reply() {
    Desk outer = knowing(Desk.EVERYTHING);
    byte[] forged = probe(Desk.CAFE, null).payload().toBytes();
    for (int i = 0; i < 2000; i++) {
      outer.send(forged, new Ip4(Desk.CAFE.bits() + i));
    }
    assertThat(outer.counter("probes-failed")).isEqualTo(100);
    assertThat(outer.counter("probes-unexamined")).isEqualTo(1900);
    assertThat(outer.counter("replies-suppressed")).isZero();
    outer.send(outer.ask(), Desk.BY_NAI, Desk.CAFE);
    assertThat(outer.reply(Desk.TIMESTAMPS).code())
        .as("whoever is denied for another reason still hears it")
        .isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
  }

  @Test
  void answers_count_among_the_replies_to_those_who_prove_nothing() {
    for (int i = 0; i < 5; i++) {
      desk.send(desk.ask(), Desk.BY_NAI, Desk.CAFE);
    }
    send(desk, probe(), Desk.CAFE);
    expectSilence(desk, "replies-suppressed");
  }

  // ---- offers

  @Test
  void every_accepted_registration_is_answered_with_the_offer_before_the_authenticator() {
    desk.send(desk.ask());
    RegistrationReply accepted = desk.reply();
    assertThat(accepted.code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(accepted.extension(HomeAgentDiscovery.class))
        .contains(new HomeAgentDiscovery(SECRET.offer()));
    desk.send(desk.ask().lifetime(0).careOf(Desk.HOME));
    assertThat(desk.reply().extension(HomeAgentDiscovery.class))
        .as("at home, where a node registers nothing")
        .contains(new HomeAgentDiscovery(SECRET.offer()));
  }

  @Test
  void a_refused_registration_and_an_agent_without_a_key_offer_nothing() {
    desk.send(desk.ask().homeAgent(Ip4.of("203.0.113.3")));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
    assertThat(desk.reply().extension(HomeAgentDiscovery.class)).isEmpty();
    Desk plain = new Desk(INNER);
    plain.send(plain.ask());
    assertThat(plain.reply().extension(HomeAgentDiscovery.class)).isEmpty();
  }
}
