package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.VisitorChanged;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.Test;

/** The visitor list of RFC 5944 §3.7.1 through its life, and what attackers do to it. */
class VisitorsTest {
  private final Lobby lobby = new Lobby();

  @Test
  void an_accepted_registration_makes_a_visitor_with_all_that_was_agreed() {
    Question question =
        lobby.registered(
            lobby
                .ask()
                .flags(RegistrationRequest.REVERSE_TUNNEL | RegistrationRequest.BROADCASTS)
                .also(new EncapsulatingDelivery()));
    assertThat(lobby.visitor())
        .isEqualTo(
            new Visitor(
                Lobby.LINK,
                Lobby.MAC,
                Lobby.HOME,
                null,
                Lobby.HOME_AGENT,
                Lobby.CARE_OF,
                false,
                Tunnel.ipInIp(Lobby.HOME_AGENT),
                true,
                Delivery.ENCAPSULATING,
                true,
                0,
                question.identification,
                300,
                lobby.now().monotonic().plus(Duration.ofMinutes(5))));
    assertThat(lobby.outputs(VisitorChanged.class))
        .extracting(VisitorChanged::why)
        .containsExactly("registered");
  }

  @Test
  void the_lifetime_is_the_lesser_of_both_agents() {
    Question question = lobby.ask().lifetime(600);
    question.send();
    lobby.fromNetwork(lobby.answer(question, 0, 100), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().grantedSeconds()).isEqualTo(100);
    Question more = lobby.ask().lifetime(600);
    more.send();
    lobby.fromNetwork(lobby.answer(more, 1, 65535), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().grantedSeconds()).isEqualTo(600);
  }

  @Test
  void the_lifetime_begins_when_the_reply_is_relayed_so_that_it_does_not_end_before_the_nodes() {
    Question question = lobby.ask();
    question.send();
    lobby.pass(Duration.ofSeconds(3));
    lobby.fromNetwork(lobby.answer(question, 0, 100), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().expires())
        .isEqualTo(lobby.now().monotonic().plus(Duration.ofSeconds(100)));
  }

  @Test
  void a_visitor_goes_when_its_lifetime_ends_and_nobody_is_told() {
    lobby.registered();
    assertThat(lobby.pass(Duration.ofMillis(299_999))).isEmpty();
    List<Output> outputs = lobby.pass(Duration.ofMillis(1));
    assertThat(outputs).hasSize(1).hasOnlyElementsOfType(VisitorChanged.class);
    assertThat(lobby.agent().visitors()).isEmpty();
    assertThat(lobby.counter("visitors-expired")).isOne();
  }

  @Test
  void a_visitor_goes_when_it_deregisters_and_not_before_the_home_agent_agrees() {
    lobby.registered();
    Question bye = lobby.ask().lifetime(0);
    bye.send();
    assertThat(lobby.agent().visitors()).hasSize(1);
    lobby.fromNetwork(lobby.answer(bye, 0, 0), Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).isEmpty();
    assertThat(lobby.code()).isZero();
  }

  @Test
  void deregistering_all_ends_it_and_deregistering_another_address_does_not() {
    lobby.registered();
    Question other = lobby.ask().lifetime(0).careOf(Ip4.of("192.0.2.7"));
    other.send();
    lobby.fromNetwork(lobby.answer(other, 0, 0), Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).hasSize(1);
    Question all = lobby.ask().lifetime(0).careOf(Lobby.HOME);
    all.send();
    lobby.fromNetwork(lobby.answer(all, 0, 0), Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).isEmpty();
  }

  @Test
  void a_renewal_leaves_the_entry_alone_until_it_is_accepted() {
    lobby.registered();
    Visitor before = lobby.visitor();
    lobby.pass(Duration.ofSeconds(10));
    Question renewal = lobby.ask();
    renewal.send();
    assertThat(lobby.visitor()).isEqualTo(before);
    lobby.fromNetwork(lobby.answer(renewal, 0, 300), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().expires().since(before.expires())).isEqualTo(Duration.ofSeconds(10));
    assertThat(lobby.outputs(VisitorChanged.class))
        .extracting(VisitorChanged::why)
        .containsExactly("renewed");
  }

  @Test
  void a_repeated_request_does_not_make_the_registration_longer() {
    Question question = lobby.registered();
    Visitor before = lobby.visitor();
    lobby.pass(Duration.ofSeconds(10));
    lobby.registered(question);
    assertThat(lobby.visitor()).isEqualTo(before);
  }

