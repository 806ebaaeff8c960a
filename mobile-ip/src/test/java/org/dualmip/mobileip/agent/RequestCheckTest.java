package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 5944 §3.8.2.1: which requests are discarded, which are answered with code 131, and that
 * neither changes anything. Each test begins with a binding that must survive.
 */
class RequestCheckTest {
  private final Desk desk = new Desk();
  private final Binding before;

  RequestCheckTest() {
    desk.send(desk.ask());
    before = desk.bound();
  }

  private void expectDiscarded(String counter, Level level) {
    assertThat(desk.outputs()).hasSize(1).allMatch(Notice.class::isInstance);
    assertThat(desk.outputs(Notice.class).getFirst().level()).isEqualTo(level);
    assertThat(desk.outputs(Notice.class).getFirst().what()).isEqualTo(counter);
    expectUnchanged(counter, 1);
  }

  private void expectRejected(String counter, ReplyCode code, SecurityAssociation association) {
    assertThat(desk.reply(association).code()).isEqualTo(code);
    assertThat(desk.outputs(Notice.class))
        .singleElement()
        .matches(n -> n.level() == Level.SECURITY);
    assertThat(desk.outputs()).hasSize(2);
    expectUnchanged(counter, 1);
  }

  private void expectUnchanged(String counter, int times) {
    assertThat(desk.counter(counter)).isEqualTo(times);
    assertThat(desk.agent().bindings()).containsExactly(before);
    assertThat(desk.counter("requests-accepted")).isEqualTo(1);
    assertThat(desk.agent().wakeAt()).isEqualTo(before.expires());
  }

  @Test
  void what_is_no_registration_request_is_left_alone() {
    for (byte[] other :
        List.of(new byte[0], new byte[] {0}, new byte[] {3, 0}, new byte[] {4, 4, 0, 0})) {
      assertThat(desk.send(other, Desk.CAFE)).isEmpty();
    }
    expectUnchanged("datagrams-other", 4);
    assertThat(desk.counter("requests")).isEqualTo(1);
  }

  @Test
  void every_truncated_request_is_discarded_or_fails_authentication() {
    byte[] whole = desk.ask().with(new MobileNodeNai("x@y")).signed(Desk.TIMESTAMPS);
    for (int length = 1; length < whole.length; length++) {
      Desk fresh = new Desk();
      fresh.send(Arrays.copyOf(whole, length), Desk.CAFE);
      assertThat(fresh.outputs(Output.BindingChanged.class)).as("%d octets", length).isEmpty();
      assertThat(fresh.outputs(Output.Send.class)).as("%d octets", length).isEmpty();
      assertThat(
              fresh.counter("requests-malformed")
                  + fresh.counter("requests-without-authentication"))
          .as("%d octets", length)
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 35, 39, 47, 127})
  void an_unknown_extension_numbered_0_to_127_discards_the_message(int type) {
    desk.send(desk.ask().with(new Unrecognized(type, Octets.ofHex("0200ff"))));
    expectDiscarded("requests-unknown-extension", Level.WARNING);
  }

