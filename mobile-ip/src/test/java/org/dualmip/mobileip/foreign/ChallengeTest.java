package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

/** Challenge and response (RFC 4721 §3) with Mobile-AAA and with Mobile-Foreign authentication. */
class ChallengeTest {
  private final Lobby lobby = new Lobby().challenging().authenticating();

  @Test
  void an_advertised_challenge_with_mobile_aaa_passes_once() {
    Octets challenge = lobby.challenges().advertise();
    lobby.registered(answering(challenge));
    answering(challenge).send();
    assertThat(lobby.code()).as("stale").isEqualTo(106);
  }

  @Test
  void the_reply_brings_a_challenge_for_the_next_time() {
    lobby.registered(answering(lobby.challenges().advertise()));
    Octets next = lobby.reply().extension(Challenge.class).orElseThrow().value();
    lobby.registered(answering(next));
    answering(next).send();
    assertThat(lobby.code()).as("not given out any more").isEqualTo(104);
    Octets another = lobby.reply().extension(Challenge.class).orElseThrow().value();
    lobby.pass(Duration.ofSeconds(1));
    lobby.registered(answering(another));
  }

  @Test
  void a_refusal_brings_one_too_and_spends_none() {
    Octets advertised = lobby.challenges().advertise();
    lobby.ask().send();
    assertThat(lobby.code()).isEqualTo(105);
    assertThat(lobby.reply().extension(Challenge.class)).contains(new Challenge(advertised));
    lobby.registered(answering(advertised));
  }

  @Test
  void a_retransmission_of_what_is_pending_may_repeat_the_challenge() {
    Octets challenge = lobby.challenges().advertise();
    answering(challenge).send();
    answering(challenge).send();
    assertThat(lobby.relayed()).isNotNull();
    answering(challenge).lifetime(200).send();
    assertThat(lobby.relayed()).as("the lifetime is not compared").isNotNull();
    answering(challenge).flags(0x40).send();
    assertThat(lobby.code()).as("not the same request").isEqualTo(106);
  }

  @Test
  void a_captured_answer_is_of_no_use_at_another_station() {
    Octets challenge = lobby.challenges().advertise();
    Question question = answering(challenge);
    question.send();
    lobby.ask().from(Lobby.OTHER_MAC).send(question.octets());
    assertThat(lobby.code()).isEqualTo(106);
  }

  @Test
  void a_challenge_that_nothing_proves_is_discarded() {
    lobby.ask().also(new Challenge(lobby.challenges().advertise())).send();
    lobby.silent();
    assertThat(lobby.counter("requests-unproved-challenge")).isOne();
  }

  @Test
  void forged_answers_do_not_spend_the_challenge_of_the_node() {
    Octets challenge = lobby.challenges().advertise();
    Question forged = answering(challenge);
    byte[] octets = forged.octets();
    octets[octets.length - 1] ^= 1;
    forged.send(octets);
    assertThat(lobby.code()).isEqualTo(108);
    lobby.registered(answering(challenge));
  }

  @Test
  void where_the_home_agent_checks_mobile_aaa_the_challenge_is_spent_by_its_acceptance() {
    Lobby trusting = new Lobby().challenging();
    Octets challenge = trusting.challenges().advertise();
    Question question = trusting.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge);
    question.send();
    trusting.fromNetwork(trusting.answer(question, 144, 0), Lobby.HOME_AGENT);
    assertThat(trusting.code()).isEqualTo(144);
    Question again = trusting.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge);
    trusting.registered(again);
    trusting.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge).send();
    assertThat(trusting.code()).isEqualTo(106);
  }

  @Test
  void a_refusal_of_who_proved_himself_spends_the_challenge_and_brings_another() {
    Lobby trusting = new Lobby().challenging();
    for (int code : new int[] {128, 130, 137}) {
      Octets challenge = trusting.challenges().advertise();
      Question question =
          trusting.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge);
      question.send();
      trusting.fromNetwork(trusting.answer(question, code, 0), Lobby.HOME_AGENT);
      assertThat(trusting.code()).isEqualTo(code);
      Octets next = trusting.reply().extension(Challenge.class).orElseThrow().value();
      assertThat(next).as("RFC 4721 §3.3: a previously unused one").isNotEqualTo(challenge);
    }
    Octets challenge = trusting.challenges().advertise();
    for (int code : new int[] {131, 133, 136}) {
      Question question =
          trusting.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge);
      question.send();
      trusting.fromNetwork(trusting.answer(question, code, 0), Lobby.HOME_AGENT);
      assertThat(trusting.code()).as("whoever asked spent nothing (§12)").isEqualTo(code);
    }
    trusting.registered(trusting.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge));
  }

  @Test
  void a_node_that_shares_a_secret_need_not_answer_but_is_checked_if_it_does() {
    Lobby known = new Lobby().challenging().sharedWithNode();
    known.ask().signedForAgent(Lobby.MN_FA).send();
    assertThat(known.relayed()).isNotNull();
    known.ask().also(new Challenge(Octets.ofHex("0011223344"))).signedForAgent(Lobby.MN_FA).send();
    assertThat(known.code()).isEqualTo(104);
  }

  private Question answering(Octets challenge) {
    return lobby.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge);
  }
}