  @Test
  void a_visitor_that_changes_its_link_or_station_has_one_entry() {
    lobby.registered();
    lobby.registered(lobby.ask().on("lan1"));
    assertThat(lobby.visitor().link()).isEqualTo("lan1");
    lobby.registered(lobby.ask().from(Lobby.OTHER_MAC));
    assertThat(lobby.visitor().mac()).isEqualTo(Lobby.OTHER_MAC);
  }

  @Test
  void a_station_with_another_home_agent_for_the_same_address_has_one_entry() {
    lobby.registered();
    lobby.registered(lobby.ask().homeAgent(Ip4.of("192.0.2.1")));
    assertThat(lobby.visitor().homeAgent()).isEqualTo(Ip4.of("192.0.2.1"));
    assertThat(lobby.outputs(VisitorChanged.class)).hasSize(2);
  }

  @Test
  void two_nodes_with_the_same_private_address_are_two_visitors() {
    lobby.registered();
    lobby.registered(lobby.ask().homeAgent(Ip4.of("192.0.2.1")).from(Lobby.OTHER_MAC));
    assertThat(lobby.agent().visitors()).hasSize(2);
  }

  @Test
  void a_co_located_node_is_a_visitor_for_whom_nothing_is_tunnelled() {
    lobby.registered(lobby.ask().flags(RegistrationRequest.CO_LOCATED).careOf(Ip4.of("10.2.0.9")));
    assertThat(lobby.visitor().coLocated()).isTrue();
    assertThat(lobby.visitor().reverseTunnel()).isFalse();
  }

  @Test
  void a_request_repeated_by_another_station_takes_nothing_over() {
    Question question = lobby.registered();
    byte[] captured = question.octets();
    lobby.ask().from(Lobby.OTHER_MAC).send(captured);
    lobby.silent();
    assertThat(lobby.visitor().mac()).isEqualTo(Lobby.MAC);
    Question pending = lobby.ask();
    pending.send();
    lobby.ask().from(Lobby.OTHER_MAC).send(pending.octets());
    lobby.silent();
    assertThat(lobby.counter("requests-replayed")).isEqualTo(2);
    question.send();
    assertThat(lobby.relayed()).as("the node itself may repeat it").isNotNull();
  }

  @Test
  void nor_does_one_that_the_node_has_replaced_by_a_later_one_meanwhile() {
    Question lost = lobby.ask();
    lost.send();
    lobby.ask().send();
    lobby.ask().from(Lobby.OTHER_MAC).send(lost.octets());
    lobby.silent();
    lobby.pass(PendingList.PATIENCE);
    lobby.ask().from(Lobby.OTHER_MAC).send(lost.octets());
    assertThat(lobby.relayed()).as("by now the home agent is the one to judge").isNotNull();
  }

  @Test
  void a_forged_request_pending_does_not_keep_the_node_from_registering() {
    Question forged = lobby.ask().from(Lobby.OTHER_MAC);
    forged.send();
    lobby.registered();
    lobby.fromNetwork(lobby.answer(forged, 131, 300), Lobby.HOME_AGENT);
    assertThat(lobby.sent().mac()).isEqualTo(Lobby.OTHER_MAC);
    assertThat(lobby.visitor().mac()).isEqualTo(Lobby.MAC);
  }

