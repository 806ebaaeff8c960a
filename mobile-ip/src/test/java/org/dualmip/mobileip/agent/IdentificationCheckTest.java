package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.junit.jupiter.api.Test;

/** RFC 5944 §5.7: replay protection, code 133. */
class IdentificationCheckTest {
  private static final long LOW = 0xffff_ffffL;

  private final Desk desk = new Desk();

  private static int high(long identification) {
    return (int) (identification >>> 32);
  }

  @Test
  void an_accepted_timestamp_is_copied_into_the_reply_and_remembered() {
    Ask ask = desk.ask();
    desk.send(ask);
    assertThat(desk.reply().identification()).isEqualTo(ask.identification());
    assertThat(desk.outputs(Remember.class))
        .containsExactly(
            new Remember(new Memory("203.0.113.140", Desk.HOME, ask.identification(), 0)));
  }

  @Test
  void a_timestamp_in_the_window_is_accepted() {
    for (int millis : List.of(-6999, -1000, 0, 1000, 6999)) {
      Desk fresh = new Desk();
      fresh.send(new Ask(NtpTimestamp.of(fresh.now().wall().plusMillis(millis))));
      assertThat(fresh.reply().code()).as("%d ms", millis).isEqualTo(ReplyCode.ACCEPTED);
    }
  }

  @Test
  void a_timestamp_outside_the_window_gets_code_133_with_this_clocks_seconds() {
    for (int millis : List.of(-3_600_000, -7001, 7001, 3_600_000)) {
      Desk fresh = new Desk();
      long timestamp = NtpTimestamp.of(fresh.now().wall().plusMillis(millis));
      fresh.send(new Ask(timestamp));
      assertThat(fresh.reply().code())
          .as("%d ms", millis)
          .isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
      assertThat(high(fresh.reply().identification()))
          .isEqualTo(NtpTimestamp.seconds(NtpTimestamp.of(fresh.now().wall())));
      assertThat(fresh.reply().identification() & LOW).isEqualTo(timestamp & LOW);
      assertThat(fresh.agent().bindings()).isEmpty();
      assertThat(fresh.outputs(Remember.class)).isEmpty();
      assertThat(fresh.counter("requests-clock-differs")).isEqualTo(1);
    }
  }