  @Test
  void an_unknown_extension_0_to_127_behind_the_authenticator_discards_the_message_too() {
    desk.send(desk.ask().behind(new Unrecognized(46, Octets.ofHex("0100"))));
    expectDiscarded("requests-unknown-extension", Level.WARNING);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 135, 146, 152, 255})
  void an_unknown_extension_numbered_128_to_255_is_skipped(int type) {
    desk.send(desk.ask().with(new Unrecognized(type, Octets.ofHex("0200ff"))).with(new Padding()));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_request_without_an_authentication_extension_is_discarded() {
    desk.send(desk.ask().unsigned(), Desk.CAFE);
    expectDiscarded("requests-without-authentication", Level.SECURITY);
  }

  @Test
  void a_request_of_a_node_that_is_not_served_is_discarded() {
    desk.send(desk.ask().home(Ip4.of("203.0.113.180")));
    expectDiscarded("requests-unknown-node", Level.WARNING);
  }

  @Test
  void a_request_that_says_nothing_of_its_node_is_discarded() {
    desk.send(desk.ask().home(Ip4.ANY));
    expectDiscarded("requests-unknown-node", Level.WARNING);
  }

  @Test
  void an_NAI_behind_the_authenticator_says_nothing() {
    desk.send(desk.ask().home(Ip4.ANY).behind(new MobileNodeNai(Desk.NAI)), Desk.BY_NAI, Desk.CAFE);
    expectDiscarded("requests-unknown-node", Level.WARNING);
  }

  @Test
  void the_NAI_of_another_node_does_not_open_a_home_address_that_has_one() {
    Subscriber both = new Subscriber(Desk.HOME, "own@lab.example", List.of(Desk.TIMESTAMPS));
    Desk other = new Desk(Desk.outer(Desk.HOME_NETWORK, false, List.of(both)));
    other.send(other.ask().with(new MobileNodeNai("stranger@lab.example")));
    assertThat(other.counter("requests-unknown-node")).isEqualTo(1);
    other.send(other.ask().with(new MobileNodeNai("own@lab.example")));
    assertThat(other.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    other.send(other.ask());
    assertThat(other.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_wrong_authenticator_gets_code_131_with_a_right_one() {
    byte[] forged = desk.ask().careOf(Desk.OFFICE).signed(Desk.TIMESTAMPS);
    forged[forged.length - 1] ^= 1;
    desk.send(forged, Desk.OFFICE);
    expectRejected(
        "requests-failed-authentication", ReplyCode.FAILED_AUTHENTICATION, Desk.TIMESTAMPS);
  }

  @Test
  void a_change_of_any_bit_in_front_of_the_authenticator_is_noticed() {
    byte[] whole = desk.ask().careOf(Desk.OFFICE).signed(Desk.TIMESTAMPS);
    for (int bit = 8; bit < whole.length * 8; bit++) {
      Desk fresh = new Desk();
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (0x80 >> bit % 8);
      fresh.send(changed, Desk.OFFICE);
      assertThat(fresh.agent().bindings()).as("bit %d", bit).isEmpty();
      assertThat(fresh.counter("requests-accepted")).as("bit %d", bit).isZero();
      assertThat(fresh.outputs(Output.Remember.class)).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void an_authenticator_of_another_length_is_wrong() {
    for (int length : List.of(0, 1, 16, 31, 33)) {
      ByteWriter out = new ByteWriter().bytes(desk.ask().unsigned());
      Desk fresh = new Desk();
      byte[] right = desk.ask().signed(Desk.TIMESTAMPS);
      out.u8(32).u8(4 + length).i32(256).bytes(Arrays.copyOfRange(right, 30, 30 + length));
      fresh.send(out.toBytes(), Desk.CAFE);
      assertThat(fresh.counter("requests-failed-authentication")).isEqualTo(1);
    }
  }

  @Test
  void an_SPI_nobody_agreed_on_gets_code_131() {
    SecurityAssociation unknown = Desk.association(999, 1, ReplayProtection.TIMESTAMPS);
    desk.send(desk.ask(), unknown, Desk.CAFE);
    expectRejected(
        "requests-failed-authentication", ReplyCode.FAILED_AUTHENTICATION, Desk.TIMESTAMPS);
  }

  @Test
  void the_key_of_another_node_gets_code_131() {
    desk.send(desk.ask(), Desk.BY_NAI, Desk.CAFE);
    expectRejected(
        "requests-failed-authentication", ReplyCode.FAILED_AUTHENTICATION, Desk.TIMESTAMPS);
  }

  @Test
  void code_131_is_signed_with_an_association_other_than_the_one_that_failed() {
    SecurityAssociation old = Desk.association(300, 7, ReplayProtection.TIMESTAMPS);
    SecurityAssociation updated = Desk.association(301, 8, ReplayProtection.TIMESTAMPS);
    SecurityAssociation mistyped = Desk.association(301, 9, ReplayProtection.TIMESTAMPS);
    Desk other =
        new Desk(
            Desk.outer(
                Desk.HOME_NETWORK,
                false,
                List.of(new Subscriber(Desk.HOME, null, List.of(updated, old)))));
    other.send(other.ask(), mistyped, Desk.CAFE);
    assertThat(other.reply(old).code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
    other.send(other.ask(), updated, Desk.CAFE);
    assertThat(other.reply(updated).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void all_authentication_extensions_must_be_right() {
    ByteWriter twice = new ByteWriter().bytes(desk.ask().signed(Desk.TIMESTAMPS));
    Desk.TIMESTAMPS.sign(Kind.MOBILE_HOME, twice);
    byte[] wrong = twice.toBytes();
    wrong[wrong.length - 1] ^= 1;
    desk.send(wrong, Desk.CAFE);
    expectRejected(
        "requests-failed-authentication", ReplyCode.FAILED_AUTHENTICATION, Desk.TIMESTAMPS);
    desk.send(twice.toBytes(), Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_foreign_home_extension_without_an_association_discards_the_request() {
    ByteWriter out = new ByteWriter().bytes(desk.ask().signed(Desk.TIMESTAMPS));
    Desk.BY_NAI.sign(Kind.FOREIGN_HOME, out);
    desk.send(out.toBytes(), Desk.CAFE);
    expectDiscarded("requests-unknown-foreign-agent", Level.SECURITY);
  }

  @Test
  void a_discarded_request_does_not_use_up_its_identification() {
    byte[] payload = desk.ask().signed(Desk.TIMESTAMPS);
    ByteWriter out = new ByteWriter().bytes(payload);
    Desk.BY_NAI.sign(Kind.FOREIGN_HOME, out);
    desk.send(out.toBytes(), Desk.CAFE);
    desk.send(payload, Desk.CAFE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "224.0.0.11", "255.255.255.255"})
  void a_source_that_no_host_can_have_discards_the_request(String source) {
    desk.send(desk.ask(), Desk.TIMESTAMPS, Ip4.of(source));
    expectDiscarded("requests-martian", Level.WARNING);
  }

  @Test
  void a_source_port_of_0_cannot_be_answered() {
    desk.send(
        desk.ask().signed(Desk.TIMESTAMPS),
        new Endpoint(Desk.CAFE, 0),
        new Endpoint(Desk.AGENT, 434));
    expectDiscarded("requests-martian", Level.WARNING);
  }

  @Test
  void a_flood_is_counted_in_full_but_told_in_part() {
    IntStream.range(0, 1000).forEach(_ -> desk.send(desk.ask().unsigned(), Desk.CAFE));
    expectUnchanged("requests-without-authentication", 1000);
    assertThat(desk.counter("notices-suppressed")).isEqualTo(1000 - NoticeLimit.BURST);

    desk.pass(NoticeLimit.INTERVAL);
    desk.send(desk.ask().unsigned(), Desk.CAFE);
    assertThat(desk.outputs(Notice.class).getFirst().evidence())
        .contains("990 more of this kind were not shown");
    desk.send(desk.ask().unsigned(), Desk.CAFE);
    assertThat(desk.outputs()).isEmpty();
  }

  @Test
  void after_a_quiet_hour_no_more_notices_may_come_at_once_than_before() {
    desk.send(desk.ask().unsigned(), Desk.CAFE);
    desk.pass(Duration.ofHours(1));
    int told = 0;
    for (int i = 0; i < 100; i++) {
      desk.send(desk.ask().unsigned(), Desk.CAFE);
      told += desk.outputs(Notice.class).size();
    }
    assertThat(told).isEqualTo(NoticeLimit.BURST);
  }

  @Test
  void one_kind_of_flood_does_not_hide_another_kind_of_notice() {
    IntStream.range(0, 100).forEach(_ -> desk.send(desk.ask().unsigned(), Desk.CAFE));
    desk.send(desk.ask(), Desk.BY_NAI, Desk.CAFE);
    assertThat(desk.outputs(Notice.class)).hasSize(1);
  }

  @Test
  void no_notice_shows_a_key_or_an_authenticator() {
    byte[] payload = desk.ask().signed(Desk.BY_NAI);
    desk.send(payload, Desk.CAFE);
    String authenticator = Octets.of(payload).slice(payload.length - 32, payload.length).toString();
    assertThat(desk.outputs(Notice.class).toString())
        .contains("SPI 258")
        .doesNotContain(authenticator)
        .doesNotContain(Desk.TIMESTAMPS.key().toString())
        .doesNotContain(Desk.BY_NAI.key().toString());
  }

  @Test
  void the_many_extensions_of_a_large_datagram_cost_little() {
    ByteWriter out = new ByteWriter().bytes(desk.ask().unsigned());
    while (out.length() < 65_000) {
      out.u8(32).u8(4).i32(256);
    }
    desk.send(out.toBytes(), Desk.CAFE);
    expectDiscarded("requests-malformed", Level.WARNING);
  }

  @Test
  void an_extension_that_belongs_to_replies_changes_nothing() {
    desk.send(desk.ask().with(new TrustedNetworksConfigured()));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply().extension(TrustedNetworksConfigured.class)).isEmpty();
  }
}
