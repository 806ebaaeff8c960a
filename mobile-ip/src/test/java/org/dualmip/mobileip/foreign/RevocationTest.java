package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** RFC 3543, the foreign agent's side of both directions. */
class RevocationTest {
  private static final int THEN = 1000;
  private final Lobby lobby =
      new Lobby().sharedWithHomeAgent().service(s -> Lobby.revoking(s, false));

  @Test
  void a_home_agent_ends_a_registration_and_gets_an_answer() throws MalformedException {
    registered(false);
    byte[] message = revocation(true, false, THEN + 1, Lobby.FA_HA);
    lobby.fromNetwork(message, Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).isEmpty();
    assertThat(lobby.outputs(Output.Inform.class))
        .containsExactly(new Output.Inform(Lobby.LINK, Lobby.MAC, Lobby.HOME));
    var answer = answer(lobby);
    assertThat(lobby.relayed().to()).isEqualTo(new Endpoint(Lobby.HOME_AGENT, 434));
    assertThat(answer.identifier()).isEqualTo(THEN + 1);
    assertThat(answer.home()).isEqualTo(Lobby.HOME);
    assertThat(answer.inform()).isFalse();
    assertThat(
            Lobby.FA_HA.verifies(
                answer.authentications(Authentication.Kind.FOREIGN_HOME).getFirst()))
        .isTrue();
  }

  @Test
  void a_lost_answer_is_given_again_to_a_newer_revocation_and_not_to_a_replay() {
    registered(false);
    byte[] first = revocation(true, false, THEN + 1, Lobby.FA_HA);
    lobby.fromNetwork(first, Lobby.HOME_AGENT);
    lobby.fromNetwork(first, Lobby.HOME_AGENT);
    lobby.silent();
    lobby.fromNetwork(revocation(true, false, THEN + 2, Lobby.FA_HA), Lobby.HOME_AGENT);
    assertThat(lobby.relayed()).isNotNull();
    assertThat(lobby.counter("revocations-received")).isOne();
  }

  @Test
  void what_is_forged_old_reflected_or_of_another_binding_is_discarded() {
    registered(false);
    SecurityAssociation wrong = Lobby.association(400, 9);
    lobby.fromNetwork(revocation(true, false, THEN + 1, wrong), Lobby.HOME_AGENT);
    lobby.fromNetwork(revocation(true, false, THEN, Lobby.FA_HA), Lobby.HOME_AGENT);
    lobby.fromNetwork(revocation(true, false, THEN - 5, Lobby.FA_HA), Lobby.HOME_AGENT);
    lobby.fromNetwork(revocation(false, false, THEN + 1, Lobby.FA_HA), Lobby.HOME_AGENT);
    lobby.fromNetwork(
        message(true, false, Lobby.HOME, Ip4.of("192.0.2.9"), THEN + 1).signed(Lobby.FA_HA),
        Lobby.HOME_AGENT);
    lobby.fromNetwork(
        message(true, false, Ip4.of("203.0.113.9"), Lobby.CARE_OF, THEN + 1).signed(Lobby.FA_HA),
        Lobby.HOME_AGENT);
    lobby.fromNetwork(
        message(true, false, Lobby.HOME, Lobby.CARE_OF, THEN + 1).toBytes(), Lobby.HOME_AGENT);
    lobby.fromNetwork(new byte[] {7, 0, 0}, Lobby.HOME_AGENT);
    lobby.silent();
    assertThat(lobby.agent().visitors()).hasSize(1);
    assertThat(lobby.counter("revocations-discarded")).isEqualTo(8);
  }

  @Test
  void without_an_agreement_there_is_nothing_to_revoke() {
    lobby.registered();
    lobby.fromNetwork(revocation(true, false, THEN + 1, Lobby.FA_HA), Lobby.HOME_AGENT);
    lobby.silent();
    assertThat(lobby.agent().visitors()).hasSize(1);
  }

