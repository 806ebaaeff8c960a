package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

/** Home addresses: assigned (RFC 2794, codes 130) and claimed (RFC 5944 §3.8.3.2, code 129). */
class HomeAddressTest {
  private final Desk desk = new Desk();

  private static Ask anonymous(Desk desk, String nai) {
    return desk.ask().home(Ip4.ANY).with(new MobileNodeNai(nai));
  }

  @Test
  void a_node_known_by_its_NAI_gets_an_address_of_the_home_network() {
    desk.send(anonymous(desk, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
    assertThat(desk.reply(Desk.BY_NAI).code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply(Desk.BY_NAI).home()).isEqualTo(Ip4.of("203.0.113.129"));
    assertThat(desk.reply(Desk.BY_NAI).extension(MobileNodeNai.class))
        .contains(new MobileNodeNai(Desk.NAI));
    assertThat(desk.outputs(Remember.class).getFirst().memory().home())
        .isEqualTo(Ip4.of("203.0.113.129"));
    assertThat(desk.binding(Ip4.of("203.0.113.129"))).isNotNull();
  }

  @Test
  void the_address_stays_the_nodes_own_whatever_happens() {
    desk.send(anonymous(desk, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
    Ip4 home = desk.reply(Desk.BY_NAI).home();
    desk.send(anonymous(desk, Desk.NAI).careOf(home).lifetime(0), Desk.BY_NAI, home);
    assertThat(desk.agent().bindings()).isEmpty();
    desk.send(anonymous(desk, Desk.OTHER_NAI), Desk.BY_OTHER_NAI, Desk.CAFE);
    assertThat(desk.reply(Desk.BY_OTHER_NAI).home()).isNotEqualTo(home);
    desk.send(anonymous(desk, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
    assertThat(desk.reply(Desk.BY_NAI).home()).isEqualTo(home);
  }

  @Test
  void the_address_survives_a_restart() {
    desk.send(anonymous(desk, Desk.OTHER_NAI), Desk.BY_OTHER_NAI, Desk.CAFE);
    desk.send(anonymous(desk, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
    Memory memory = desk.outputs(Remember.class).getFirst().memory();
    assertThat(memory.home()).isEqualTo(Ip4.of("203.0.113.130"));
    Desk restarted = new Desk(Desk.OUTER, List.of(memory), List.of());
    restarted.pass(Duration.ofSeconds(1));
    restarted.send(anonymous(restarted, Desk.OTHER_NAI), Desk.BY_OTHER_NAI, Desk.CAFE);
    restarted.send(anonymous(restarted, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
    assertThat(restarted.reply(Desk.BY_NAI).home()).isEqualTo(memory.home());
  }

  @Test
  void a_remembered_address_that_is_not_free_any_more_is_replaced() {
    for (String gone : List.of("198.18.0.1", "203.0.113.140", "203.0.113.128", "203.0.113.191")) {
      Memory memory = new Memory(Desk.NAI, Ip4.of(gone), 0, 0);
      Desk restarted = new Desk(Desk.OUTER, List.of(memory), List.of());
      restarted.send(anonymous(restarted, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
      assertThat(restarted.reply(Desk.BY_NAI).home()).isEqualTo(Ip4.of("203.0.113.129"));
    }
  }

  @Test
  void two_nodes_never_remember_the_same_address() {
    Ip4 same = Ip4.of("203.0.113.150");
    Desk restarted =
        new Desk(
            Desk.OUTER,
            List.of(new Memory(Desk.NAI, same, 0, 0), new Memory(Desk.OTHER_NAI, same, 0, 0)),
            List.of());
    restarted.send(anonymous(restarted, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
    assertThat(restarted.reply(Desk.BY_NAI).home()).isEqualTo(same);
    restarted.send(anonymous(restarted, Desk.OTHER_NAI), Desk.BY_OTHER_NAI, Desk.CAFE);
    assertThat(restarted.reply(Desk.BY_OTHER_NAI).home()).isNotEqualTo(same);
  }

  @Test
  void the_assigned_address_may_be_named_in_the_next_request_with_or_without_the_NAI() {
    desk.send(anonymous(desk, Desk.NAI), Desk.BY_NAI, Desk.CAFE);
    Ip4 home = desk.reply(Desk.BY_NAI).home();
    desk.send(desk.ask().home(home).with(new MobileNodeNai(Desk.NAI)), Desk.BY_NAI, Desk.CAFE);
    assertThat(desk.reply(Desk.BY_NAI).code()).isEqualTo(ReplyCode.ACCEPTED);
    desk.send(desk.ask().home(home), Desk.BY_NAI, Desk.CAFE);
    assertThat(desk.reply(Desk.BY_NAI).code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply(Desk.BY_NAI).extension(MobileNodeNai.class)).isEmpty();
    assertThat(desk.agent().bindings()).hasSize(1);
  }

  @Test
  void a_home_address_that_is_not_the_nodes_own_gets_code_129_and_is_copied() {
    desk.send(desk.ask());
    Binding before = desk.bound();
    for (Ip4 wanted : List.of(Desk.HOME, Ip4.of("203.0.113.129"), Ip4.of("8.8.8.8"))) {
      desk.send(
          desk.ask().home(wanted).with(new MobileNodeNai(Desk.NAI)), Desk.BY_NAI, Desk.OFFICE);
      assertThat(desk.reply(Desk.BY_NAI).code()).isEqualTo(ReplyCode.PROHIBITED);
      assertThat(desk.reply(Desk.BY_NAI).home()).isEqualTo(wanted);
      assertThat(desk.outputs(BindingChanged.class)).isEmpty();
    }
    assertThat(desk.agent().bindings()).containsExactly(before);
  }

  @Test
  void a_node_with_a_configured_address_and_an_NAI_may_ask_for_it_by_name() {
    Subscriber both = new Subscriber(Desk.HOME, Desk.NAI, List.of(Desk.TIMESTAMPS));
    Desk other = new Desk(Desk.outer(Desk.HOME_NETWORK, false, List.of(both)));
    other.send(anonymous(other, Desk.NAI));
    assertThat(other.reply().home()).isEqualTo(Desk.HOME);
  }

  @Test
  void all_addresses_but_three_can_be_assigned_and_then_code_130_says_there_are_none() {
    // A /28 has 16: network, broadcast and the agent's own are never given.
    Prefix4 small = Prefix4.of("203.0.113.0/28");
    List<Subscriber> many = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      many.add(new Subscriber(null, "mn" + i + "@lab.example", List.of(Desk.TIMESTAMPS)));
    }
    Desk full = new Desk(Desk.outer(small, false, many));
    Set<Ip4> given = new HashSet<>();
    for (int i = 0; i < 13; i++) {
      full.send(anonymous(full, "mn" + i + "@lab.example"));
      assertThat(full.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
      assertThat(small.contains(full.reply().home())).isTrue();
      assertThat(given.add(full.reply().home())).isTrue();
    }
    assertThat(given).doesNotContain(Ip4.of("203.0.113.0"), Ip4.of("203.0.113.15"), Desk.AGENT);
    full.send(anonymous(full, "mn13@lab.example"));
    assertThat(full.reply().code()).isEqualTo(ReplyCode.INSUFFICIENT_RESOURCES);
    assertThat(full.reply().home()).isEqualTo(Ip4.ANY);
    assertThat(full.counter("addresses-exhausted")).isEqualTo(1);
    assertThat(full.agent().bindings()).hasSize(13);
  }

  @Test
  void a_network_of_two_addresses_or_one_has_no_broadcast_address() {
    AddressPool two = new AddressPool(AddressRange.of(Prefix4.of("10.0.0.254/31")), Duration.ZERO);
    assertThat(two.assign()).contains(Ip4.of("10.0.0.254"));
    assertThat(two.assign()).contains(Ip4.of("10.0.0.255"));
    assertThat(two.assign()).isEmpty();
    AddressPool one =
        new AddressPool(AddressRange.of(Prefix4.of("255.255.255.254/32")), Duration.ZERO);
    assertThat(one.assign()).contains(Ip4.of("255.255.255.254"));
    assertThat(one.assign()).isEmpty();
  }

  @Test
  void two_nodes_that_cannot_be_told_apart_are_no_configuration() {
    Subscriber one = new Subscriber(Desk.HOME, null, List.of(Desk.TIMESTAMPS));
    Subscriber same = new Subscriber(Desk.HOME, "x@y", List.of(Desk.BY_NAI));
    assertThatThrownBy(() -> Desk.outer(Desk.HOME_NETWORK, false, List.of(one, same)))
        .hasMessageContaining("x@y");
    Subscriber agent = new Subscriber(Desk.AGENT, null, List.of(Desk.TIMESTAMPS));
    assertThatThrownBy(() -> Desk.outer(Desk.HOME_NETWORK, false, List.of(agent)))
        .hasMessageContaining("203.0.113.2");
  }
}
