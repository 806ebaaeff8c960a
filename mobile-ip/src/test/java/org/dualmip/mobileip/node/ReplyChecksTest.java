package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.CELL;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.util.Arrays;
import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not a valid reply is silently discarded (RFC 5944 §3.6.2.1), and counted. */
class ReplyChecksTest {
  private final Bench bench = Bench.withTimestamps();

  @BeforeEach
  void ask() {
    bench.register(CAFE);
    bench.passMillis(20);
  }

  private void assertDiscarded(String counter) {
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.said).noneMatch(MobileNode.Output.Registered.class::isInstance);
    assertThat(bench.said).noneMatch(MobileNode.Output.Denied.class::isInstance);
    assertThat(bench.counter(counter)).as(counter).isEqualTo(1);
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 600));
    assertThat(bench.node.boundTo()).as("the right reply still counts").isEqualTo(CAFE);
  }

  @Test
  void withoutAnAuthenticator() {
    ByteWriter out = new ByteWriter();
    bench.reply(ReplyCode.ACCEPTED, 600).write(out);
    bench.receive(CAFE, out.toBytes());
    assertDiscarded("replies-not-authentic");
  }

  @Test
  void withAWrongAuthenticator() {
    byte[] reply = bench.reply(ReplyCode.ACCEPTED, 600).signed(bench.association);
    reply[reply.length - 1] ^= 1;
    bench.receive(CAFE, reply);
    assertDiscarded("replies-not-authentic");
  }

  @Test
  void withTwoAuthenticators() {
    ByteWriter out = new ByteWriter();
    bench.reply(ReplyCode.ACCEPTED, 600).write(out);
    bench.association.sign(Authentication.Kind.MOBILE_HOME, out);
    bench.association.sign(Authentication.Kind.MOBILE_HOME, out);
    bench.receive(CAFE, out.toBytes());
    assertDiscarded("replies-not-authentic");
  }

  @Test
  void signedWithAnotherKey() {
    SecurityAssociation other =
        new SecurityAssociation(
            300,
            Algorithm.HMAC_MD5,
            Octets.ofHex("ffeeddccbbaa99887766554433221100"),
            ReplayProtection.TIMESTAMPS,
            SecurityAssociation.DEFAULT_TOLERANCE);
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 600).signed(other));
    assertDiscarded("replies-not-authentic");
  }

  @Test
  void withAnotherSpi() {
    SecurityAssociation other =
        new SecurityAssociation(
            301,
            Algorithm.HMAC_MD5,
            bench.association.key(),
            ReplayProtection.TIMESTAMPS,
            SecurityAssociation.DEFAULT_TOLERANCE);
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 600).signed(other));
    assertDiscarded("replies-not-authentic");
  }

  @Test
  void refusalsNeedAnAuthenticatorJustAsMuch() {
    ByteWriter out = new ByteWriter();
    bench.reply(ReplyCode.FAILED_AUTHENTICATION, 0).write(out);
    bench.receive(CAFE, out.toBytes());
    assertDiscarded("replies-not-authentic");
  }

  @Test
  void withTheLowHalfOfAnotherIdentification() {
    RegistrationReply reply = bench.reply(ReplyCode.ACCEPTED, 600);
    bench.receive(CAFE, Bench.with(reply, reply.identification() ^ 0x1000));
    assertDiscarded("replies-unmatched");
  }

  @Test
  void acceptedWithTheTimestampOfAnotherSecondBecauseFractionsComeAgain() {
    RegistrationReply reply = bench.reply(ReplyCode.ACCEPTED, 600);
    bench.receive(CAFE, Bench.with(reply, reply.identification() - (33L << 32)));
    assertDiscarded("replies-unmatched");
  }

  @Test
  void forAnotherHomeAddress() {
    RegistrationReply reply = bench.reply(ReplyCode.ACCEPTED, 600);
    bench.receive(
        CAFE,
        new RegistrationReply(
            reply.code(), 600, Ip4.of("203.0.113.131"), AGENT, reply.identification(), List.of()));
    assertDiscarded("replies-unmatched");
  }

  @Test
  void throughAnotherInterfaceThanAskedThrough() {
    bench.receive(CELL, bench.reply(ReplyCode.ACCEPTED, 600));
    assertDiscarded("replies-on-other-interface");
  }

  @Test
  void withACodeThatOnlyAForeignAgentGives() {
    bench.receive(CAFE, bench.reply(new ReplyCode(66), 0));
    assertDiscarded("replies-not-from-home-agent");
  }

  @Test
  void withAnUnknownExtensionThatMustNotBeSkipped() {
    bench.receive(
        CAFE, bench.reply(ReplyCode.ACCEPTED, 600, new Unrecognized(99, Octets.of((byte) 0))));
    assertDiscarded("replies-unrecognized-extension");
  }

  @Test
  void unlessTheUnknownExtensionIsSkippable() {
    bench.receive(
        CAFE, bench.reply(ReplyCode.ACCEPTED, 600, new Unrecognized(200, Octets.of((byte) 7))));
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
  }

  @Test
  void cutShortAnywhere() {
    byte[] whole = bench.reply(ReplyCode.ACCEPTED, 600).signed(bench.association);
    for (int length = 0; length < whole.length; length++) {
      bench.receive(CAFE, Arrays.copyOf(whole, length));
      assertThat(bench.node.boundTo()).as("%d octets", length).isNull();
    }
    assertThat(bench.said).isEmpty();
  }

  @Test
  void ofAnotherType() {
    bench.receive(CAFE, new byte[] {9, 0, 0, 0});
    assertDiscarded("messages-unknown");
  }

  @Test
  void toAnEarlierRequestThanTheLatest() {
    RegistrationReply early = bench.reply(ReplyCode.ACCEPTED, 600);
    bench.passMillis(1_100);
    bench.receive(CAFE, early);
    assertDiscarded("replies-unmatched");
  }

  @Test
  void aSecondTime() {
    RegistrationReply reply = bench.reply(ReplyCode.ACCEPTED, 600);
    bench.receive(CAFE, reply);
    bench.receive(CAFE, reply);
    assertThat(bench.said).hasSize(1);
    assertThat(bench.counter("replies-unmatched")).isEqualTo(1);
  }

  @Test
  void whatStandsBehindTheAuthenticatorIsNotBelieved() {
    ByteWriter out = new ByteWriter();
    bench.reply(ReplyCode.ACCEPTED, 600).write(out);
    bench.association.sign(Authentication.Kind.MOBILE_HOME, out);
    for (Extension forged : List.<Extension>of(new TrustedNetworksConfigured())) {
      forged.write(out);
    }
    bench.receive(CAFE, out.toBytes());
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
    assertThat(bench.node.home()).isEqualTo(HOME);
    assertThat(((MobileNode.Output.Registered) bench.last()).trustedNetworks()).isFalse();
  }
}
