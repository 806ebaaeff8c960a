package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Concealed;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** How a home agent serves who conceals himself (docs/concealed-registration.md §5). */
class CoversTest {
  private static final DiscoverySecret SECRET = DiscoverySecret.draw(new SplittableRandom(77));
  private static final int SHOWN = 0x5eed5eed;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Desk desk = knowing(Desk.EVERYTHING);
  private final SecurityAssociation shown = Desk.BY_NAI.withSpi(SHOWN);

  private static Desk knowing(HomeAgentConfig config) {
    return new Desk(
        new HomeAgent(config, new SplittableRandom(42), List.of(), List.of(), null, SECRET));
  }

  private HomeAgentDiscovery concealed(Octets key, int spi, int session, String nai, Ip4 careOf) {
    Concealed sealed =
        new ConcealedIdentity(spi, session, nai).seal(random, key, careOf).orElseThrow();
    return new HomeAgentDiscovery(sealed);
  }

  private Ask ask(int session) {
    return desk.ask()
        .home(Ip4.ANY)
        .with(concealed(SECRET.publicKey(), 258, session, Desk.NAI, Desk.CAFE));
  }

  private void send(Ask ask) {
    desk.send(ask, shown, Desk.CAFE);
  }

  private Binding bound() {
    return desk.agent().bindings().stream()
        .filter(binding -> binding.subscriber().equals(Desk.NAI))
        .findFirst()
        .orElseThrow();
  }

  private void expectSilence(Desk from, String counter) {
    assertThat(from.outputs(Send.class)).isEmpty();
    assertThat(from.outputs(Notice.class))
        .singleElement()
        .satisfies(notice -> assertThat(notice.what()).isEqualTo(counter));
    assertThat(from.counter(counter)).isEqualTo(1);
    assertThat(from.agent().bindings()).isEmpty();
  }

  // ---- served

