package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of RFC 5944 §3.7.3 and the codes that go to the node instead of a bad reply. */
class ReplyCodesTest {
  private static final Octets SOME = Octets.ofHex("0011223344556677");
  private final Lobby lobby = new Lobby();

  @Test
  void code_68_without_the_right_authenticator_of_the_home_agent() {
    lobby.sharedWithHomeAgent();
    Question question = lobby.ask();
    question.send();
    byte[] unsigned = lobby.answer(question, 0, 300, List.of(), List.of(), false);
    lobby.fromNetwork(unsigned, Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(68);
    refused();

    lobby.pass(Duration.ofSeconds(1));
    Question again = lobby.ask();
    again.send();
    byte[] forged = lobby.answer(again, 0, 300);
    forged[forged.length - 1] ^= 1;
    lobby.fromNetwork(forged, Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(68);
    refused();
    assertThat(lobby.counter("replies-not-authentic")).isEqualTo(2);
    assertThat(lobby.outputs(Output.Notice.class))
        .singleElement()
        .satisfies(notice -> assertThat(notice.level()).isEqualTo(Level.SECURITY));
  }

  @Test
  void code_68_with_two_authenticators_of_the_home_agent() {
    lobby.sharedWithHomeAgent();
    Question question = lobby.ask();
    question.send();
    ByteWriter twice = new ByteWriter().bytes(lobby.answer(question, 0, 300));
    Lobby.FA_HA.sign(Authentication.Kind.FOREIGN_HOME, twice);
    lobby.fromNetwork(twice.toBytes(), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(68);
  }

  @Test
  void code_71_for_an_acceptance_that_the_node_could_not_believe() {
    Question question = lobby.ask();
    question.send();
    lobby.fromNetwork(plain(question, Lobby.HOME, Lobby.HOME_AGENT), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(71);
    refused();
  }

  @Test
  void code_71_for_an_acceptance_by_another_home_agent() {
    Question question = lobby.ask();
    question.send();
    question.homeAgent(Ip4.of("192.0.2.77"));
    lobby.fromNetwork(lobby.answer(question, 0, 300), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(71);
    refused();
  }

  @Test
  void codes_97_98_and_99_for_what_the_reply_lacks() {
    Question question = lobby.ask().with(new MobileNodeNai(Lobby.NAI));
    question.send();
    lobby.fromNetwork(lobby.answer(question, 0, 300), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(97);
    lobby.pass(Duration.ofSeconds(1));

    Question without = lobby.ask();
    without.send();
    without.homeAgent(Ip4.ANY);
    lobby.fromNetwork(lobby.answer(without, 0, 300), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(98);
    lobby.pass(Duration.ofSeconds(1));

    Question homeless = lobby.ask().home(Ip4.ANY).with(new MobileNodeNai(Lobby.NAI));
    homeless.send();
    lobby.fromNetwork(
        lobby.answer(homeless, 0, 300, List.of(new MobileNodeNai(Lobby.NAI)), List.of(), false),
        Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(99);
    refused();
  }

  @Test
  void code_101_for_an_unknown_critical_vendor_extension() {
    Question question = lobby.ask();
    question.send();
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, new CriticalVendor(9, 1, Octets.EMPTY)), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isEqualTo(101);
    refused();
  }

  @Test
  void code_109_in_an_fa_error_if_the_home_agent_returns_another_challenge() {
    lobby.challenging().authenticating();
    Octets challenge = lobby.challenges().advertise();
    Question question = lobby.ask().also(new Challenge(challenge)).proved(Lobby.AAA, challenge);
    question.send();
    lobby.fromNetwork(lobby.answer(question, 0, 300, new Challenge(SOME)), Lobby.HOME_AGENT);
    assertThat(lobby.code()).isZero();
    assertThat(error()).isEqualTo(109);
    refused();

    lobby.challenging();
    Octets next = lobby.challenges().advertise();
    Question good = lobby.ask().also(new Challenge(next)).proved(Lobby.AAA, next);
    good.send();
    lobby.fromNetwork(lobby.answer(good, 0, 300, new Challenge(next)), Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).hasSize(1);
  }

  @Test
  void code_71_in_an_fa_error_if_a_gre_key_is_missing() {
    lobby.service(s -> Lobby.with(s, EnumSet.allOf(Tunnel.Kind.class), true, UdpTunnels.NEVER));
    Question question = lobby.ask().flags(RegistrationRequest.GRE);
    question.send();
    lobby.fromNetwork(lobby.answer(question, 0, 300), Lobby.HOME_AGENT);
    assertThat(error()).isEqualTo(71);
    refused();
  }

  @Test
  void code_65_in_an_fa_error_if_udp_is_needed_and_not_granted() {
    lobby.service(s -> Lobby.with(s, EnumSet.allOf(Tunnel.Kind.class), false, UdpTunnels.FORCED));
    Question question = lobby.ask().flags(RegistrationRequest.REVERSE_TUNNEL);
    question.send();
    lobby.fromNetwork(lobby.answer(question, 0, 300), Lobby.HOME_AGENT);
    assertThat(error()).isEqualTo(65);
    refused();
  }

  @Test
  void code_78_after_seven_seconds_without_an_answer() {
    Question question = lobby.ask();
    question.send();
    lobby.pass(Duration.ofMillis(6_999));
    assertThat(lobby.outputs(Output.ToNode.class)).isEmpty();
    lobby.pass(Duration.ofMillis(1));
    assertThat(lobby.code()).isEqualTo(78);
    refused();
    lobby.fromNetwork(lobby.answer(question, 0, 300), Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).as("too late").isEmpty();
  }

  @Test
  void a_request_for_a_short_time_is_given_up_sooner() {
    lobby.ask().lifetime(2).send();
    assertThat(lobby.pass(Duration.ofSeconds(2))).isNotEmpty();
    assertThat(lobby.code()).isEqualTo(78);
  }

  @ParameterizedTest(name = "ICMP code {0} is reply code {1}")
  @CsvSource({
    "0, 80", "6, 80", "9, 80", "11, 80", "1, 81", "7, 81", "8, 81", "10, 81", "12, 81", "3, 82",
    "2, 88", "4, 88", "5, 88", "13, 88", "14, 88", "15, 88"
  })
  void an_unreachable_home_agent_has_a_code(int icmp, int code) {
    lobby.ask().send();
    lobby.handle(new Input.Unreachable(lobby.now(), Ip4.of("192.0.2.77"), icmp));
    lobby.silent();
    lobby.handle(new Input.Unreachable(lobby.now(), Lobby.HOME_AGENT, icmp));
    assertThat(lobby.code()).isEqualTo(code);
    refused();
  }

  @Test
  void what_answers_nothing_is_discarded() {
    Question question = lobby.ask();
    question.send();
    byte[] good = lobby.answer(question, 0, 300);
    byte[] wrongId = good.clone();
    wrongId[19] ^= 1;
    byte[] wrongHome = good.clone();
    wrongHome[7] ^= 1;
    for (byte[] bad : List.of(wrongId, wrongHome, Arrays.copyOf(good, good.length - 1))) {
      lobby.fromNetwork(bad, Lobby.HOME_AGENT);
      lobby.silent();
    }
    lobby.fromNetwork(good, Ip4.of("192.0.2.77"));
    lobby.silent();
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, new Unrecognized(99, Octets.EMPTY)), Lobby.HOME_AGENT);
    lobby.silent();
    assertThat(lobby.agent().pending()).isOne();
    assertThat(lobby.agent().counters())
        .containsEntry("replies-unmatched", 3L)
        .containsEntry("replies-malformed", 1L)
        .containsEntry("replies-unknown-extension", 1L);
    byte[] otherHalf = good.clone();
    otherHalf[12] ^= 1; // a home agent with nonces changes the high half
    lobby.fromNetwork(otherHalf, Lobby.HOME_AGENT);
    assertThat(lobby.agent().visitors()).hasSize(1);
    lobby.fromNetwork(good, Lobby.HOME_AGENT);
    lobby.silent();
  }

  @Test
  void a_denial_is_relayed_as_it_is_and_changes_no_visitor() {
    Question first = lobby.registered();
    Visitor before = lobby.visitor();
    for (int code : new int[] {128, 129, 130, 131, 132, 133, 134, 135, 136, 139, 144}) {
      Question question = lobby.ask().lifetime(0);
      question.send();
      lobby.fromNetwork(lobby.answer(question, code, 0), Lobby.HOME_AGENT);
      assertThat(lobby.code()).isEqualTo(code);
      assertThat(lobby.visitor()).isEqualTo(before);
    }
    assertThat(first.lifetime).isEqualTo(300);
    assertThat(lobby.counter("replies-denied")).isEqualTo(11);
  }

  private void refused() {
    assertThat(lobby.agent().visitors()).isEmpty();
    assertThat(lobby.agent().pending()).isZero();
    assertThat(lobby.agent().wakeAt()).isNull();
  }

  private int error() {
    return lobby.reply().extension(ForeignAgentError.class).orElseThrow().status();
  }

  private static byte[] plain(Question question, Ip4 home, Ip4 homeAgent) {
    ByteWriter out = new ByteWriter();
    new RegistrationReply(
            ReplyCode.ACCEPTED, 300, home, homeAgent, question.identification, List.of())
        .write(out);
    return out.toBytes();
  }
}