  @Test
  void a_node_gets_in_step_by_the_high_half_of_the_reply() {
    long wrong = NtpTimestamp.of(desk.now().wall().minus(Duration.ofDays(400)));
    desk.send(new Ask(wrong));
    long answer = desk.reply().identification();
    desk.pass(Duration.ofMillis(300));
    desk.send(new Ask(answer));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_replayed_request_gets_code_133_and_changes_nothing() {
    byte[] payload = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(payload, Desk.CAFE);
    Binding before = desk.bound();
    desk.pass(Duration.ofSeconds(2));
    for (int replay = 1; replay <= 3; replay++) {
      desk.send(payload, Desk.OFFICE);
      assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
      assertThat(desk.outputs(Remember.class)).isEmpty();
      assertThat(desk.agent().bindings()).containsExactly(before);
      assertThat(desk.counter("requests-replayed")).isEqualTo(replay);
    }
  }

  @Test
  void a_refused_identification_is_told_of_as_a_security_exception() {
    byte[] payload = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(payload, Desk.CAFE);
    desk.send(payload, Desk.OFFICE);
    assertThat(desk.outputs(Notice.class))
        .singleElement()
        .satisfies(notice -> assertThat(notice.level()).isEqualTo(Level.SECURITY));
    desk.send(new Ask(NtpTimestamp.of(desk.now().wall().plusSeconds(3600))));
    assertThat(desk.outputs(Notice.class))
        .singleElement()
        .satisfies(notice -> assertThat(notice.level()).isEqualTo(Level.SECURITY));
  }

  @Test
  void a_delayed_older_request_does_not_overtake_a_newer_one() {
    byte[] older = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(desk.ask().careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);
    Binding before = desk.bound();
    desk.send(older, Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    assertThat(desk.bound()).isEqualTo(before);
  }

  @Test
  void timestamps_keep_growing_across_a_deregistration() {
    byte[] registration = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(registration, Desk.CAFE);
    desk.send(desk.ask().lifetime(0));
    desk.send(registration, Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void a_refused_request_uses_up_its_identification_too() {
    byte[] refused = desk.ask().flag(RegistrationRequest.GRE).signed(Desk.TIMESTAMPS);
    desk.send(refused, Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ENCAPSULATION_UNAVAILABLE);
    assertThat(desk.outputs(Remember.class)).hasSize(1);
    desk.send(refused, Desk.OFFICE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void a_request_for_another_home_agent_uses_up_its_identification_too() {
    Ask refused = desk.ask().homeAgent(Desk.OFFICE);
    desk.send(refused);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
    assertThat(desk.outputs(Remember.class))
        .extracting(remember -> remember.memory().lastIdentification())
        .containsExactly(refused.identification());
  }

  @Test
  void timestamps_grow_across_the_end_of_the_NTP_era_in_2036() {
    Duration untilEra =
        Duration.between(desk.now().wall(), Instant.parse("2036-02-07T06:28:15.9Z"));
    desk.pass(untilEra);
    Ask last = desk.ask();
    desk.send(last);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    desk.pass(Duration.ofMillis(200));
    Ask first = desk.ask();
    assertThat(Long.compareUnsigned(first.identification(), last.identification())).isNegative();
    desk.send(first);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    desk.send(last);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void when_the_clock_was_set_back_the_notice_says_so() {
    desk.send(desk.ask());
    desk.setClock(Duration.ofHours(-1));
    desk.send(desk.ask());
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    assertThat(desk.outputs(Notice.class).getFirst().why())
        .contains("3599 s ahead of this clock: was the clock set back?");
  }

  @Test
  void after_a_restart_with_memory_a_replay_is_refused() {
    byte[] payload = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(payload, Desk.CAFE);
    Memory memory = desk.outputs(Remember.class).getFirst().memory();
    Desk restarted = new Desk(Desk.OUTER, List.of(memory), List.of());
    restarted.send(payload, Desk.CAFE);
    assertThat(restarted.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void after_a_restart_without_memory_a_duplicate_does_not_extend_the_lifetime() {
    byte[] payload = desk.ask().lifetime(100).signed(Desk.TIMESTAMPS);
    desk.send(payload, Desk.CAFE);
    Binding before = desk.bound();
    Desk restarted = new Desk(Desk.OUTER, List.of(), List.of(before));
    restarted.pass(Duration.ofSeconds(5));
    restarted.send(payload, Desk.CAFE);
    assertThat(restarted.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(restarted.reply().lifetime()).isEqualTo(95);
    assertThat(restarted.bound()).isEqualTo(before);
  }

  private void sendWithNonce(int nonce, int low) {
    desk.send(
        new Ask((long) nonce << 32 | (low & LOW)).home(Desk.NONCE_HOME), Desk.NONCES, Desk.CAFE);
  }

  private int nonceOfReply(int low) {
    long identification = desk.reply(Desk.NONCES).identification();
    assertThat((int) identification).isEqualTo(low);
    return high(identification);
  }

  @Test
  void nonces_get_in_step_with_one_refusal_and_then_follow_each_other() {
    sendWithNonce(12345, 1);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    int nonce = nonceOfReply(1);
    Set<Integer> seen = new HashSet<>();
    for (int low = 2; low < 100; low++) {
      sendWithNonce(nonce, low);
      assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
      assertThat(seen.add(nonce)).isTrue();
      nonce = nonceOfReply(low);
      assertThat(desk.outputs(Remember.class))
          .containsExactly(new Remember(new Memory("203.0.113.141", Desk.NONCE_HOME, 0, nonce)));
    }
  }

  @Test
  void a_nonce_of_zero_is_nobodys() {
    sendWithNonce(0, 1);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void each_nonce_is_good_for_one_request() {
    sendWithNonce(1, 1);
    int nonce = nonceOfReply(1);
    sendWithNonce(nonce, 2);
    Binding before = desk.binding(Desk.NONCE_HOME);
    desk.pass(Duration.ofSeconds(1));
    sendWithNonce(nonce, 3);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    assertThat(desk.binding(Desk.NONCE_HOME)).isEqualTo(before);
    assertThat(desk.counter("requests-replayed")).isEqualTo(2);
  }

  @Test
  void replayed_requests_do_not_push_a_node_with_nonces_out_of_step() {
    sendWithNonce(1, 1);
    int nonce = nonceOfReply(1);
    sendWithNonce(nonce, 2);
    int next = nonceOfReply(2);
    Set<Integer> offered = new HashSet<>();
    byte[] heard = new Ask((long) nonce << 32 | 2).home(Desk.NONCE_HOME).signed(Desk.NONCES);
    for (int replay = 0; replay < 5; replay++) {
      desk.send(heard, Desk.OFFICE);
      assertThat(offered.add(nonceOfReply(2))).as("each reply has a new nonce").isTrue();
      assertThat(desk.outputs(Remember.class)).isEmpty();
    }
    sendWithNonce(next, 3);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void only_the_last_nonce_that_a_refusal_offered_is_good() {
    sendWithNonce(1, 1);
    int first = nonceOfReply(1);
    sendWithNonce(2, 2);
    int second = nonceOfReply(2);
    sendWithNonce(first, 3);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    sendWithNonce(second, 4);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    sendWithNonce(nonceOfReply(4), 5);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void forged_requests_do_not_push_a_node_with_nonces_out_of_step() {
    sendWithNonce(1, 1);
    int nonce = nonceOfReply(1);
    desk.pass(Duration.ofSeconds(1));
    for (int forgery = 0; forgery < 5; forgery++) {
      desk.send(new Ask(forgery).home(Desk.NONCE_HOME), Desk.TIMESTAMPS, Desk.CAFE);
      assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
      assertThat((int) desk.reply(Desk.NONCES).identification()).isEqualTo(forgery);
    }
    sendWithNonce(nonce, 2);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_nonce_survives_a_restart() {
    sendWithNonce(1, 1);
    sendWithNonce(nonceOfReply(1), 2);
    int nonce = nonceOfReply(2);
    Memory memory = desk.outputs(Remember.class).getFirst().memory();
    Desk restarted = new Desk(Desk.OUTER, List.of(memory), List.of());
    restarted.send(new Ask((long) nonce << 32 | 3).home(Desk.NONCE_HOME), Desk.NONCES, Desk.CAFE);
    assertThat(restarted.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
  }
}