  @Test
  void the_i_bit_decides_whether_the_node_hears_where_that_was_agreed() throws MalformedException {
    Lobby asking = new Lobby().sharedWithHomeAgent().service(s -> Lobby.revoking(s, true));
    register(asking, true);
    asking.fromNetwork(revocation(true, false, THEN + 1, Lobby.FA_HA), Lobby.HOME_AGENT);
    assertThat(asking.outputs(Output.Inform.class)).isEmpty();
    assertThat(answer(asking).inform()).isFalse();
    register(asking, true);
    asking.fromNetwork(revocation(true, true, THEN + 1, Lobby.FA_HA), Lobby.HOME_AGENT);
    assertThat(asking.outputs(Output.Inform.class)).hasSize(1);
    assertThat(answer(asking).inform()).isTrue();
  }

  @Test
  void a_revocation_of_ours_is_repeated_until_it_is_confirmed() throws MalformedException {
    registered(false);
    lobby.handle(new Input.Revoke(lobby.now(), Lobby.HOME));
    assertThat(lobby.agent().visitors()).isEmpty();
    assertThat(lobby.outputs(Output.Inform.class)).hasSize(1);
    RevocationMessage first = sent();
    assertThat(first.fromHomeAgent()).isFalse();
    assertThat(first.home()).isEqualTo(Lobby.HOME);
    assertThat(first.homeDomain()).isEqualTo(Lobby.HOME_AGENT);
    assertThat(first.foreignDomain()).isEqualTo(Lobby.CARE_OF);
    lobby.setClock(Duration.ofDays(-1));
    assertThat(lobby.pass(Duration.ofMillis(999))).isEmpty();
    lobby.pass(Duration.ofMillis(1));
    RevocationMessage second = sent();
    assertThat(second.identifier() - first.identifier()).as("newer, by any clock").isPositive();
    assertThat(lobby.pass(Duration.ofMillis(1_999))).as("twice as long").isEmpty();
    lobby.pass(Duration.ofMillis(1));
    RevocationMessage third = sent();

    confirm(second.identifier(), false);
    assertThat(lobby.agent().unconfirmedRevocations()).as("not the latest").isOne();
    confirm(third.identifier(), true);
    assertThat(lobby.agent().unconfirmedRevocations()).isZero();
    assertThat(lobby.outputs(Output.Inform.class)).as("nobody asked").isEmpty();
    assertThat(lobby.agent().wakeAt()).isNull();
  }

  @Test
  void a_revocation_is_given_up_when_the_registration_would_have_ended() {
    registered(false);
    lobby.handle(new Input.Revoke(lobby.now(), Lobby.HOME));
    int sent = 0;
    for (int second = 0; second < 300; second++) {
      lobby.pass(Duration.ofSeconds(1));
      sent += lobby.outputs(Output.ToHomeAgent.class).size();
    }
    assertThat(sent).isBetween(7, 10);
    assertThat(lobby.agent().unconfirmedRevocations()).isZero();
    assertThat(lobby.counter("revocations-unanswered")).isOne();
  }

  @Test
  void the_home_agent_may_say_whether_the_node_hears_of_our_revocation() throws MalformedException {
    Lobby asking = new Lobby().sharedWithHomeAgent().service(s -> Lobby.revoking(s, true));
    register(asking, true);
    asking.handle(new Input.Revoke(asking.now(), Lobby.HOME));
    assertThat(asking.outputs(Output.Inform.class)).isEmpty();
    RevocationMessage message = RevocationMessage.read(asking.relayed().payload().toBytes());
    assertThat(message.inform()).isTrue();
    asking.fromNetwork(
        new RevocationAcknowledgment(true, Lobby.HOME, message.identifier(), List.of())
            .signed(Lobby.FA_HA),
        Lobby.HOME_AGENT);
    assertThat(asking.outputs(Output.Inform.class)).hasSize(1);
  }

  @Test
  void without_a_secret_only_the_node_hears() {
    Lobby alone = new Lobby();
    alone.registered();
    alone.handle(new Input.Revoke(alone.now(), Lobby.HOME));
    assertThat(alone.outputs(Output.ToHomeAgent.class)).isEmpty();
    assertThat(alone.outputs(Output.Inform.class)).hasSize(1);
    assertThat(alone.agent().visitors()).isEmpty();
  }

