package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.ReplayProtection;
import org.junit.jupiter.api.Test;

/** Mobile node and home agent, as a café sees them (docs/concealed-registration.md). */
class ConcealmentTest {
  private static final String NAI = "alice@corp.example";
  private static final int SPI = 0x00a11ce5;
  private static final Concealment ALWAYS = new Concealment(Concealment.Mode.ALWAYS, null);

  private final Cafe cafe = new Cafe();
  private final Cafe.Guest alice = cafe.guest(NAI, SPI, Concealment.PREFERRED);
  private int last = 50;

  private CareOf.CoLocated address() {
    return new CareOf.CoLocated("wlan0", Ip4.of("198.51.100." + last++));
  }

  private static RegistrationRequest request(Octets payload) {
    try {
      return RegistrationRequest.read(payload.toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private List<RegistrationRequest> requests(List<Octets> seen) {
    return seen.stream()
        .filter(payload -> payload.at(0) == RegistrationRequest.TYPE)
        .map(ConcealmentTest::request)
        .toList();
  }

  private static boolean isConcealed(RegistrationRequest request) {
    return request.extension(HomeAgentDiscovery.class).isPresent();
  }

  private static int spi(RegistrationRequest request) {
    return request.authentications(Kind.MOBILE_HOME).getFirst().spi();
  }

  /** A whole visit: registered, renewed, and left for long. What the café has seen. */
  private List<Octets> visit(Cafe.Guest guest, CareOf from) {
    cafe.seen();
    guest.register(from);
    guest.pass(Duration.ofSeconds(450)); // a renewal
    guest.leaves(from);
    List<Octets> seen = cafe.seen();
    assertThat(seen).as("two registrations, a deregistration, and what they were told").hasSize(6);
    guest.pass(Duration.ofHours(3));
    return seen;
  }

  private static void expectNothingOf(String nai, int spi, List<Octets> seen) {
    String name = Octets.of(nai.getBytes(StandardCharsets.UTF_8)).toString();
    for (Octets message : seen) {
      assertThat(message.toString()).doesNotContain(name, "%08x".formatted(spi));
    }
  }

  // --- what the café sees

  @Test
  void two_visits_have_nothing_in_common_that_another_nodes_visit_has_not() {
    Cafe.Guest bob = cafe.guest("bob@corp.example", 0x00b0b5e5, Concealment.PREFERRED);
    alice.knowsKey();
    bob.knowsKey();
    List<Octets> first = visit(alice, address());
    List<Octets> another = visit(bob, address());
    List<Octets> second = visit(alice, address());
    expectNothingOf(NAI, SPI, first);
    expectNothingOf(NAI, SPI, second);
    Set<Octets> common = new HashSet<>(Cafe.fours(first));
    common.retainAll(Cafe.fours(second));
    assertThat(common).as("at least the home agent's address").isNotEmpty();
    common.removeAll(Cafe.fours(another));
    assertThat(common).isEmpty();
  }

  @Test
  void without_it_they_have() {
    Cafe.Guest plain = cafe.guest("carol@corp.example", 0x00ca5015, Concealment.NONE);
    List<Octets> first = visit(plain, address());
    List<Octets> another = visit(alice, address());
    List<Octets> second = visit(plain, address());
    Set<Octets> common = new HashSet<>(Cafe.fours(first));
    common.retainAll(Cafe.fours(second));
    common.removeAll(Cafe.fours(another));
    assertThat(common)
        .hasSizeGreaterThan(10)
        .contains(Octets.ofHex("00ca5015"), Octets.of("caro".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void through_a_foreign_agent_too_where_a_drawn_name_stands_for_the_own() {
    Cafe.Guest bob = cafe.guest("bob@corp.example", 0x00b0b5e5, Concealment.PREFERRED);
    alice.knowsKey();
    bob.knowsKey();
    List<Octets> first = visit(alice, Cafe.THROUGH);
    List<Octets> another = visit(bob, Cafe.THROUGH);
    List<Octets> second = visit(alice, Cafe.THROUGH);
    expectNothingOf(NAI, SPI, first);
    assertThat(requests(first).getFirst().extension(MobileNodeNai.class)).isPresent();
    assertThat(requests(first).stream().map(request -> request.extension(MobileNodeNai.class)))
        .as("one name a session, or the agent would take each request for another visitor's")
        .containsOnly(requests(first).getFirst().extension(MobileNodeNai.class));
    Set<Octets> common = new HashSet<>(Cafe.fours(first));
    common.retainAll(Cafe.fours(second));
    common.removeAll(Cafe.fours(another));
    assertThat(common).isEmpty();
    assertThat(alice.said(Output.Denied.class)).isEmpty();
  }

  @Test
  void no_two_requests_show_the_same_spi_and_none_shows_who_asks() {
    alice.knowsKey();
    alice.register(address());
    for (int i = 0; i < 20; i++) {
      alice.pass(Duration.ofSeconds(400));
    }
    List<Octets> seen = cafe.seen();
    expectNothingOf(NAI, SPI, seen);
    List<RegistrationRequest> requests = requests(seen);
    assertThat(requests).hasSizeGreaterThan(20).allMatch(ConcealmentTest::isConcealed);
    assertThat(requests.stream().map(ConcealmentTest::spi).distinct()).hasSameSizeAs(requests);
    assertThat(requests)
        .allMatch(request -> request.extension(MobileNodeNai.class).isEmpty())
        .allMatch(request -> Integer.compareUnsigned(spi(request), 255) > 0);
    assertThat(cafe.counter("covers-opened")).isEqualTo(requests.size());
  }

  // --- keys

  @Test
  void the_first_registration_of_all_is_plain_and_brings_the_key_for_the_next() {
    CareOf here = address();
    alice.register(here);
    List<Octets> first = cafe.seen();
    assertThat(requests(first)).singleElement().matches(request -> !isConcealed(request));
    assertThat(alice.said(Output.Offered.class))
        .containsExactly(new Output.Offered(here, Cafe.HOME_AGENT, cafe.key.offer()));
    alice.pass(Duration.ofSeconds(450));
    List<Octets> renewal = cafe.seen();
    assertThat(requests(renewal)).singleElement().matches(ConcealmentTest::isConcealed);
    assertThat(alice.said(Output.Registered.class))
        .as("the same session")
        .extracting(Output.Registered::home)
        .hasSize(2)
        .containsOnly(alice.node.home());
    assertThat(alice.said(Output.Offered.class))
        .as("to who has the key it is not told again, nor withdrawn")
        .hasSize(1);
  }

  @Test
  void a_configured_key_conceals_even_the_first_one() {
    Cafe.Guest dora =
        cafe.guest(
            "dora@corp.example",
            0x00d05a5e,
            new Concealment(Concealment.Mode.ALWAYS, cafe.key.offer()));
    dora.register(address());
    assertThat(requests(cafe.seen())).singleElement().matches(ConcealmentTest::isConcealed);
    assertThat(dora.said(Output.Registered.class)).hasSize(1);
  }

  @Test
  void who_must_conceal_and_cannot_says_so_and_sends_nothing() {
    Cafe.Guest eve = cafe.guest("eve@corp.example", 0x00e5e5e5, ALWAYS);
    CareOf here = address();
    eve.register(here);
    eve.pass(Duration.ofMinutes(2));
    assertThat(cafe.seen()).isEmpty();
    assertThat(eve.said(Output.Lost.class)).hasSize(1);
    assertThat(eve.node.counters()).containsEntry("requests-not-concealed", 1L);
  }

  @Test
  void a_home_agent_that_lost_its_key_is_asked_once_without_and_teaches_the_new_one() {
    alice.knowsKey();
    DiscoverySecret other = DiscoverySecret.draw(new SplittableRandom(6));
    cafe.replaceAgent(other);
    CareOf here = address();
    alice.register(here);
    alice.pass(Duration.ofSeconds(60));
    List<RegistrationRequest> requests = requests(cafe.seen());
    assertThat(requests.stream().map(ConcealmentTest::isConcealed))
        .containsExactly(true, true, true, true, true, false);
    assertThat(cafe.counter("covers-failed")).isEqualTo(5);
    assertThat(alice.said(Output.Bared.class))
        .containsExactly(new Output.Bared(here, Cafe.HOME_AGENT, 5));
    assertThat(alice.said(Output.Offered.class))
        .containsExactly(new Output.Offered(here, Cafe.HOME_AGENT, other.offer()));
    alice.pass(Duration.ofSeconds(450));
    assertThat(requests(cafe.seen())).singleElement().matches(ConcealmentTest::isConcealed);
  }

  @Test
  void a_cafe_that_drops_what_it_cannot_read_gets_to_read_one_request_in_six() {
    alice.knowsKey();
    cafe.dropsRequests = true;
    CareOf here = address();
    alice.register(here);
    alice.pass(Duration.ofMinutes(20));
    List<RegistrationRequest> requests = requests(cafe.seen());
    assertThat(requests).hasSizeGreaterThan(12);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(isConcealed(requests.get(i))).as("request " + i).isEqualTo(i % 6 != 5);
    }
    alice.tell(new MobileNode.Input.CareOfLost(cafe.now(), here));
    alice.register(here);
    alice.pass(Duration.ofSeconds(20));
    assertThat(requests(cafe.seen())).isNotEmpty().allMatch(ConcealmentTest::isConcealed);
  }

  @Test
  void with_nonces_an_unanswered_request_goes_out_unchanged_but_the_sixth_is_another() {
    Cafe.Guest nora =
        cafe.guest("nora@corp.example", 0x0005a5a5, Concealment.PREFERRED, ReplayProtection.NONCES);
    nora.knowsKey();
    cafe.dropsRequests = true;
    nora.register(address());
    nora.pass(Duration.ofSeconds(40));
    List<Octets> seen = cafe.seen();
    assertThat(seen).hasSize(6);
    assertThat(seen.subList(0, 5)).containsOnly(seen.getFirst());
    assertThat(isConcealed(request(seen.getLast()))).isFalse();
  }

  @Test
  void who_must_conceal_goes_on_concealing() {
    Cafe.Guest eve = cafe.guest("eve@corp.example", 0x00e5e5e5, ALWAYS);
    eve.knowsKey();
    cafe.dropsRequests = true;
    eve.register(address());
    eve.pass(Duration.ofMinutes(20));
    assertThat(requests(cafe.seen())).hasSizeGreaterThan(10).allMatch(ConcealmentTest::isConcealed);
    assertThat(eve.said(Output.Bared.class)).isEmpty();
  }

  // --- sessions

  @Test
  void a_session_keeps_its_home_address_from_place_to_place_and_the_next_has_another() {
    alice.knowsKey();
    CareOf here = address();
    alice.register(here);
    Ip4 home = alice.node.home();
    CareOf there = address();
    alice.tell(new MobileNode.Input.CareOfLost(cafe.now(), here));
    alice.pass(Duration.ofSeconds(5));
    alice.register(there);
    assertThat(alice.registered().home()).isEqualTo(home);
    assertThat(cafe.agent().bindings()).singleElement().matches(b -> b.home().equals(home));
    Set<Ip4> homes = new HashSet<>(Set.of(home));
    for (int i = 0; i < 8; i++) {
      alice.tell(new MobileNode.Input.Rest(cafe.now()));
      alice.tell(new MobileNode.Input.CareOfLost(cafe.now(), there));
      alice.pass(Duration.ofSeconds(5));
      Ip4 before = alice.node.home();
      alice.register(there);
      assertThat(alice.node.home()).isNotEqualTo(before);
      homes.add(alice.node.home());
      assertThat(cafe.agent().bindings())
          .as("what was bound to the address before is over")
          .singleElement()
          .matches(b -> b.home().equals(alice.node.home()));
    }
    assertThat(homes).hasSizeGreaterThan(6);
  }

  @Test
  void a_request_whose_answer_was_lost_is_granted_the_same_address_once_more() {
    alice.knowsKey();
    CareOf here = address();
    cafe.dropsReplies = true;
    alice.register(here);
    Ip4 home = cafe.agent().bindings().iterator().next().home();
    cafe.dropsReplies = false;
    alice.pass(Duration.ofSeconds(2));
    assertThat(alice.registered().home()).isEqualTo(home);
    assertThat(cafe.agent().bindings()).singleElement().matches(b -> b.home().equals(home));
  }

  @Test
  void but_somewhere_else_it_is_granted_another_one() {
    alice.knowsKey();
    CareOf here = address();
    cafe.dropsReplies = true;
    alice.register(here);
    Ip4 home = cafe.agent().bindings().iterator().next().home();
    cafe.dropsReplies = false;
    alice.tell(new MobileNode.Input.CareOfLost(cafe.now(), here));
    alice.register(address());
    assertThat(alice.registered().home()).as("the café has read the reply").isNotEqualTo(home);
    assertThat(cafe.agent().bindings()).hasSize(1);
  }

  @Test
  void another_home_agent_whose_key_is_not_known_is_asked_plainly() {
    Ip4 other = Ip4.of("203.0.113.3");
    alice.knowsKey();
    cafe.redirect(NAI, other);
    Cafe.Guest free = cafe.roaming(NAI, SPI);
    free.knowsKey();
    free.register(address());
    List<RegistrationRequest> asked = requests(cafe.seen());
    assertThat(asked.getFirst()).matches(ConcealmentTest::isConcealed);
    free.pass(Duration.ofSeconds(2));
    asked = requests(cafe.seen());
    assertThat(asked).isNotEmpty().noneMatch(ConcealmentTest::isConcealed);
    assertThat(free.said(Output.HomeAgentChanged.class)).isNotEmpty();
  }

  // --- what an agent says of itself

  @Test
  void a_revocation_and_words_of_the_operator_come_under_the_spi_of_the_latest_request()
      throws MalformedException {
    alice.knowsKey();
    alice.register(address());
    alice.pass(Duration.ofSeconds(450));
    int shown = spi(requests(cafe.seen()).getLast());
    cafe.fromAgent(new HomeAgent.Input.Notify(cafe.now(), NAI, "Lunch is served."), alice);
    assertThat(alice.said(Output.Notified.class)).hasSize(1);
    assertThat(cafe.counter("notifications-sent")).isEqualTo(1);
    List<Octets> told = cafe.seen();
    assertThat(told).hasSize(2);
    assertThat(
            GenericNotification.read(told.getFirst().toBytes()).authentications(Kind.MOBILE_HOME))
        .singleElement()
        .matches(signature -> signature.spi() == shown);
    assertThat(cafe.counter("notifications-acknowledged")).isEqualTo(1);
    alice.pass(Duration.ofSeconds(5));
    cafe.fromAgent(new HomeAgent.Input.Revoke(cafe.now(), NAI, null), alice);
    List<Octets> revoked = new ArrayList<>(cafe.seen());
    assertThat(RevocationMessage.read(revoked.getFirst().toBytes()).extensions())
        .noneMatch(MobileNodeNai.class::isInstance);
    assertThat(cafe.counter("revocations-acknowledged")).isEqualTo(1);
    assertThat(alice.said(Output.Lost.class)).isNotEmpty();
    expectNothingOf(NAI, SPI, told);
    expectNothingOf(NAI, SPI, revoked);
  }

  // --- somebody in between

  @Test
  void a_replayed_request_is_refused_and_its_refusal_does_not_tell_the_present_address()
      throws MalformedException {
    alice.knowsKey();
    CareOf here = address();
    alice.register(here);
    Octets recorded = cafe.seen().getFirst();
    alice.leaves(here);
    alice.pass(Duration.ofHours(1));
    alice.register(address());
    Ip4 present = alice.node.home();
    cafe.seen();
    cafe.fromAgent(
        new HomeAgent.Input.Datagram(
            cafe.now(),
            new org.dualmip.mobileip.net.Endpoint(here.address(), 434),
            new org.dualmip.mobileip.net.Endpoint(Cafe.HOME_AGENT, 434),
            recorded),
        alice);
    RegistrationReply refusal = RegistrationReply.read(cafe.seen().getFirst().toBytes());
    assertThat(refusal.code().value()).isEqualTo(133);
    assertThat(refusal.home()).isEqualTo(Ip4.ANY);
    assertThat(cafe.agent().bindings()).singleElement().matches(b -> b.home().equals(present));
  }
}
