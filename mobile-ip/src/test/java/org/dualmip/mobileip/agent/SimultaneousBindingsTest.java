package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.Test;

/** RFC 5944 §3.8.2.2: the S bit, code 135, and what a deregistration leaves. */
class SimultaneousBindingsTest {
  private static final Ip4 THIRD = Ip4.of("198.51.100.99");
  private static final Ip4 FOURTH = Ip4.of("198.51.100.111");

  private final Desk desk = new Desk(Desk.EVERYTHING);

  private void also(Ip4 careOf) {
    desk.send(
        desk.ask().careOf(careOf).flag(RegistrationRequest.SIMULTANEOUS), Desk.TIMESTAMPS, careOf);
  }

  private List<Ip4> careOfs() {
    return desk.allBound().stream().map(Binding::careOf).toList();
  }

  @Test
  void with_the_S_bit_earlier_bindings_stay_and_the_code_is_0() {
    desk.send(desk.ask());
    Binding first = desk.bound();
    also(Desk.OFFICE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.allBound()).hasSize(2).first().isEqualTo(first);
    assertThat(desk.outputs(BindingChanged.class))
        .containsExactly(new BindingChanged(null, desk.allBound().getLast(), "registered"));
    assertThat(desk.allBound().getLast().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.OFFICE));
  }

  @Test
  void one_binding_more_than_allowed_gets_code_135_and_changes_nothing() {
    also(Desk.CAFE);
    also(Desk.OFFICE);
    also(THIRD);
    List<Binding> before = desk.allBound();
    also(FOURTH);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.TOO_MANY_BINDINGS);
    assertThat(desk.allBound()).isEqualTo(before).hasSize(3);
    also(Desk.OFFICE);
    assertThat(desk.reply().code()).as("a renewal is none more").isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void without_the_S_bit_all_others_go_and_the_reply_says_nothing_of_it() {
    also(Desk.CAFE);
    also(Desk.OFFICE);
    desk.send(desk.ask().careOf(THIRD), Desk.TIMESTAMPS, THIRD);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(careOfs()).containsExactly(THIRD);
    assertThat(desk.outputs(BindingChanged.class).stream().map(BindingChanged::why))
        .containsExactly("moved", "replaced");
    assertThat(desk.bound().previous()).isEqualTo(Tunnel.ipInIp(Desk.OFFICE));
  }

  @Test
  void a_renewal_without_the_S_bit_keeps_the_tunnel_of_the_others_for_packets_on_their_way() {
    also(Desk.CAFE);
    also(Desk.OFFICE);
    desk.send(desk.ask());
    assertThat(careOfs()).containsExactly(Desk.CAFE);
    assertThat(desk.bound().previous()).isEqualTo(Tunnel.ipInIp(Desk.OFFICE));
    desk.tickAfter(Duration.ofSeconds(2));
    assertThat(desk.bound().previous()).isNull();
  }

  @Test
  void a_deregistration_of_one_care_of_address_leaves_the_others() {
    also(Desk.CAFE);
    also(Desk.OFFICE);
    also(THIRD);
    desk.send(desk.ask().lifetime(0).careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(careOfs()).containsExactly(Desk.CAFE, THIRD);
  }

  @Test
  void a_deregistration_of_the_home_address_removes_all() {
    also(Desk.CAFE);
    also(Desk.OFFICE);
    also(THIRD);
    desk.send(desk.ask().lifetime(0).careOf(Desk.HOME), Desk.TIMESTAMPS, Desk.HOME);
    assertThat(desk.allBound()).isEmpty();
    assertThat(desk.outputs(BindingChanged.class))
        .hasSize(3)
        .allMatch(change -> change.after() == null && change.why().equals("deregistered"));
    assertThat(desk.agent().wakeAt()).isNull();
  }

  @Test
  void each_binding_ends_with_its_own_lifetime_and_the_others_stay() {
    desk.send(desk.ask().lifetime(10));
    desk.send(
        desk.ask().lifetime(20).careOf(Desk.OFFICE).flag(RegistrationRequest.SIMULTANEOUS),
        Desk.TIMESTAMPS,
        Desk.OFFICE);
    desk.tickAfter(Duration.ofSeconds(10));
    assertThat(careOfs()).containsExactly(Desk.OFFICE);
    desk.tickAfter(Duration.ofSeconds(10));
    assertThat(careOfs()).isEmpty();
  }

  @Test
  void the_B_bit_is_kept_for_each_binding() {
    desk.send(desk.ask().flag(RegistrationRequest.BROADCASTS));
    also(Desk.OFFICE);
    assertThat(desk.allBound()).extracting(Binding::broadcasts).containsExactly(true, false);
    desk.send(desk.ask());
    assertThat(desk.bound().broadcasts()).as("a renewal without it").isFalse();
  }

  @Test
  void bindings_of_all_nodes_together_are_limited_by_code_130() {
    Limits few = new Limits(3, 2, 100, 5, Duration.ZERO);
    Desk small = new Desk(Desk.EVERYTHING.with(few));
    small.send(small.ask());
    small.send(small.ask().home(Desk.NONCE_HOME).identification(1), Desk.NONCES, Desk.CAFE);
    long offered = small.reply(Desk.NONCES).identification();
    small.send(small.ask().home(Desk.NONCE_HOME).identification(offered), Desk.NONCES, Desk.CAFE);
    assertThat(small.reply(Desk.NONCES).code()).isEqualTo(ReplyCode.ACCEPTED);
    small.send(
        small.ask().careOf(Desk.OFFICE).flag(RegistrationRequest.SIMULTANEOUS),
        Desk.TIMESTAMPS,
        Desk.OFFICE);
    assertThat(small.reply().code()).isEqualTo(ReplyCode.INSUFFICIENT_RESOURCES);
    assertThat(small.counter("bindings-exhausted")).isEqualTo(1);
    small.send(small.ask().careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(small.reply().code()).as("a move is none more").isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void simultaneous_bindings_survive_a_restart() {
    also(Desk.CAFE);
    also(Desk.OFFICE);
    Desk restarted = new Desk(Desk.EVERYTHING, List.of(), desk.allBound());
    assertThat(restarted.allBound()).isEqualTo(desk.allBound());
  }
}
