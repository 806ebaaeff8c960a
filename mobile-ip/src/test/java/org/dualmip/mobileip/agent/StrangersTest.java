package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

/** Who proves nothing gets few replies; who asks twice gets the same reply twice. */
class StrangersTest {
  private final Desk desk = new Desk();

  private int forgeries(int count, Ip4 source) {
    int replies = 0;
    for (int i = 0; i < count; i++) {
      desk.send(desk.ask(), Desk.BY_NAI, source);
      replies += desk.outputs(Send.class).size();
    }
    return replies;
  }

  @Test
  void a_source_gets_five_replies_a_second_to_forged_requests() {
    assertThat(forgeries(100, Desk.CAFE)).isEqualTo(5);
    assertThat(desk.counter("replies-suppressed")).isEqualTo(95);
    assertThat(desk.counter("requests-failed-authentication")).isEqualTo(100);
    desk.pass(Duration.ofSeconds(1));
    assertThat(forgeries(100, Desk.CAFE)).isEqualTo(5);
  }

  @Test
  void all_sources_together_get_a_hundred() {
    int replies = 0;
    for (int i = 0; i < 200; i++) {
      replies += forgeries(1, new Ip4(Desk.CAFE.bits() + i));
    }
    assertThat(replies).isEqualTo(100);
    desk.pass(Duration.ofMillis(500));
    assertThat(forgeries(3, Desk.NAT)).isEqualTo(3);
  }

  @Test
  void a_replay_proves_nothing() {
    byte[] heard = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(heard, Desk.CAFE);
    int replies = 0;
    for (int i = 0; i < 20; i++) {
      desk.send(heard, Desk.NAT);
      replies += desk.outputs(Send.class).size();
    }
    assertThat(replies).isEqualTo(5);
  }

  @Test
  void a_flood_by_others_does_not_keep_a_node_from_registering() {
    assertThat(forgeries(1000, Desk.CAFE)).isEqualTo(5);
    desk.send(desk.ask());
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void the_table_of_sources_is_bounded() {
    Strangers strangers = new Strangers(Limits.DEFAULT);
    for (int i = 0; i < 100_000; i++) {
      boolean _ = strangers.admit(new Ip4(i), new MonotonicTime(i));
    }
    assertThat(strangers.sources()).isEqualTo(Strangers.MOST_SOURCES);
  }

  @Test
  void time_that_stands_still_or_begins_below_zero_earns_nothing() {
    Strangers strangers = new Strangers(new Limits(1, 1, 2, 2, Duration.ZERO));
    MonotonicTime early = new MonotonicTime(-1_000_000_000_000L);
    assertThat(strangers.admit(Desk.CAFE, early)).isTrue();
    assertThat(strangers.admit(Desk.CAFE, early)).isTrue();
    assertThat(strangers.admit(Desk.CAFE, early)).isFalse();
    assertThat(strangers.admit(Desk.CAFE, early.plus(Duration.ofMillis(501)))).isTrue();
  }

  // ---- the same request again

  @Test
  void a_request_that_arrives_twice_gets_the_same_reply_and_changes_nothing() {
    byte[] payload = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(payload, Desk.CAFE);
    Send first = desk.sent();
    Binding bound = desk.bound();
    desk.pass(Duration.ofSeconds(3));
    desk.send(payload, Desk.CAFE);
    assertThat(desk.sent()).isEqualTo(first);
    assertThat(desk.outputs(BindingChanged.class)).isEmpty();
    assertThat(desk.outputs(Remember.class)).isEmpty();
    assertThat(desk.bound().expires()).isEqualTo(bound.expires());
    assertThat(desk.counter("requests-repeated")).isEqualTo(1);
  }

  @Test
  void a_node_with_nonces_that_has_not_heard_the_reply_gets_it_again_and_stays_in_step() {
    desk.send(new Ask(1).home(Desk.NONCE_HOME), Desk.NONCES, Desk.CAFE);
    Ask ask = new Ask(desk.reply(Desk.NONCES).identification()).home(Desk.NONCE_HOME);
    desk.send(ask, Desk.NONCES, Desk.CAFE);
    long next = desk.reply(Desk.NONCES).identification();
    desk.send(ask, Desk.NONCES, Desk.CAFE);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply(Desk.NONCES).identification()).isEqualTo(next);
    desk.send(new Ask(next).home(Desk.NONCE_HOME), Desk.NONCES, Desk.CAFE);
    assertThat(desk.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void it_is_a_replay_after_ten_seconds_from_elsewhere_or_after_a_newer_one() {
    byte[] payload = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(payload, Desk.CAFE);
    desk.send(payload, Desk.NAT);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    desk.pass(RecentReplies.KEPT);
    desk.send(payload, Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    byte[] older = desk.ask().signed(Desk.TIMESTAMPS);
    desk.send(older, Desk.CAFE);
    desk.send(desk.ask());
    desk.send(older, Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void what_a_foreign_agent_relays_twice_is_a_replay_because_another_station_may_have_sent_it() {
    Desk other = new Desk(Desk.EVERYTHING);
    byte[] known =
        other.ask().through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME).signed(Desk.TIMESTAMPS);
    other.send(known, Desk.FOREIGN_AGENT);
    assertThat(other.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
    other.send(known, Desk.FOREIGN_AGENT);
    assertThat(other.replyThroughAgent().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    byte[] strange = other.ask().through(Desk.STRANGE_AGENT).signed(Desk.TIMESTAMPS);
    other.send(strange, Desk.STRANGE_AGENT);
    assertThat(other.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    other.send(strange, Desk.STRANGE_AGENT);
    assertThat(other.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void what_was_said_of_a_binding_that_has_gone_is_not_said_again() {
    byte[] payload = desk.ask().lifetime(5).signed(Desk.TIMESTAMPS);
    desk.send(payload, Desk.CAFE);
    desk.tickAfter(Duration.ofSeconds(5));
    desk.send(payload, Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void only_so_many_replies_are_kept() {
    RecentReplies recent = new RecentReplies();
    ServedNode first = node();
    Input.Datagram request =
        new Input.Datagram(
            desk.now(), new Endpoint(Desk.CAFE, 434), new Endpoint(Desk.AGENT, 434), Octets.EMPTY);
    Send reply = new Send(request.to(), request.from(), Octets.EMPTY);
    recent.keep(first, request, reply);
    for (int i = 1; i < RecentReplies.MOST; i++) {
      recent.keep(node(), request, reply);
    }
    assertThat(recent.to(first, request)).contains(reply);
    recent.keep(node(), request, reply);
    assertThat(recent.to(first, request)).isEmpty();
  }

  private static ServedNode node() {
    return new ServedNode(
        Desk.SUBSCRIBERS.getFirst(),
        Desk.HOME,
        new IdentificationCheck(new SplittableRandom(1), 0, 0));
  }

  // ---- clocks

  @Test
  void a_clock_of_this_agent_that_jumps_leaves_lifetimes_alone() {
    desk.send(desk.ask().lifetime(100));
    desk.setClock(Duration.ofDays(365));
    desk.tickAfter(Duration.ofSeconds(99));
    assertThat(desk.agent().bindings()).hasSize(1);
    desk.setClock(Duration.ofDays(-730));
    desk.tickAfter(Duration.ofSeconds(1));
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void after_a_jump_of_this_agents_clock_a_node_gets_in_step_by_one_refusal() {
    desk.send(desk.ask());
    long before = desk.timestamp();
    desk.setClock(Duration.ofHours(1));
    desk.send(new Ask(before));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    desk.send(new Ask(desk.reply().identification() + 1));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }
}
