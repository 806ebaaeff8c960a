package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Policy;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.ReverseTunnels;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each code with its cause, and that the cause gone lets the request pass. */
class RequestCodesTest {
  private static final Ip4 OWN_ADDRESS = Ip4.of("10.2.0.55");
  private static final Octets SOME = Octets.ofHex("0011223344556677");

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused(
            65,
            "co-located",
            lobby -> lobby.service(s -> Lobby.with(s, s.reverseTunnels(), true, false)),
            q -> q.flags(RegistrationRequest.CO_LOCATED).careOf(OWN_ADDRESS)),
        refused(67, "no authenticator", Lobby::sharedWithNode, q -> q),
        refused(
            67,
            "wrong key",
            Lobby::sharedWithNode,
            q -> q.signedForAgent(Lobby.association(300, 9))),
        refused(
            67,
            "wrong SPI",
            Lobby::sharedWithNode,
            q -> q.signedForAgent(Lobby.association(301, 2))),
        refused(
            67,
            "twice",
            Lobby::sharedWithNode,
            q -> q.signedForAgent(Lobby.MN_FA).signedForAgent(Lobby.MN_FA)),
        refused(67, "no secret is shared", l -> l, q -> q.signedForAgent(Lobby.MN_FA)),
        refused(69, "too long", l -> l, q -> q.lifetime(601)),
        refused(69, "for ever", l -> l, q -> q.lifetime(RegistrationRequest.INFINITE)),
        refused(70, "nothing authenticates it", l -> l, Question::unsigned),
        refused(70, "delivery style without T", l -> l, q -> q.also(new EncapsulatingDelivery())),
        refused(
            70,
            "delivery style for the home agent",
            l -> l,
            q -> q.flags(RegistrationRequest.REVERSE_TUNNEL).with(new EncapsulatingDelivery())),
        refused(
            72,
            "GRE",
            l ->
                l.service(
                    s -> Lobby.with(s, EnumSet.of(Tunnel.Kind.IP_IN_IP), false, UdpTunnels.NEVER)),
            q -> q.flags(RegistrationRequest.GRE)),
        refused(
            72,
            "minimal",
            l ->
                l.service(s ->
                    Lobby.with(
                        s,
                        EnumSet.of(Tunnel.Kind.IP_IN_IP, Tunnel.Kind.GRE),
                        false,
                        UdpTunnels.NEVER)),
            q -> q.flags(RegistrationRequest.MINIMAL)),
        refused(
            74,
            "no reverse tunnels",
            l -> l.service(s -> Lobby.with(s, ReverseTunnels.UNAVAILABLE, true, true)),
            q -> q.flags(RegistrationRequest.REVERSE_TUNNEL)),
        refused(
            75,
            "T bit missing",
            l -> l.service(s -> Lobby.with(s, ReverseTunnels.MANDATORY, true, true)),
            q -> q),
        refused(
            75,
            "T bit missing behind a NAT",
            l ->
                l.service(
                    s -> Lobby.with(s, EnumSet.allOf(Tunnel.Kind.class), false, UdpTunnels.FORCED)),
            q -> q),
        refused(
            75,
            "T bit missing for a private address",
            l -> l.policy(new Policy(List.of(), false, true)),
            q -> q.home(Ip4.of("172.31.255.254"))),
        refused(
            76,
            "a router between",
            l -> l,
            q -> q.flags(RegistrationRequest.REVERSE_TUNNEL).ttl(254)),
        refused(
            76,
            "TTL 1 to one agent",
            l -> l,
            q -> q.flags(RegistrationRequest.REVERSE_TUNNEL).ttl(1)),
        refused(77, "another agent's address", l -> l, q -> q.careOf(OWN_ADDRESS)),
        refused(77, "ours with the D bit", l -> l, q -> q.flags(RegistrationRequest.CO_LOCATED)),
        refused(
            79,
            "delivery style",
            l -> l.service(s -> Lobby.with(s, ReverseTunnels.OFFERED, false, true)),
            q -> q.flags(RegistrationRequest.REVERSE_TUNNEL).also(new EncapsulatingDelivery())),
        refused(90, "no home agent", l -> l, q -> q.homeAgent(Ip4.ANY)),
        refused(90, "all ones", l -> l, q -> q.homeAgent(Ip4.BROADCAST)),
        refused(
            90,
            "multicast requested",
            l -> l,
            q ->
                q.homeAgent(Ip4.ANY)
                    .with(
                        new DynamicHomeAgent(
                            DynamicHomeAgent.Subtype.REQUESTED, Ip4.of("224.0.0.5")))),
        refused(
            90,
            "multicast requested beside a home agent",
            l -> l,
            q ->
                q.with(
                    new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, Ip4.of("224.0.0.5")))),
        refused(96, "neither home address nor NAI", l -> l, q -> q.home(Ip4.ANY)),
        refused(
            100, "vendor extension", l -> l, q -> q.with(new CriticalVendor(9, 1, Octets.EMPTY))),
        refused(
            100,
            "vendor extension for us",
            l -> l,
            q -> q.also(new CriticalVendor(9, 1, Octets.EMPTY))),
        refused(
            104,
            "unknown challenge",
            l -> l.challenging(),
            q -> q.also(new Challenge(SOME)).proved(Lobby.AAA, SOME)),
        refused(105, "no challenge", l -> l.challenging(), q -> q),
        refused(
            108,
            "wrong secret",
            Lobby::authenticating,
            q ->
                q.proved(
                    new MobileAaaKey(500, Algorithm.HMAC_MD5, Octets.ofHex("aa".repeat(16))),
                    Octets.EMPTY)),
        refused(
            108,
            "unknown node",
            Lobby::authenticating,
            q -> q.home(Ip4.of("203.0.113.141")).proved(Lobby.AAA, Octets.EMPTY)),
        refused(194, "our own address", l -> l, q -> q.homeAgent(Lobby.CARE_OF)),
        refused(194, "no host", l -> l, q -> q.homeAgent(Ip4.of("127.0.0.1"))));
  }

  private static Arguments refused(
      int code, String why, UnaryOperator<Lobby> agent, UnaryOperator<Question> question) {
    return Arguments.of(code, why, agent, question);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("refusals")
  void what_breaks_a_rule_is_refused_with_its_code(
      int code, String why, UnaryOperator<Lobby> agent, UnaryOperator<Question> question) {
    Lobby lobby = agent.apply(new Lobby());
    Question asked = question.apply(lobby.ask());
    asked.send();
    RegistrationReply reply = lobby.reply();
    assertThat(reply.code().value()).isEqualTo(code);
    assertThat(reply.lifetime()).isEqualTo(code == 69 ? 600 : asked.lifetime);
    assertThat(reply.home()).isEqualTo(asked.home);
    assertThat(reply.homeAgent()).isEqualTo(asked.homeAgent);
    assertThat(reply.identification()).isEqualTo(asked.identification);
    assertThat(lobby.outputs(Output.ToHomeAgent.class)).isEmpty();
    assertThat(lobby.agent().pending()).isZero();
    assertThat(lobby.counter("requests-denied")).isOne();
  }

  @Test
  void who_fails_to_authenticate_is_told_of_as_a_security_exception() {
    Lobby lobby = new Lobby().sharedWithNode();
    lobby.ask().signedForAgent(Lobby.association(300, 9)).send();
    assertThat(lobby.code()).isEqualTo(67);
    assertThat(lobby.outputs(Output.Notice.class))
        .singleElement()
        .satisfies(notice -> assertThat(notice.level()).isEqualTo(Level.SECURITY));
  }

  @Test
  void what_breaks_no_rule_is_relayed() {
    Lobby lobby = new Lobby();
    lobby.ask().send();
    assertThat(lobby.relayed().to()).isEqualTo(new Endpoint(Lobby.HOME_AGENT, 434));
    assertThat(lobby.outputs(Output.ToNode.class)).isEmpty();
  }

  @Test
  void the_boundary_values_pass() {
    passes(new Lobby(), q -> q.lifetime(600));
    passes(new Lobby(), q -> q.flags(RegistrationRequest.REVERSE_TUNNEL));
    passes(
        new Lobby(),
        q -> q.flags(RegistrationRequest.REVERSE_TUNNEL).ttl(1).to(Ip4.of("224.0.0.11")));
    passes(new Lobby(), q -> q.flags(RegistrationRequest.CO_LOCATED).careOf(OWN_ADDRESS));
    passes(new Lobby(), q -> q.lifetime(0).careOf(Lobby.HOME));
    passes(new Lobby().sharedWithNode(), q -> q.signedForAgent(Lobby.MN_FA));
    passes(new Lobby().authenticating(), q -> q.proved(Lobby.AAA, Octets.EMPTY));
    passes(
        new Lobby(),
        q ->
            q.homeAgent(Ip4.ANY)
                .with(new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, Lobby.HOME_AGENT)));
  }

  @Test
  void the_bits_r_and_x_are_ignored_and_relayed_as_they_are() {
    Lobby lobby = new Lobby();
    lobby.ask().flags(0x05).send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).flags()).isEqualTo(0x05);
  }

  @Test
  void a_private_home_address_needs_the_T_bit_only_where_the_operator_says_so() {
    Ip4 home = Ip4.of("10.1.2.3");
    passes(new Lobby(), q -> q.home(home));
    Policy policy = new Policy(List.of(), false, true);
    passes(new Lobby().policy(policy), q -> q.home(home).flags(RegistrationRequest.REVERSE_TUNNEL));
    passes(new Lobby().policy(policy), q -> q);
    passes(new Lobby().policy(policy), q -> q.home(home).lifetime(0));
  }

  @Test
  void who_leaves_the_home_agent_open_gets_the_same_one_whenever_and_wherever_it_asks() {
    List<Ip4> homeAgents =
        Stream.of(10, 11, 12, 13).map(last -> Ip4.of("203.0.113." + last)).toList();
    Map<Ip4, Integer> chosen = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      MobileNodeNai nai = new MobileNodeNai("node" + i + "@lab.example");
      Ip4 first = chosenFor(nai, homeAgents);
      assertThat(chosenFor(nai, homeAgents.reversed())).isEqualTo(first);
      // Only those of the one that is gone go elsewhere.
      Ip4 later = chosenFor(nai, homeAgents.subList(1, 4));
      assertThat(first.equals(homeAgents.getFirst()) || later.equals(first)).isTrue();
      chosen.merge(first, 1, Integer::sum);
    }
    assertThat(chosen).containsOnlyKeys(homeAgents);
    assertThat(chosen.values()).allMatch(nodes -> nodes > 60, "about a quarter each");
  }

  private static Ip4 chosenFor(MobileNodeNai nai, List<Ip4> homeAgents) {
    Lobby lobby = new Lobby().policy(new Policy(homeAgents, false, false));
    lobby.ask().home(Ip4.ANY).homeAgent(Ip4.ANY).with(nai).send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).homeAgent())
        .as("signed by the node")
        .isEqualTo(Ip4.ANY);
    return lobby.relayed().to().address();
  }

  @Test
  void a_home_agent_that_the_node_names_or_requests_is_not_chosen_for_it() {
    Policy policy = new Policy(List.of(Ip4.of("203.0.113.10")), false, false);
    passes(new Lobby().policy(policy), q -> q);
    passes(
        new Lobby().policy(policy),
        q ->
            q.homeAgent(Ip4.BROADCAST)
                .with(new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, Lobby.HOME_AGENT)));
  }

  @Test
  void home_agents_to_choose_from_are_unicast() {
    assertThatThrownBy(() -> new Policy(List.of(Ip4.of("224.0.0.11")), false, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void passes(Lobby lobby, UnaryOperator<Question> question) {
    question.apply(lobby.ask()).send();
    assertThat(lobby.relayed().to().address()).isEqualTo(Lobby.HOME_AGENT);
  }

  @Test
  void what_must_be_discarded_is_answered_by_silence() {
    Lobby lobby = new Lobby();
    lobby.ask().with(new Unrecognized(120, Octets.EMPTY)).send();
    lobby.silent();
    lobby.ask().also(new RevocationSupport(false, 1)).send();
    lobby.silent();
    lobby.ask().source(Ip4.of("127.0.0.1")).send();
    lobby.silent();
    byte[] good = lobby.ask().octets();
    lobby.ask().send(Arrays.copyOf(good, good.length - 3));
    lobby.silent();
    lobby.ask().on("wan").send();
    lobby.silent();
    lobby.ask().send(new byte[] {3, 4});
    lobby.silent();
    assertThat(lobby.agent().counters())
        .containsEntry("requests", 4L)
        .containsEntry("requests-unknown-extension", 1L)
        .containsEntry("requests-forbidden-extension", 1L)
        .containsEntry("requests-martian", 1L)
        .containsEntry("requests-malformed", 1L)
        .containsEntry("datagrams-other", 2L);
  }

  @Test
  void a_station_is_refused_once_a_second() {
    Lobby lobby = new Lobby();
    lobby.ask().lifetime(700).send();
    assertThat(lobby.code()).isEqualTo(69);
    lobby.ask().lifetime(700).send();
    lobby.silent();
    lobby.ask().lifetime(700).from(Lobby.OTHER_MAC).send();
    assertThat(lobby.code()).isEqualTo(69);
    lobby.pass(Duration.ofSeconds(1));
    lobby.ask().lifetime(700).send();
    assertThat(lobby.code()).isEqualTo(69);
    assertThat(lobby.counter("requests-denied-silently")).isOne();
  }

  @Test
  void a_refusal_goes_where_the_standard_says() {
    Lobby lobby = new Lobby();
    lobby.ask().lifetime(700).send();
    assertThat(lobby.sent().from()).isEqualTo(new Endpoint(Lobby.AGENT, 434));
    assertThat(lobby.sent().to()).isEqualTo(new Endpoint(Lobby.HOME, 40434));
    assertThat(lobby.sent().mac()).isEqualTo(Lobby.MAC);
    Lobby multicast = new Lobby();
    multicast.ask().home(Ip4.ANY).to(Ip4.of("224.0.0.11")).send();
    assertThat(multicast.sent().from().address()).isEqualTo(Lobby.AGENT);
    assertThat(multicast.sent().to().address()).isEqualTo(Ip4.BROADCAST);
  }

  @Test
  void a_refusal_is_signed_for_a_node_that_shares_a_secret_and_explained_in_words() {
    Lobby lobby = new Lobby().sharedWithNode().service(s -> Lobby.saying(s, "Ask at the desk."));
    lobby.ask().lifetime(700).signedForAgent(Lobby.MN_FA).send();
    RegistrationReply reply = lobby.reply();
    assertThat(reply.extension(MessageString.class))
        .contains(new MessageString(MessageString.Subtype.FOREIGN_AGENT, "Ask at the desk."));
    var ends = reply.authentications(Authentication.Kind.MOBILE_FOREIGN);
    assertThat(ends).hasSize(1);
    assertThat(Lobby.MN_FA.verifies(ends.getFirst())).isTrue();
  }

  @Test
  void a_request_for_the_home_agent_beside_us_is_handed_over() {
    Lobby lobby = new Lobby().homeAgentHere();
    List<Output> outputs = lobby.ask().homeAgent(Lobby.CARE_OF).send();
    assertThat(outputs).hasOnlyElementsOfType(Output.ForHomeAgent.class).hasSize(1);
    assertThat(lobby.counter("requests-handed-over")).isOne();
  }

  @Test
  void an_agent_without_a_care_of_address_or_a_link_is_none() {
    ForeignAgentConfig good = new Lobby().config();
    assertThatIllegalArgumentException().isThrownBy(() -> with(good, good.links(), List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> with(good, Map.of(), good.careOf()));
  }

  private static ForeignAgentConfig with(
      ForeignAgentConfig good, Map<String, Ip4> links, List<Ip4> careOf) {
    return new ForeignAgentConfig(
        links,
        careOf,
        good.ownAddresses(),
        good.homeAgentHere(),
        good.limits(),
        good.service(),
        good.trust(),
        good.policy());
  }
}
