package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

/** RFC 5265 §4.3: what an inner home agent owes to the mobile node. */
class TrustedNetworksTest {
  private final Desk inner = new Desk(Desk.inner(Prefix4.of("198.51.100.0/26")));

  private static void expectMark(RegistrationReply reply, ReplyCode code) {
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.extensions().get(reply.extensions().size() - 2))
        .isEqualTo(new TrustedNetworksConfigured());
  }

  @Test
  void a_request_from_a_trusted_network_is_answered_with_the_extension() {
    inner.send(inner.ask());
    expectMark(inner.reply(), ReplyCode.ACCEPTED);
  }

  @Test
  void a_request_from_elsewhere_is_dropped_silently_and_told_to_the_operator() {
    inner.send(inner.ask().careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(inner.outputs()).hasSize(1);
    assertThat(inner.outputs(Notice.class))
        .singleElement()
        .satisfies(notice -> {
          assertThat(notice.level()).isEqualTo(Level.SECURITY);
          assertThat(notice.what()).isEqualTo("requests-untrusted");
          assertThat(notice.why()).contains("RFC 5265 §4.3");
          assertThat(notice.evidence()).contains("from 198.51.100.77:40434");
        });
    assertThat(inner.counter("requests-untrusted")).isEqualTo(1);
    assertThat(inner.agent().bindings()).isEmpty();
  }

  @Test
  void a_request_from_elsewhere_is_dropped_before_anything_else_is_looked_at() {
    byte[] forged = inner.ask().signed(Desk.BY_NAI);
    inner.send(forged, Desk.OFFICE);
    inner.send(new byte[] {1}, Desk.OFFICE);
    inner.send(inner.ask().lifetime(0).careOf(Desk.HOME), Desk.TIMESTAMPS, Desk.HOME);
    assertThat(inner.counter("requests-untrusted")).isEqualTo(3);
    assertThat(inner.counter("requests-malformed")).isZero();
    assertThat(inner.counter("requests-failed-authentication")).isZero();
  }

  @Test
  void what_counts_is_the_source_and_not_the_care_of_address() {
    inner.send(inner.ask(), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(inner.counter("requests-untrusted")).isEqualTo(1);
  }

  @Test
  void every_reply_to_a_trusted_source_carries_the_extension_also_a_denial() {
    inner.send(inner.ask(), Desk.BY_NAI, Desk.CAFE);
    expectMark(inner.reply(), ReplyCode.FAILED_AUTHENTICATION);
    inner.send(inner.ask().identification(1));
    expectMark(inner.reply(), ReplyCode.IDENTIFICATION_MISMATCH);
    inner.send(inner.ask().flag(RegistrationRequest.GRE));
    expectMark(inner.reply(), ReplyCode.ENCAPSULATION_UNAVAILABLE);
    inner.send(inner.ask().lifetime(0));
    expectMark(inner.reply(), ReplyCode.ACCEPTED);
  }

  @Test
  void where_no_network_is_configured_none_is_trusted() {
    Desk nowhere = new Desk(Desk.inner());
    assertThat(nowhere.send(nowhere.ask())).hasSize(1).allMatch(Notice.class::isInstance);
    assertThat(nowhere.counter("requests-untrusted")).isEqualTo(1);
  }

  @Test
  void an_outer_home_agent_serves_every_source_and_never_sends_the_extension() {
    Desk outer = new Desk();
    outer.send(outer.ask());
    assertThat(outer.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(outer.reply().extension(TrustedNetworksConfigured.class)).isEmpty();
  }
}
