package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.Test;

/** RFC 5944 §3.8.2.2: what an accepted registration does. */
class RegistrationTest {
  private final Desk desk = new Desk();

  @Test
  void a_valid_request_makes_a_binding_and_is_answered_with_code_0() {
    Ask ask = desk.ask();
    desk.send(ask);

    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply().lifetime()).isEqualTo(300);
    assertThat(desk.bound())
        .isEqualTo(
            new Binding(
                Desk.HOME,
                "203.0.113.140",
                Desk.CAFE,
                Tunnel.ipInIp(Desk.CAFE),
                true,
                ask.identification(),
                300,
                desk.now().monotonic().plus(Duration.ofMinutes(5)),
                null,
                null));
    assertThat(desk.counter("requests-accepted")).isEqualTo(1);
  }

  @Test
  void what_must_be_stored_comes_first_and_the_reply_last() {
    desk.send(desk.ask());
    assertThat(desk.outputs().stream().map(output -> output.getClass().getSimpleName()))
        .containsExactly(
            Remember.class.getSimpleName(),
            BindingChanged.class.getSimpleName(),
            Send.class.getSimpleName());
  }

  @Test
  void a_lifetime_longer_than_permitted_is_reduced_to_the_longest() {
    desk.send(desk.ask().lifetime(601));
    assertThat(desk.reply().lifetime()).isEqualTo(600);
    desk.send(desk.ask().lifetime(600));
    assertThat(desk.reply().lifetime()).isEqualTo(600);
    desk.send(desk.ask().lifetime(RegistrationRequest.INFINITE));
    assertThat(desk.reply().lifetime()).isEqualTo(600);
    assertThat(desk.bound().grantedSeconds()).isEqualTo(600);
  }

  @Test
  void a_binding_ends_with_its_lifetime_and_no_reply_is_sent() {
    desk.send(desk.ask().lifetime(10));
    assertThat(desk.agent().wakeAt())
        .isEqualTo(desk.now().monotonic().plus(Duration.ofSeconds(10)));

    assertThat(desk.tickAfter(Duration.ofSeconds(10).minusNanos(1))).isEmpty();
    Binding before = desk.bound();
    assertThat(desk.tickAfter(Duration.ofNanos(1)))
        .containsExactly(new BindingChanged(before, null, "lifetime ended"));
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.agent().wakeAt()).isNull();
    assertThat(desk.counter("bindings-expired")).isEqualTo(1);
  }

  @Test
  void a_renewal_extends_the_lifetime_and_keeps_the_tunnel() {
    desk.send(desk.ask().lifetime(10));
    desk.pass(Duration.ofSeconds(9));
    desk.send(desk.ask().lifetime(10));
    assertThat(desk.outputs(BindingChanged.class).getFirst().why()).isEqualTo("renewed");
    assertThat(desk.bound().expires())
        .isEqualTo(desk.now().monotonic().plus(Duration.ofSeconds(10)));
    assertThat(desk.bound().previous()).isNull();
  }

  @Test
  void a_deregistration_of_the_home_address_removes_the_binding() {
    desk.send(desk.ask());
    Binding before = desk.bound();
    desk.send(desk.ask().lifetime(0).careOf(Desk.HOME), Desk.TIMESTAMPS, Desk.HOME);

    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply().lifetime()).isZero();
    assertThat(desk.sent().to().address()).isEqualTo(Desk.HOME);
    assertThat(desk.outputs(BindingChanged.class))
        .containsExactly(new BindingChanged(before, null, "deregistered"));
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.agent().wakeAt()).isNull();
  }

  @Test
  void a_deregistration_of_the_care_of_address_removes_that_binding() {
    desk.send(desk.ask());
    desk.send(desk.ask().lifetime(0));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void a_deregistration_of_another_care_of_address_leaves_the_binding_active() {
    desk.send(desk.ask());
    Binding before = desk.bound();
    desk.send(desk.ask().lifetime(0).careOf(Desk.OFFICE));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.outputs(BindingChanged.class)).isEmpty();
    assertThat(desk.bound()).isEqualTo(before);
  }

  @Test
  void a_deregistration_without_a_binding_is_accepted() {
    desk.send(desk.ask().lifetime(0).careOf(Desk.HOME), Desk.TIMESTAMPS, Desk.HOME);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.outputs(BindingChanged.class)).isEmpty();
  }

  @Test
  void a_deregistration_says_nothing_of_tunnels_so_none_can_be_wrong() {
    desk.send(desk.ask());
    desk.send(desk.ask().lifetime(0).flags(RegistrationRequest.GRE).careOf(Desk.CELL));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void the_S_bit_gets_code_1_and_the_binding_is_replaced() {
    desk.send(desk.ask());
    desk.send(
        desk.ask().flag(RegistrationRequest.SIMULTANEOUS).careOf(Desk.OFFICE),
        Desk.TIMESTAMPS,
        Desk.OFFICE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED_NO_SIMULTANEOUS);
    assertThat(desk.agent().bindings()).hasSize(1);
    assertThat(desk.bound().careOf()).isEqualTo(Desk.OFFICE);
  }

  @Test
  void broadcasts_are_not_offered_so_the_B_bit_is_ignored() {
    desk.send(desk.ask().flag(RegistrationRequest.BROADCASTS));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void the_bits_r_and_x_are_ignored_as_section_3_3_says() {
    desk.send(desk.ask().flag(0x04 | 0x01));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void after_a_handover_the_previous_tunnel_stays_for_the_configured_time() {
    desk.send(desk.ask());
    desk.send(desk.ask().careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);

    Binding moved = desk.bound();
    assertThat(desk.outputs(BindingChanged.class).getFirst().why()).isEqualTo("moved");
    assertThat(moved.tunnel()).isEqualTo(Tunnel.ipInIp(Desk.OFFICE));
    assertThat(moved.previous()).isEqualTo(Tunnel.ipInIp(Desk.CAFE));
    assertThat(desk.agent().wakeAt()).isEqualTo(moved.previousUntil());

    assertThat(desk.tickAfter(Duration.ofSeconds(2).minusNanos(1))).isEmpty();
    desk.tickAfter(Duration.ofNanos(1));
    assertThat(desk.bound()).isEqualTo(moved.withPrevious(null, null));
    assertThat(desk.outputs())
        .containsExactly(
            new BindingChanged(moved, desk.bound(), "previous care-of address lapsed"));
    assertThat(desk.agent().wakeAt()).isEqualTo(moved.expires());
  }

  @Test
  void a_renewal_soon_after_a_handover_does_not_prolong_the_previous_tunnel() {
    desk.send(desk.ask());
    desk.send(desk.ask().careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);
    Binding moved = desk.bound();
    desk.pass(Duration.ofSeconds(1));
    desk.send(desk.ask().careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(desk.bound().previous()).isEqualTo(moved.previous());
    assertThat(desk.bound().previousUntil()).isEqualTo(moved.previousUntil());
  }

  @Test
  void a_lifetime_that_ends_before_the_previous_tunnel_ends_both() {
    desk.send(desk.ask());
    desk.send(desk.ask().careOf(Desk.OFFICE).lifetime(1), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(desk.tickAfter(Duration.ofSeconds(1))).hasSize(1);
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.agent().wakeAt()).isNull();
  }

  @Test
  void bindings_of_several_nodes_do_not_touch_each_other() {
    desk.send(desk.ask().lifetime(10));
    desk.send(
        desk.ask().lifetime(20).home(Ip4.ANY).with(new MobileNodeNai(Desk.NAI)),
        Desk.BY_NAI,
        Desk.CAFE);
    assertThat(desk.agent().bindings()).hasSize(2);
    desk.tickAfter(Duration.ofSeconds(10));
    assertThat(desk.agent().bindings()).extracting(Binding::subscriber).containsExactly(Desk.NAI);
  }
}