  @Test
  void of_several_requests_of_one_station_the_latest_is_answered() {
    Question first = lobby.ask();
    first.send();
    Question second = lobby.ask();
    second.send();
    assertThat(lobby.agent().pending()).isOne();
    lobby.fromNetwork(lobby.answer(first, 0, 300), Lobby.HOME_AGENT);
    lobby.silent();
    lobby.fromNetwork(lobby.answer(second, 0, 300), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isZero();
  }

  @Test
  void pending_requests_are_limited_and_visitors_renew_all_the_same() {
    lobby.limits(Duration.ofMinutes(10), 100, 3, 2);
    lobby.registered();
    int refused = 0;
    for (int i = 0; i < 50; i++) {
      lobby.pass(Duration.ofMillis(1));
      lobby
          .ask()
          .home(new Ip4(Lobby.HOME.bits() + 100 + i))
          .from(new MacAddress(0x026600000000L + i))
          .send();
      refused += lobby.outputs(Output.ToNode.class).size();
      assertThat(lobby.agent().pending()).isLessThanOrEqualTo(3);
    }
    assertThat(refused).isEqualTo(47);
    assertThat(lobby.code()).isEqualTo(66);
    lobby.registered();
  }

  @Test
  void one_station_has_a_few_pending_requests_at_most() {
    lobby.limits(Duration.ofMinutes(10), 100, 50, 2);
    for (int i = 0; i < 3; i++) {
      lobby.ask().home(new Ip4(Lobby.HOME.bits() + i)).send();
    }
    assertThat(lobby.code()).isEqualTo(66);
    assertThat(lobby.agent().pending()).isEqualTo(2);
  }

  @Test
  void a_full_agent_is_busy_refuses_new_nodes_and_serves_those_it_has() {
    List<Question> guests = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      guests.add(
          lobby.registered(
              lobby
                  .ask()
                  .home(new Ip4(Lobby.HOME.bits() + i))
                  .from(new MacAddress(0x020000000100L + i))));
    }
    assertThat(lobby.outputs(Output.BusyChanged.class))
        .containsExactly(new Output.BusyChanged(true));
    lobby.ask().home(new Ip4(Lobby.HOME.bits() + 9)).send();
    assertThat(lobby.code()).isEqualTo(66);
    Question bye = lobby.ask().lifetime(0).home(guests.getFirst().home).from(guests.getFirst().mac);
    bye.send();
    lobby.fromNetwork(lobby.answer(bye, 0, 0), Lobby.HOME_AGENT);
    assertThat(lobby.outputs(Output.BusyChanged.class))
        .containsExactly(new Output.BusyChanged(false));
  }

  @Test
  void a_registration_renewed_with_its_nai_is_the_same_visitor() {
    Question first = lobby.ask().home(Ip4.ANY).with(new MobileNodeNai(Lobby.NAI));
    first.send();
    first.home(Lobby.HOME);
    lobby.fromNetwork(
        lobby.answer(first, 0, 300, List.of(new MobileNodeNai(Lobby.NAI)), List.of(), false),
        Lobby.HOME_AGENT);
    Question renewal = lobby.ask().with(new MobileNodeNai(Lobby.NAI));
    renewal.send();
    lobby.fromNetwork(
        lobby.answer(renewal, 0, 300, List.of(new MobileNodeNai(Lobby.NAI)), List.of(), false),
        Lobby.HOME_AGENT);
    assertThat(lobby.outputs(VisitorChanged.class))
        .extracting(VisitorChanged::why)
        .containsExactly("renewed");
  }

  /** The home agent's packets for the two could not be told apart. */
  @Test
  void a_home_address_that_was_given_to_another_node_is_that_nodes_alone() {
    accepted("first@corp.example", Lobby.MAC);
    accepted("second@corp.example", Lobby.OTHER_MAC);
    assertThat(lobby.visitor().mac()).isEqualTo(Lobby.OTHER_MAC);
    assertThat(lobby.visitor().nai()).isEqualTo("second@corp.example");
  }

  private void accepted(String nai, MacAddress station) {
    Question question = lobby.ask().with(new MobileNodeNai(nai)).from(station);
    question.send();
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, List.of(new MobileNodeNai(nai)), List.of(), false),
        Lobby.HOME_AGENT);
  }

  @Test
  void counters_add_up() {
    lobby.registered();
    lobby.ask().lifetime(700).send();
    lobby.ask().on("lan1").lifetime(700).send();
    Question last = lobby.ask();
    last.send();
    lobby.fromNetwork(lobby.answer(last, 128, 1), Lobby.HOME_AGENT);
    assertThat(lobby.counter("requests"))
        .isEqualTo(lobby.counter("requests-relayed") + lobby.counter("requests-denied"));
    assertThat(lobby.counter("replies"))
        .isEqualTo(lobby.counter("replies-accepted") + lobby.counter("replies-denied"));
  }

  /** Replies are matched by half of the Identification: a copy must not get the original's. */
  @Test
  void a_changed_copy_of_a_request_is_discarded_whoever_sends_it_and_the_original_is_served() {
    Question question = lobby.ask();
    question.send();
    lobby.ask().identification(question.identification ^ 1L << 40).flags(0).send();
    lobby
        .ask()
        .identification(question.identification)
        .from(MacAddress.of("02:00:00:00:66:66"))
        .send();
    lobby.silent();
    assertThat(lobby.counter("requests-replayed")).isEqualTo(2);
    lobby.fromNetwork(lobby.answer(question, 0, 300), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().mac()).isEqualTo(Lobby.MAC);
    assertThat(lobby.visitor().identification()).isEqualTo(question.identification);
  }
}
