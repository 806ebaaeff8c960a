package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.Test;

/** Bindings survive a restart, if what they rest on does. */
class RestartTest {
  private final Desk first = new Desk();

  private Binding stored() {
    first.send(first.ask().lifetime(100));
    first.send(first.ask().lifetime(100).careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);
    return first.bound();
  }

  @Test
  void a_binding_goes_on_where_it_was() {
    Binding stored = stored();
    Desk restarted = new Desk(Desk.OUTER, List.of(), List.of(stored));
    assertThat(restarted.bound()).isEqualTo(stored);
    assertThat(restarted.agent().poll()).isNull();
    assertThat(restarted.agent().wakeAt()).isEqualTo(stored.previousUntil());
    restarted.tickAfter(Duration.ofSeconds(3));
    assertThat(restarted.bound().previous()).isNull();
    restarted.tickAfter(Duration.ofSeconds(98));
    assertThat(restarted.agent().bindings()).isEmpty();
  }

  @Test
  void a_binding_that_ended_meanwhile_goes_with_the_first_input() {
    Binding stored = stored();
    Desk restarted = new Desk(Desk.OUTER, List.of(), List.of(stored));
    assertThat(restarted.tickAfter(Duration.ofHours(1)))
        .containsExactly(new BindingChanged(stored, null, "lifetime ended"));
  }

  @Test
  void a_binding_of_a_node_that_is_not_served_any_more_goes_at_once() {
    Binding stored = stored();
    Desk restarted =
        new Desk(
            Desk.outer(Desk.HOME_NETWORK, false, Desk.SUBSCRIBERS.subList(1, 4)),
            List.of(),
            List.of(stored));
    assertThat(restarted.agent().poll())
        .isEqualTo(new BindingChanged(stored, null, "no longer served"));
    assertThat(restarted.agent().poll()).isNull();
    assertThat(restarted.agent().bindings()).isEmpty();
  }

  @Test
  void a_binding_whose_assigned_address_is_forgotten_goes_at_once() {
    Ip4 home = Ip4.of("203.0.113.150");
    Binding stored = stored();
    Binding assigned =
        new Binding(
            home,
            Desk.NAI,
            stored.careOf(),
            stored.tunnel(),
            true,
            stored.identification(),
            100,
            stored.expires(),
            null,
            null);
    Desk forgetful = new Desk(Desk.OUTER, List.of(), List.of(assigned));
    assertThat(forgetful.agent().poll()).isInstanceOf(BindingChanged.class);
    Memory memory = new Memory(Desk.NAI, home, 0, 0);
    Desk mindful = new Desk(Desk.OUTER, List.of(memory), List.of(assigned));
    assertThat(mindful.agent().poll()).isNull();
    assertThat(mindful.agent().bindings()).containsExactly(assigned);
  }

  @Test
  void memories_of_unknown_nodes_are_forgotten() {
    Memory stranger = new Memory("stranger@lab.example", Ip4.of("203.0.113.129"), 1, 1);
    Desk restarted = new Desk(Desk.OUTER, List.of(stranger), List.of());
    restarted.send(restarted.ask());
    assertThat(restarted.bound()).isNotNull();
  }
}
