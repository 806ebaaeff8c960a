package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** Several home networks in one agent; addresses out of their pools (RFC 2794 §2). */
class HomeNetworksTest {
  private static final Ip4 SAME = Ip4.of("10.0.0.5");
  private static final Prefix4 PRIVATE = Prefix4.of("10.0.0.0/24");
  private static final SecurityAssociation RED = association(500);
  private static final SecurityAssociation BLUE = association(501);

  private static final HomeAgentConfig TENANTS =
      Desk.EVERYTHING.with(
          List.of(HomeNetwork.virtual("red", PRIVATE), HomeNetwork.virtual("blue", PRIVATE)),
          List.of(
              new Subscriber(SAME, null, List.of(RED)).in("red"),
              new Subscriber(SAME, null, List.of(BLUE)).in("blue")));

  private final Desk desk = new Desk(TENANTS);

  private static SecurityAssociation association(int spi) {
    return Desk.association(spi, spi, ReplayProtection.TIMESTAMPS);
  }

  private void send(SecurityAssociation tenant, Ip4 careOf) {
    desk.send(desk.ask().home(SAME).careOf(careOf), tenant, careOf);
  }

  private void sendThroughAgent(SecurityAssociation tenant, int key) {
    Ask ask = desk.ask().home(SAME);
    if (key != 0) {
      ask.behind(new GreKey(key));
    }
    desk.send(ask.through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME), tenant, Desk.FOREIGN_AGENT);
  }

  private ReplyCode code() {
    return Desk.read(desk.sent().payload()).code();
  }

  @Test
  void nodes_of_two_tenants_with_the_same_address_are_told_apart_by_their_SPI() {
    send(RED, Desk.CAFE);
    assertThat(desk.reply(RED).code()).isEqualTo(ReplyCode.ACCEPTED);
    send(BLUE, Desk.OFFICE);
    assertThat(desk.reply(BLUE).code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.agent().bindings())
        .extracting(Binding::network, Binding::careOf)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("blue", Desk.OFFICE),
            org.assertj.core.groups.Tuple.tuple("red", Desk.CAFE));
    assertThat(desk.agent().bindings())
        .extracting(Binding::subscriber)
        .containsExactly("10.0.0.5@blue", "10.0.0.5@red");
    desk.send(desk.ask().home(SAME).lifetime(0).careOf(SAME), RED, SAME);
    assertThat(desk.agent().bindings()).extracting(Binding::network).containsExactly("blue");
  }

  @Test
  void behind_one_foreign_agent_GRE_keys_tell_them_apart() {
    sendThroughAgent(RED, 11);
    sendThroughAgent(BLUE, 12);
    assertThat(code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.agent().bindings())
        .extracting(binding -> String.valueOf(binding.tunnel().keys()))
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void without_keys_the_second_one_gets_code_137_or_139() {
    sendThroughAgent(RED, 0);
    assertThat(code()).isEqualTo(ReplyCode.ACCEPTED);
    sendThroughAgent(BLUE, 0);
    assertThat(code()).isEqualTo(ReplyCode.REVERSE_TUNNEL_UNAVAILABLE);
    desk.send(
        desk.ask()
            .home(SAME)
            .without(RegistrationRequest.REVERSE_TUNNEL)
            .through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME),
        BLUE,
        Desk.FOREIGN_AGENT);
    assertThat(code()).isEqualTo(ReplyCode.ENCAPSULATION_UNAVAILABLE);
    assertThat(desk.agent().bindings()).extracting(Binding::network).containsExactly("red");
  }

  @Test
  void two_keys_that_are_the_same_tell_nothing() {
    sendThroughAgent(RED, 11);
    sendThroughAgent(BLUE, 11);
    assertThat(code()).isEqualTo(ReplyCode.REVERSE_TUNNEL_UNAVAILABLE);
  }

  @Test
  void two_tenants_nodes_with_the_same_address_and_SPI_are_no_configuration() {
    List<Subscriber> same =
        List.of(
            new Subscriber(SAME, null, List.of(RED)).in("red"),
            new Subscriber(SAME, null, List.of(RED)).in("blue"));
    assertThatThrownBy(() -> TENANTS.with(TENANTS.networks(), same))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SPI");
  }

  @Test
  void a_node_of_a_network_that_is_not_there_is_no_configuration() {
    List<Subscriber> lost = List.of(new Subscriber(SAME, null, List.of(RED)).in("green"));
    assertThatThrownBy(() -> TENANTS.with(TENANTS.networks(), lost)).hasMessageContaining("green");
    List<HomeNetwork> twice = List.of(TENANTS.networks().getFirst(), TENANTS.networks().getFirst());
    assertThatThrownBy(() -> TENANTS.with(twice, List.of())).hasMessageContaining("red");
  }

  @Test
  void the_directed_broadcast_of_each_network_is_nobodys_own() {
    desk.send(
        desk.ask().home(SAME).signed(RED),
        new Endpoint(Desk.CAFE, 434),
        new Endpoint(Ip4.of("10.0.0.255"), 434));
    assertThat(desk.reply(RED).code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
    assertThat(desk.reply(RED).homeAgent()).isEqualTo(Desk.AGENT);
    assertThat(desk.sent().from().address()).isEqualTo(Desk.AGENT);
  }

  @Test
  void a_revocation_names_the_node_that_it_is_about() throws MalformedException {
    Desk named =
        new Desk(
            TENANTS.with(
                TENANTS.networks(),
                List.of(
                    new Subscriber(SAME, "x@red", List.of(RED)).in("red"),
                    new Subscriber(SAME, "x@blue", List.of(BLUE)).in("blue"))));
    Ask red = named.ask().home(SAME).with(new MobileNodeNai("x@red"));
    Ask blue = named.ask().home(SAME).with(new MobileNodeNai("x@blue"));
    int key = 11;
    for (Ask ask : List.of(red, blue)) {
      ask.behind(new GreKey(key++)).behind(new RevocationSupport(true, 5000));
      ask.through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME);
    }
    named.send(red, RED, Desk.FOREIGN_AGENT);
    named.send(blue, BLUE, Desk.FOREIGN_AGENT);
    assertThat(named.agent().bindings()).hasSize(2);
    for (String gone : List.of("x@blue", "x@red")) {
      named.send(
          new RevocationMessage(
                  false,
                  true,
                  SAME,
                  Desk.AGENT,
                  Desk.FOREIGN_AGENT,
                  6000,
                  List.of(new MobileNodeNai(gone)))
              .signed(Desk.FOREIGN_HOME),
          Desk.FOREIGN_AGENT);
      assertThat(named.agent().bindings()).extracting(Binding::subscriber).doesNotContain(gone);
      assertThat(named.agent().bindings()).hasSize(gone.equals("x@blue") ? 1 : 0);
    }
    named.send(
        named
            .ask()
            .home(SAME)
            .with(new MobileNodeNai("x@red"))
            .behind(new RevocationSupport(true, 7000))
            .through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME),
        RED,
        Desk.FOREIGN_AGENT);
    named.pass(Duration.ofSeconds(1));
    named.handle(new HomeAgent.Input.Revoke(named.now(), "x@red", null));
    assertThat(
            RevocationMessage.read(named.sent().payload().toBytes()).extension(MobileNodeNai.class))
        .contains(new MobileNodeNai("x@red"));
  }

  // ---- pools

  private static Desk pool(Duration lease, List<HomeAgent.Memory> memories) {
    HomeNetwork two =
        new HomeNetwork(
            "home",
            PRIVATE,
            null,
            new AddressRange(Ip4.of("10.0.0.10"), Ip4.of("10.0.0.11")),
            null,
            null);
    return new Desk(
        Desk.OUTER
            .with(new Limits(1, 100, 100, 5, lease))
            .with(
                List.of(two),
                List.of(
                    new Subscriber(null, "a@x", List.of(RED)),
                    new Subscriber(null, "b@x", List.of(RED)),
                    new Subscriber(null, "c@x", List.of(RED)))),
        memories,
        List.of());
  }

  private static void ask(Desk desk, String nai, int lifetime) {
    desk.send(
        desk.ask().home(Ip4.ANY).with(new MobileNodeNai(nai)).lifetime(lifetime), RED, Desk.CAFE);
  }

  @Test
  void a_pool_is_a_part_of_its_network() {
    Desk pool = pool(Duration.ofDays(1), List.of());
    ask(pool, "a@x", 100);
    assertThat(pool.reply(RED).home()).isEqualTo(Ip4.of("10.0.0.10"));
    ask(pool, "b@x", 100);
    assertThat(pool.reply(RED).home()).isEqualTo(Ip4.of("10.0.0.11"));
    ask(pool, "c@x", 100);
    assertThat(pool.reply(RED).code()).isEqualTo(ReplyCode.INSUFFICIENT_RESOURCES);
  }

  @Test
  void the_address_of_who_was_away_longest_is_given_away_but_not_before_its_lease_is_over() {
    Desk pool = pool(Duration.ofHours(1), List.of());
    ask(pool, "a@x", 10);
    ask(pool, "b@x", 20);
    pool.tickAfter(Duration.ofSeconds(30));
    pool.pass(Duration.ofMinutes(59));
    ask(pool, "c@x", 100);
    assertThat(pool.reply(RED).code()).isEqualTo(ReplyCode.INSUFFICIENT_RESOURCES);
    pool.pass(Duration.ofSeconds(60));
    ask(pool, "c@x", 100);
    assertThat(pool.reply(RED).code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(pool.reply(RED).home()).isEqualTo(Ip4.of("10.0.0.10"));
    assertThat(pool.outputs(Remember.class))
        .extracting(remember -> remember.memory().subscriber() + " " + remember.memory().home())
        .containsExactly("a@x 0.0.0.0", "c@x 10.0.0.10");
    ask(pool, "b@x", 100);
    assertThat(pool.reply(RED).home()).as("it kept its own").isEqualTo(Ip4.of("10.0.0.11"));
    ask(pool, "a@x", 100);
    assertThat(pool.reply(RED).code()).isEqualTo(ReplyCode.INSUFFICIENT_RESOURCES);
  }

  @Test
  void who_is_bound_keeps_its_address_however_long() {
    Desk pool = pool(Duration.ZERO, List.of());
    ask(pool, "a@x", 100);
    ask(pool, "b@x", 100);
    pool.pass(Duration.ofSeconds(99));
    ask(pool, "c@x", 100);
    assertThat(pool.reply(RED).code()).isEqualTo(ReplyCode.INSUFFICIENT_RESOURCES);
    pool.pass(Duration.ofSeconds(1));
    ask(pool, "c@x", 100);
    assertThat(pool.reply(RED).home()).isEqualTo(Ip4.of("10.0.0.10"));
  }

  @Test
  void a_remembered_lease_counts_from_the_restart() {
    Desk pool =
        pool(
            Duration.ofMinutes(1),
            List.of(
                new HomeAgent.Memory("a@x", Ip4.of("10.0.0.10"), 0, 0),
                new HomeAgent.Memory("b@x", Ip4.of("10.0.0.11"), 0, 0)));
    pool.tickAfter(Duration.ZERO);
    pool.pass(Duration.ofSeconds(59));
    ask(pool, "c@x", 100);
    assertThat(pool.reply(RED).code()).isEqualTo(ReplyCode.INSUFFICIENT_RESOURCES);
    pool.pass(Duration.ofSeconds(2));
    ask(pool, "c@x", 100);
    assertThat(pool.reply(RED).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_pool_outside_its_network_is_no_configuration() {
    assertThatThrownBy(() ->
            new HomeNetwork(
                "home", PRIVATE, null, AddressRange.of(Prefix4.of("10.0.1.0/24")), null, null))
        .hasMessageContaining("10.0.1.1");
  }
}