  @Test
  void an_acceptance_that_is_not_honoured_is_revoked() throws MalformedException {
    lobby.service(s -> Lobby.with(s, EnumSet.allOf(Tunnel.Kind.class), true, UdpTunnels.NEVER));
    Question question = lobby.ask().flags(RegistrationRequest.GRE);
    question.send();
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, new RevocationSupport(false, THEN)), Lobby.HOME_AGENT);
    assertThat(lobby.reply().extension(ForeignAgentError.class)).isPresent();
    assertThat(lobby.pass(Duration.ofMillis(999))).as("RFC 3543 §3.3").isEmpty();
    lobby.pass(Duration.ofMillis(1));
    assertThat(sent().home()).isEqualTo(Lobby.HOME);
    assertThat(lobby.agent().visitors()).isEmpty();
    assertThat(lobby.agent().unconfirmedRevocations()).isOne();
  }

  @Test
  void of_two_nodes_with_one_home_address_the_name_tells_which_is_meant()
      throws MalformedException {
    lobby.service(
        s -> Lobby.with(s, EnumSet.allOf(Tunnel.Kind.class), true, UdpTunnels.NEVER)); // RFC 6245
    named("x@a", Lobby.MAC, 1);
    named("x@b", Lobby.OTHER_MAC, 2);
    assertThat(lobby.agent().visitors()).hasSize(2);
    lobby.fromNetwork(
        new RevocationMessage(
                true,
                false,
                Lobby.HOME,
                Lobby.HOME_AGENT,
                Lobby.CARE_OF,
                THEN + 1,
                List.of(new MobileNodeNai("x@b")))
            .signed(Lobby.FA_HA),
        Lobby.HOME_AGENT);
    assertThat(lobby.visitor().nai()).isEqualTo("x@a");
    lobby.handle(new Input.Revoke(lobby.now(), Lobby.HOME));
    assertThat(sent().extension(MobileNodeNai.class)).contains(new MobileNodeNai("x@a"));
  }

  private void named(String nai, MacAddress station, int key) {
    Question question =
        lobby.ask().flags(RegistrationRequest.GRE).with(new MobileNodeNai(nai)).from(station);
    question.send();
    lobby.fromNetwork(
        lobby.answer(
            question,
            0,
            300,
            List.of(new MobileNodeNai(nai)),
            List.of(new RevocationSupport(false, THEN), new GreKey(key)),
            true),
        Lobby.HOME_AGENT);
    lobby.pass(Duration.ofSeconds(1));
  }

  private void registered(boolean inform) {
    register(lobby, inform);
  }

  private static void register(Lobby lobby, boolean inform) {
    Question question = lobby.ask();
    question.send();
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, new RevocationSupport(inform, THEN)), Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).hasSize(1);
    lobby.pass(Duration.ofSeconds(1)); // before that nothing may be sent (RFC 3543 §3.3)
  }

  private static RevocationAcknowledgment answer(Lobby lobby) throws MalformedException {
    return RevocationAcknowledgment.read(lobby.relayed().payload().toBytes());
  }

  private void confirm(int identifier, boolean inform) {
    lobby.fromNetwork(
        new RevocationAcknowledgment(inform, Lobby.HOME, identifier, List.of()).signed(Lobby.FA_HA),
        Lobby.HOME_AGENT);
  }

  private RevocationMessage sent() throws MalformedException {
    return RevocationMessage.read(lobby.relayed().payload().toBytes());
  }

  private static byte[] revocation(
      boolean fromHomeAgent, boolean inform, int identifier, SecurityAssociation key) {
    return message(fromHomeAgent, inform, Lobby.HOME, Lobby.CARE_OF, identifier).signed(key);
  }

  private static RevocationMessage message(
      boolean fromHomeAgent, boolean inform, Ip4 home, Ip4 foreign, int identifier) {
    return new RevocationMessage(
        fromHomeAgent, inform, home, Lobby.HOME_AGENT, foreign, identifier, List.of());
  }
}
