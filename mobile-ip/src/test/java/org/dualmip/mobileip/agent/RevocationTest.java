package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 3543: revocations in both directions. */
class RevocationTest {
  private static final Endpoint AGENT = new Endpoint(Desk.AGENT, 434);
  private static final Endpoint FOREIGN = new Endpoint(Desk.FOREIGN_AGENT, 434);

  /** The foreign agent's clock at the registration: it need not be ours. */
  private static final int THEIRS = 5000;

  private final Desk desk = new Desk(Desk.EVERYTHING);

  private void registerThroughAgent(boolean inform) {
    desk.sendThroughAgent(desk.ask().behind(new RevocationSupport(inform, THEIRS)));
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  /** A second after the registration, before which nothing may be sent. */
  private void revoke(@Nullable Ip4 careOf) {
    desk.pass(Duration.ofSeconds(1));
    revokeNow(careOf);
  }

  private void revokeNow(@Nullable Ip4 careOf) {
    desk.handle(new Input.Revoke(desk.now(), Desk.HOME.toString(), careOf));
  }

  private static RevocationMessage message(Send send) {
    try {
      return RevocationMessage.read(send.payload().toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void acknowledge(RevocationMessage revocation, int identifier, SecurityAssociation by) {
    desk.send(
        new RevocationAcknowledgment(false, revocation.home(), identifier, List.of()).signed(by),
        FOREIGN,
        AGENT);
  }

  private byte[] byForeignAgent(int identifier, SecurityAssociation by) {
    return new RevocationMessage(
            false,
            true,
            Desk.HOME,
            Desk.AGENT,
            Desk.FOREIGN_AGENT,
            identifier,
            List.<Extension>of())
        .signed(by);
  }

  @Test
  void revocation_is_agreed_on_behind_the_Mobile_Home_extension_with_this_agents_clock() {
    registerThroughAgent(true);
    Extension own = desk.replyThroughAgent().extensions().get(1);
    assertThat(own).isInstanceOf(RevocationSupport.class);
    assertThat(((RevocationSupport) own).inform()).isTrue();
    assertThat(desk.bound().revocable()).isTrue();
  }

  @Test
  void without_the_extension_without_a_secret_or_switched_off_nothing_is_agreed_on() {
    desk.sendThroughAgent(desk.ask());
    assertThat(desk.replyThroughAgent().extension(RevocationSupport.class)).isEmpty();
    assertThat(desk.bound().revocable()).isFalse();
    desk.send(
        desk.ask().behind(new RevocationSupport(true, 1)).through(Desk.STRANGE_AGENT),
        Desk.TIMESTAMPS,
        Desk.STRANGE_AGENT);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().revocable()).isFalse();
    Desk off =
        new Desk(
            Desk.EVERYTHING.with(
                Services.NONE,
                new ForeignAgentPeer(Desk.FOREIGN_AGENT, List.of(Desk.FOREIGN_HOME))));
    off.sendThroughAgent(off.ask().behind(new RevocationSupport(true, 1)));
    assertThat(off.bound().revocable()).isFalse();
  }

  @Test
  void the_operator_revokes_and_the_foreign_agent_is_told() {
    registerThroughAgent(true);
    Binding before = desk.bound();
    int registered =
        desk.replyThroughAgent().extension(RevocationSupport.class).orElseThrow().timestamp();
    revoke(null);
    assertThat(desk.outputs(BindingChanged.class))
        .containsExactly(new BindingChanged(before, null, "revoked"));
    Send sent = desk.sent();
    assertThat(sent.from()).isEqualTo(AGENT);
    assertThat(sent.to()).isEqualTo(FOREIGN);
    RevocationMessage message = message(sent);
    assertThat(message.fromHomeAgent()).isTrue();
    assertThat(message.inform()).isTrue();
    assertThat(message.home()).isEqualTo(Desk.HOME);
    assertThat(message.homeDomain()).isEqualTo(Desk.AGENT);
    assertThat(message.foreignDomain()).isEqualTo(Desk.FOREIGN_AGENT);
    assertThat(message.identifier() - registered).as("after the registration").isPositive();
    assertThat(message.authentications(Kind.FOREIGN_HOME))
        .singleElement()
        .matches(Desk.FOREIGN_HOME::verifies);
  }

  @Test
  void the_I_bit_is_only_set_where_it_was_agreed_on() {
    registerThroughAgent(false);
    revoke(null);
    assertThat(message(desk.sent()).inform()).isFalse();
  }

  @Test
  void it_is_told_again_with_new_identifiers_and_growing_intervals_until_acknowledged() {
    registerThroughAgent(true);
    revoke(null);
    int last = message(desk.sent()).identifier();
    for (int seconds : List.of(1, 2, 4, 8, 16)) {
      assertThat(desk.agent().wakeAt())
          .isEqualTo(desk.now().monotonic().plus(Duration.ofSeconds(seconds)));
      desk.tickAfter(Duration.ofSeconds(seconds));
      RevocationMessage again = message(desk.sent());
      assertThat(again.identifier() - last).isPositive();
      last = again.identifier();
    }
    acknowledge(message(desk.sent()), last, Desk.FOREIGN_HOME);
    assertThat(desk.counter("revocations-acknowledged")).isEqualTo(1);
    assertThat(desk.agent().wakeAt()).isNull();
    assertThat(desk.tickAfter(Duration.ofMinutes(2))).isEmpty();
  }

  @Test
  void the_registration_counts_as_a_message_of_its_second_too() {
    registerThroughAgent(true);
    desk.pass(Duration.ofMillis(300));
    revokeNow(null);
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.outputs(Send.class)).as("RFC 3543 §3.3").isEmpty();
    assertThat(desk.agent().wakeAt())
        .isEqualTo(desk.now().monotonic().plus(Duration.ofMillis(700)));
    desk.tickAfter(Duration.ofMillis(700));
    assertThat(message(desk.sent()).fromHomeAgent()).isTrue();
  }

  @Test
  void an_acknowledgement_that_is_forged_or_matches_nothing_is_discarded() {
    registerThroughAgent(true);
    revoke(null);
    RevocationMessage message = message(desk.sent());
    acknowledge(message, message.identifier(), Desk.TIMESTAMPS);
    acknowledge(message, message.identifier() + 1, Desk.FOREIGN_HOME);
    assertThat(desk.counter("revocations-unauthenticated")).isEqualTo(2);
    assertThat(desk.agent().wakeAt()).isNotNull();
    assertThat(desk.outputs()).isEmpty();
  }

  @Test
  void it_is_not_told_beyond_the_life_of_the_registration() {
    desk.sendThroughAgent(desk.ask().lifetime(10).behind(new RevocationSupport(true, THEIRS)));
    revoke(null);
    for (int i = 0; i < 20; i++) {
      desk.tickAfter(Duration.ofSeconds(1));
    }
    assertThat(desk.counter("revocations-unacknowledged")).isEqualTo(1);
    assertThat(desk.counter("revocations-sent")).isEqualTo(4);
    assertThat(desk.agent().wakeAt()).isNull();
  }

  @Test
  void who_registers_again_is_not_revoked_any_more() {
    registerThroughAgent(true);
    revoke(null);
    registerThroughAgent(true);
    assertThat(desk.tickAfter(Duration.ofSeconds(5))).isEmpty();
    assertThat(desk.bound().revocable()).isTrue();
  }

  @Test
  void one_binding_of_several_can_be_revoked() {
    registerThroughAgent(true);
    desk.send(desk.ask().flag(org.dualmip.mobileip.message.RegistrationRequest.SIMULTANEOUS));
    assertThat(desk.allBound()).hasSize(2);
    revoke(Desk.FOREIGN_AGENT);
    assertThat(desk.allBound()).extracting(Binding::careOf).containsExactly(Desk.CAFE);
    assertThat(desk.outputs(Send.class)).hasSize(1);
  }

  @Test
  void a_binding_without_agreement_ends_without_a_word() {
    desk.send(desk.ask());
    revoke(null);
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.outputs(Send.class)).isEmpty();
    revoke(null);
    desk.handle(new Input.Revoke(desk.now(), "nobody@lab.example", null));
    assertThat(desk.outputs()).isEmpty();
  }

  @Test
  void a_co_located_node_can_agree_and_is_told_with_its_own_secret() {
    desk.send(desk.ask().with(new RevocationSupport(false, 7)));
    assertThat(desk.reply().extension(RevocationSupport.class)).isPresent();
    revoke(null);
    assertThat(desk.sent().to()).isEqualTo(new Endpoint(Desk.CAFE, 434));
    assertThat(message(desk.sent()).authentications(Kind.MOBILE_HOME))
        .singleElement()
        .matches(Desk.TIMESTAMPS::verifies);
    desk.send(
        new RevocationAcknowledgment(false, Desk.HOME, message(desk.sent()).identifier(), List.of())
            .signed(Kind.MOBILE_HOME, Desk.TIMESTAMPS),
        Desk.CAFE);
    assertThat(desk.counter("revocations-acknowledged")).isEqualTo(1);
  }

  @Test
  void the_I_bit_is_set_towards_a_co_located_node_that_knows_it() {
    desk.send(desk.ask().with(new RevocationSupport(true, 7)));
    revoke(null);
    assertThat(message(desk.sent()).inform()).isTrue();
  }

  @Test
  void a_foreign_agent_that_a_node_left_is_told_after_the_grace_period() {
    registerThroughAgent(true);
    desk.send(desk.ask());
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    desk.tickAfter(Duration.ofSeconds(2));
    RevocationMessage message = message(desk.sent());
    assertThat(message.foreignDomain()).isEqualTo(Desk.FOREIGN_AGENT);
    assertThat(message.inform()).as("the node knows").isFalse();
  }

  @Test
  void a_foreign_agent_that_relayed_the_deregistration_knows_already() {
    registerThroughAgent(true);
    desk.sendThroughAgent(desk.ask().lifetime(0));
    assertThat(desk.tickAfter(Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void a_foreign_agent_whose_visitor_came_home_is_told() {
    registerThroughAgent(true);
    desk.send(desk.ask().lifetime(0).careOf(Desk.HOME), Desk.TIMESTAMPS, Desk.HOME);
    desk.tickAfter(Duration.ofSeconds(2));
    assertThat(message(desk.sent()).foreignDomain()).isEqualTo(Desk.FOREIGN_AGENT);
  }

  @Test
  void a_lifetime_that_ends_is_known_at_both_ends() {
    registerThroughAgent(true);
    desk.tickAfter(Duration.ofMinutes(5));
    assertThat(desk.outputs(Send.class)).isEmpty();
    assertThat(desk.agent().wakeAt()).isNull();
  }

  @Test
  void a_foreign_agent_revokes_and_is_acknowledged() {
    registerThroughAgent(true);
    Binding before = desk.bound();
    desk.send(byForeignAgent(THEIRS + 1, Desk.FOREIGN_HOME), FOREIGN, AGENT);
    assertThat(desk.outputs(BindingChanged.class))
        .containsExactly(new BindingChanged(before, null, "revoked by the foreign agent"));
    expectAcknowledged(THEIRS + 1);
    desk.send(byForeignAgent(THEIRS + 2, Desk.FOREIGN_HOME), FOREIGN, AGENT);
    expectAcknowledged(THEIRS + 2);
    assertThat(desk.tickAfter(Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void a_replay_of_a_revocation_is_not_acknowledged_again() {
    registerThroughAgent(true);
    byte[] first = byForeignAgent(THEIRS + 1, Desk.FOREIGN_HOME);
    desk.send(first, FOREIGN, AGENT);
    expectAcknowledged(THEIRS + 1);
    desk.send(first, FOREIGN, AGENT);
    assertThat(desk.outputs(Send.class)).as("RFC 3543 §3.5").isEmpty();
    assertThat(desk.counter("revocations-replayed")).isEqualTo(1);
    desk.send(byForeignAgent(THEIRS + 2, Desk.FOREIGN_HOME), FOREIGN, AGENT);
    expectAcknowledged(THEIRS + 2);
  }

  private void expectAcknowledged(int identifier) {
    try {
      var answer = RevocationAcknowledgment.read(desk.sent().payload().toBytes());
      assertThat(answer.identifier()).isEqualTo(identifier);
      assertThat(answer.home()).isEqualTo(Desk.HOME);
      assertThat(answer.inform()).isTrue();
      assertThat(answer.authentications(Kind.FOREIGN_HOME))
          .singleElement()
          .matches(Desk.FOREIGN_HOME::verifies);
      assertThat(desk.sent().to()).isEqualTo(FOREIGN);
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  @Test
  void a_revocation_older_than_the_registration_is_a_replay_and_discarded() {
    registerThroughAgent(true);
    for (int old : List.of(THEIRS, THEIRS - 1, THEIRS - 100_000)) {
      desk.send(byForeignAgent(old, Desk.FOREIGN_HOME), FOREIGN, AGENT);
      assertThat(desk.outputs()).allMatch(Notice.class::isInstance);
    }
    assertThat(desk.bound().revocable()).isTrue();
    assertThat(desk.counter("revocations-replayed")).isEqualTo(3);
  }

  @Test
  void a_revocation_with_a_wrong_secret_or_from_a_stranger_is_discarded() {
    registerThroughAgent(true);
    desk.send(byForeignAgent(THEIRS + 1, Desk.TIMESTAMPS), FOREIGN, AGENT);
    assertThat(desk.outputs()).allMatch(Notice.class::isInstance);
    desk.send(new byte[] {7, 0, 0}, FOREIGN, AGENT);
    assertThat(desk.outputs()).isEmpty();
    assertThat(desk.counter("messages-malformed")).isEqualTo(1);
    assertThat(desk.counter("revocations-unauthenticated")).isEqualTo(1);
    assertThat(desk.allBound()).hasSize(1);
  }

  @Test
  void this_agents_own_revocation_sent_back_is_discarded() {
    registerThroughAgent(true);
    revoke(null);
    Octets own = desk.sent().payload();
    registerThroughAgent(true);
    desk.send(own.toBytes(), FOREIGN, AGENT);
    assertThat(desk.outputs(Send.class)).isEmpty();
    assertThat(desk.allBound()).hasSize(1);
    assertThat(desk.counter("revocations-replayed")).isEqualTo(1);
  }
}
