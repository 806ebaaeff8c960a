package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.InvalidMobileNetwork;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.MobileNetwork.Subtype;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** RFC 5177 §6 and RFC 6626 §3.2: mobile routers at the home agent. */
class MobileNetworksTest {
  private static final Prefix4 ONE = Prefix4.of("192.168.1.0/24");
  private static final Prefix4 TWO = Prefix4.of("192.168.2.0/24");
  private static final Prefix4 ANY = Prefix4.of("0.0.0.0/0");
  private static final Ip4 SECOND = Ip4.of("203.0.113.150");
  private static final Ip4 PLAIN = Ip4.of("203.0.113.151");
  private static final SecurityAssociation BY_SECOND =
      Desk.association(600, 6, ReplayProtection.TIMESTAMPS);

  private final Desk desk =
      new Desk(
          Desk.EVERYTHING.with(
              List.of(
                  new HomeNetwork(
                      "home",
                      Desk.HOME_NETWORK,
                      null,
                      AddressRange.of(Desk.HOME_NETWORK),
                      new PrefixPool(Prefix4.of("172.16.0.0/30"), 31),
                      null)),
              List.of(
                  router(Desk.HOME, Desk.TIMESTAMPS, List.of(ONE, TWO), 2),
                  router(SECOND, BY_SECOND, List.of(ONE), 1),
                  new Subscriber(PLAIN, null, List.of(BY_SECOND)))));

  private static Subscriber router(
      Ip4 home, SecurityAssociation association, List<Prefix4> networks, int assigned) {
    return new Subscriber(home, null, List.of(association))
        .with(new Permissions(networks, assigned, Set.of(), null));
  }

  private static Extension request(Prefix4 prefix) {
    return MobileNetwork.request(prefix);
  }

  private static Extension ack(int code, Prefix4 prefix) {
    return new MobileNetwork(Subtype.EXPLICIT_ACK, code, prefix);
  }

  private Ask ask(Prefix4... prefixes) {
    Ask ask = desk.ask();
    for (Prefix4 prefix : prefixes) {
      ask.with(request(prefix));
    }
    return ask;
  }

  private void sendSecond(Prefix4... prefixes) {
    desk.send(ask(prefixes).home(SECOND).careOf(Desk.OFFICE), BY_SECOND, Desk.OFFICE);
  }

  private List<Extension> acknowledgements(SecurityAssociation association) {
    return desk.reply(association).extensions().stream()
        .filter(e -> e instanceof MobileNetwork || e instanceof InvalidMobileNetwork)
        .toList();
  }

  private List<Prefix4> networks() {
    return desk.bound().mobileNetworks();
  }

  @Test
  void in_explicit_mode_each_network_is_acknowledged_and_led_to_the_router() {
    desk.send(ask(ONE, TWO));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(acknowledgements(Desk.TIMESTAMPS)).containsExactly(ack(0, ONE), ack(0, TWO));
    assertThat(networks()).containsExactly(ONE, TWO);
  }

  @Test
  void in_implicit_mode_the_agent_tells_the_networks_it_knows() {
    desk.send(desk.ask());
    assertThat(acknowledgements(Desk.TIMESTAMPS))
        .containsExactly(
            new MobileNetwork(Subtype.IMPLICIT_ACK, 0, ONE),
            new MobileNetwork(Subtype.IMPLICIT_ACK, 0, TWO));
    assertThat(networks()).containsExactly(ONE, TWO);
  }

  @Test
  void one_network_that_succeeds_is_enough() {
    Prefix4 foreign = Prefix4.of("192.168.9.0/24");
    desk.send(ask(foreign, ONE));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(acknowledgements(Desk.TIMESTAMPS))
        .containsExactly(ack(MobileNetwork.UNAUTHORIZED, foreign), ack(0, ONE));
    assertThat(networks()).containsExactly(ONE);
  }

  @Test
  void when_none_succeeds_the_code_is_147_with_the_reasons_and_nothing_changes() {
    Prefix4 part = Prefix4.of("192.168.1.0/25");
    desk.send(
        ask(part).with(new InvalidMobileNetwork(Subtype.REQUEST, 0, 33, Ip4.of("192.168.1.0"))));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.MOBILE_NETWORK_ERROR);
    assertThat(acknowledgements(Desk.TIMESTAMPS))
        .containsExactly(
            ack(MobileNetwork.UNAUTHORIZED, part),
            new InvalidMobileNetwork(
                Subtype.EXPLICIT_ACK, MobileNetwork.INVALID_PREFIX, 33, Ip4.of("192.168.1.0")));
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void who_may_not_be_a_router_gets_code_148() {
    desk.send(ask(ONE).home(PLAIN), BY_SECOND, Desk.CAFE);
    assertThat(desk.reply(BY_SECOND).code()).isEqualTo(ReplyCode.MOBILE_ROUTER_DISALLOWED);
    assertThat(acknowledgements(BY_SECOND)).isEmpty();
  }