  @Test
  void a_concealed_request_is_granted_under_the_spi_that_it_shows() {
    send(ask(1));
    RegistrationReply reply = desk.reply(shown);
    assertThat(reply.code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(Desk.HOME_NETWORK.contains(reply.home())).isTrue();
    assertThat(reply.extension(MobileNodeNai.class)).as("it gave none").isEmpty();
    assertThat(reply.extension(HomeAgentDiscovery.class))
        .as("who has the key need not be told it")
        .isEmpty();
    assertThat(bound().cover()).isEqualTo(SHOWN);
    assertThat(desk.counter("covers-opened")).isEqualTo(1);
    assertThat(desk.counter("requests-accepted")).isEqualTo(1);
  }

  @Test
  void the_reply_repeats_the_name_that_was_shown() {
    send(ask(1).with(new MobileNodeNai("nobody")));
    assertThat(desk.reply(shown).extension(MobileNodeNai.class))
        .contains(new MobileNodeNai("nobody"));
    assertThat(bound().subscriber()).isEqualTo(Desk.NAI);
  }

  @Test
  void a_node_that_its_home_address_identifies_hides_its_spi_alone() {
    Concealed sealed =
        new ConcealedIdentity(256, 1, null)
            .seal(random, SECRET.publicKey(), Desk.CAFE)
            .orElseThrow();
    desk.send(
        desk.ask().with(new HomeAgentDiscovery(sealed)), Desk.TIMESTAMPS.withSpi(SHOWN), Desk.CAFE);
    assertThat(desk.reply(Desk.TIMESTAMPS.withSpi(SHOWN)).code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().cover()).isEqualTo(SHOWN);
  }

  @Test
  void through_a_foreign_agent_both_sign_as_ever() {
    Ask ask =
        desk.ask()
            .home(Ip4.ANY)
            .with(new MobileNodeNai("nobody"))
            .with(concealed(SECRET.publicKey(), 258, 1, Desk.NAI, Desk.FOREIGN_AGENT))
            .through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME);
    desk.send(ask, shown, Desk.FOREIGN_AGENT);
    RegistrationReply reply = Desk.read(desk.sent().payload());
    assertThat(reply.code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(reply.authentications(Kind.MOBILE_HOME)).singleElement().matches(shown::verifies);
    assertThat(reply.authentications(Kind.FOREIGN_HOME))
        .singleElement()
        .matches(Desk.FOREIGN_HOME::verifies);
    assertThat(reply.extension(MobileNodeNai.class)).contains(new MobileNodeNai("nobody"));
  }

  @Test
  void it_renews_and_takes_back_like_any_other() {
    send(ask(1));
    Ip4 home = bound().home();
    desk.pass(Duration.ofSeconds(100));
    SecurityAssociation next = Desk.BY_NAI.withSpi(0x600d5001);
    desk.send(
        desk.ask().home(home).with(concealed(SECRET.publicKey(), 258, 1, Desk.NAI, Desk.CAFE)),
        next,
        Desk.CAFE);
    assertThat(desk.reply(next).home()).isEqualTo(home);
    assertThat(bound().cover()).isEqualTo(0x600d5001);
    desk.send(
        desk.ask()
            .home(home)
            .lifetime(0)
            .with(concealed(SECRET.publicKey(), 258, 1, Desk.NAI, Desk.CAFE)),
        shown,
        Desk.CAFE);
    assertThat(desk.reply(shown).lifetime()).isZero();
    assertThat(desk.agent().bindings()).isEmpty();
  }

  // ---- home addresses

  @Test
  void a_session_has_one_home_address_and_another_session_another() {
    Set<Ip4> homes = new HashSet<>();
    Ip4 before = Ip4.ANY;
    for (int session = 1; session <= 12; session++) {
      send(ask(session));
      Ip4 home = desk.reply(shown).home();
      assertThat(home).isNotEqualTo(before);
      send(ask(session));
      assertThat(desk.reply(shown).home()).as("asked once more").isEqualTo(home);
      assertThat(desk.agent().bindings()).singleElement().matches(b -> b.home().equals(home));
      homes.add(home);
      before = home;
    }
    assertThat(homes).as("of 59 free ones").hasSizeGreaterThan(8);
  }

  @Test
  void where_no_other_address_is_free_it_keeps_its_own() {
    Prefix4 tiny = Prefix4.of("203.0.113.128/30"); // two hosts
    Subscriber one = new Subscriber(null, Desk.NAI, List.of(Desk.BY_NAI));
    Subscriber other = new Subscriber(null, Desk.OTHER_NAI, List.of(Desk.BY_OTHER_NAI));
    Desk full = knowing(Desk.outer(tiny, false, List.of(one, other)));
    full.send(
        full.ask().home(Ip4.ANY).careOf(Desk.OFFICE).with(new MobileNodeNai(Desk.OTHER_NAI)),
        Desk.BY_OTHER_NAI,
        Desk.OFFICE);
    Ip4 others = full.reply(Desk.BY_OTHER_NAI).home();
    for (int session = 1; session <= 3; session++) {
      full.send(
          full.ask()
              .home(Ip4.ANY)
              .with(concealed(SECRET.publicKey(), 258, session, Desk.NAI, Desk.CAFE)),
          shown,
          Desk.CAFE);
      assertThat(full.reply(shown).code()).isEqualTo(ReplyCode.ACCEPTED);
      assertThat(full.reply(shown).home()).isNotEqualTo(others);
    }
    assertThat(full.agent().bindings()).hasSize(2);
  }

  // ---- silence

  @Test
  void one_concealed_with_another_key_is_dropped_silently() {
    Octets other = DiscoverySecret.draw(random).publicKey();
    send(desk.ask().home(Ip4.ANY).with(concealed(other, 258, 1, Desk.NAI, Desk.CAFE)));
    expectSilence(desk, "covers-failed");
  }

  @Test
  void one_taken_from_another_care_of_address_is_dropped_silently() {
    send(
        desk.ask()
            .home(Ip4.ANY)
            .with(concealed(SECRET.publicKey(), 258, 1, Desk.NAI, Desk.OFFICE)));
    expectSilence(desk, "covers-failed");
  }

  @Test
  void one_of_nobody_that_is_served_is_dropped_silently() {
    send(desk.ask().home(Ip4.ANY).with(concealed(SECRET.publicKey(), 258, 1, "x@y", Desk.CAFE)));
    expectSilence(desk, "requests-unknown-node");
  }

  @Test
  void an_agent_without_a_key_does_not_know_whose_it_is() {
    Desk plain = new Desk(Desk.EVERYTHING);
    plain.send(ask(1), shown, Desk.CAFE);
    expectSilence(plain, "requests-unknown-node");
  }

  @Test
  void two_authenticators_are_one_too_many() {
    ByteWriter out = new ByteWriter();
    out.bytes(ask(1).signed(shown));
    shown.sign(Kind.MOBILE_HOME, out);
    desk.send(out.toBytes(), Desk.CAFE);
    expectSilence(desk, "covers-failed");
  }

  @Test
  void what_stands_behind_the_authenticator_conceals_nothing() {
    desk.send(
        desk.ask()
            .with(new MobileNodeNai("x@y"))
            .home(Ip4.ANY)
            .behind(concealed(SECRET.publicKey(), 258, 1, Desk.NAI, Desk.CAFE)),
        shown,
        Desk.CAFE);
    expectSilence(desk, "requests-unknown-node");
  }

  @Test
  void a_flood_is_not_looked_into_beyond_its_limit_and_others_still_are() {
    for (int i = 0; i < 80; i++) {
      desk.send(ask(1), Desk.BY_OTHER_NAI.withSpi(SHOWN), Desk.CAFE);
    }
    assertThat(desk.counter("covers-opened")).isEqualTo(50);
    assertThat(desk.counter("covers-unexamined")).isEqualTo(30);
    assertThat(desk.counter("replies-suppressed")).as("a limit of its own").isEqualTo(45);
    HomeAgentDiscovery elsewhere = concealed(SECRET.publicKey(), 258, 1, Desk.NAI, Desk.OFFICE);
    desk.send(desk.ask().home(Ip4.ANY).careOf(Desk.OFFICE).with(elsewhere), shown, Desk.OFFICE);
    assertThat(desk.reply(shown).code()).isEqualTo(ReplyCode.ACCEPTED);
    desk.pass(Duration.ofSeconds(1));
    send(ask(1));
    assertThat(desk.reply(shown).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  // ---- the checks of any request

  @Test
  void a_wrong_authenticator_is_refused_under_the_spi_shown_and_without_an_address() {
    send(ask(1));
    desk.send(ask(1), Desk.BY_OTHER_NAI.withSpi(SHOWN), Desk.CAFE);
    RegistrationReply refusal = desk.reply(shown);
    assertThat(refusal.code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
    assertThat(refusal.home()).isEqualTo(Ip4.ANY);
    assertThat(desk.counter("requests-failed-authentication")).isEqualTo(1);
  }

  @Test
  void an_spi_nobody_agreed_on_is_refused_too() {
    send(desk.ask().home(Ip4.ANY).with(concealed(SECRET.publicKey(), 999, 1, Desk.NAI, Desk.CAFE)));
    assertThat(desk.reply(shown).code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
  }

  @Test
  void a_replay_is_refused_and_does_not_tell_the_present_home_address() {
    byte[] recorded = ask(1).signed(shown);
    desk.send(recorded, Desk.CAFE);
    desk.pass(Duration.ofHours(1));
    send(ask(2));
    Binding present = bound();
    desk.send(recorded, Desk.CAFE);
    assertThat(desk.reply(shown).code()).isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
    assertThat(desk.reply(shown).home()).isEqualTo(Ip4.ANY);
    assertThat(bound()).isEqualTo(present);
  }
}