  @Test
  void a_network_that_another_router_has_now_is_not_led_to_two() {
    desk.send(ask(ONE, TWO));
    sendSecond(ONE);
    assertThat(desk.reply(BY_SECOND).code()).isEqualTo(ReplyCode.MOBILE_NETWORK_ERROR);
    assertThat(acknowledgements(BY_SECOND))
        .containsExactly(ack(MobileNetwork.FORWARDING_FAILED, ONE));
    desk.send(ask(TWO));
    assertThat(networks()).as("what is left out is given up").containsExactly(TWO);
    sendSecond(ONE);
    assertThat(acknowledgements(BY_SECOND)).containsExactly(ack(0, ONE));
  }

  @Test
  void a_deregistration_ignores_the_extension_and_frees_the_networks() {
    desk.send(ask(ONE));
    desk.send(ask(Prefix4.of("9.0.0.0/8")).lifetime(0));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(acknowledgements(Desk.TIMESTAMPS)).isEmpty();
    sendSecond(ONE);
    assertThat(desk.reply(BY_SECOND).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_network_that_the_foreign_agent_adds_is_not_believed() {
    desk.send(ask(TWO).behind(request(ONE)));
    assertThat(networks()).containsExactly(TWO);
  }

  // ---- RFC 6626

  @Test
  void networks_are_assigned_on_request_and_stay_with_the_binding() {
    desk.send(ask(ANY, ANY));
    Prefix4 first = Prefix4.of("172.16.0.0/31");
    Prefix4 second = Prefix4.of("172.16.0.2/31");
    assertThat(acknowledgements(Desk.TIMESTAMPS)).containsExactly(ack(0, first), ack(0, second));
    desk.send(ask(ANY, ANY));
    assertThat(acknowledgements(Desk.TIMESTAMPS)).containsExactly(ack(0, first), ack(0, second));
    desk.send(ask(second));
    assertThat(acknowledgements(Desk.TIMESTAMPS)).containsExactly(ack(0, second));
    assertThat(networks()).containsExactly(second);
    sendSecond(ANY);
    assertThat(acknowledgements(BY_SECOND))
        .as("given up by the other")
        .containsExactly(ack(0, first));
  }

  @Test
  void an_assigned_network_is_free_again_when_the_binding_ends() {
    desk.send(ask(ANY, ANY).lifetime(10));
    sendSecond(ANY);
    assertThat(acknowledgements(BY_SECOND)).containsExactly(ack(MobileNetwork.UNASSIGNED, ANY));
    desk.tickAfter(Duration.ofSeconds(10));
    sendSecond(ANY);
    assertThat(desk.reply(BY_SECOND).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void more_networks_than_allowed_are_not_assigned() {
    sendSecond(ANY, ANY);
    assertThat(acknowledgements(BY_SECOND))
        .containsExactly(ack(0, Prefix4.of("172.16.0.0/31")), ack(MobileNetwork.UNASSIGNED, ANY));
  }

  @Test
  void where_nothing_is_assigned_the_answer_is_an_invalid_prefix() {
    Desk none =
        new Desk(
            Desk.EVERYTHING.with(
                Desk.EVERYTHING.networks(),
                List.of(router(Desk.HOME, Desk.TIMESTAMPS, List.of(ONE), 0))));
    none.send(none.ask().with(request(ANY)));
    assertThat(none.reply().code()).isEqualTo(ReplyCode.MOBILE_NETWORK_ERROR);
    assertThat(none.reply().extension(MobileNetwork.class))
        .contains(new MobileNetwork(Subtype.EXPLICIT_ACK, MobileNetwork.INVALID_PREFIX, ANY));
  }

  @Test
  void a_restart_keeps_networks_with_their_router() {
    desk.send(ask(ANY, ANY));
    Desk restarted =
        new Desk(
            Desk.EVERYTHING.with(
                List.of(
                    new HomeNetwork(
                        "home",
                        Desk.HOME_NETWORK,
                        null,
                        AddressRange.of(Desk.HOME_NETWORK),
                        new PrefixPool(Prefix4.of("172.16.0.0/30"), 31),
                        null)),
                List.of(
                    router(Desk.HOME, Desk.TIMESTAMPS, List.of(ONE, TWO), 2),
                    router(SECOND, BY_SECOND, List.of(ONE), 1))),
            List.of(),
            desk.allBound());
    restarted.send(restarted.ask().home(SECOND).with(request(ANY)), BY_SECOND, Desk.CAFE);
    assertThat(restarted.reply(BY_SECOND).code()).isEqualTo(ReplyCode.MOBILE_NETWORK_ERROR);
  }

  @Test
  void too_many_networks_in_one_request_get_code_134() {
    Ask ask = desk.ask();
    for (int i = 0; i < 65; i++) {
      ask.with(request(ONE));
    }
    desk.send(ask);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.POORLY_FORMED);
  }

  @Test
  void a_pool_that_cannot_be_divided_is_no_configuration() {
    assertThatThrownBy(() -> new PrefixPool(Prefix4.of("10.0.0.0/24"), 23))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PrefixPool(Prefix4.of("10.0.0.0/8"), 32))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
