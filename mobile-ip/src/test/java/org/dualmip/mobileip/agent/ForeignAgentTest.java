package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** RFC 5944 §3.8.2.1 c and d, §3.8.3.3: registrations that foreign agents relay. */
class ForeignAgentTest {
  private static final SecurityAssociation WRONG =
      Desk.association(400, 10, ReplayProtection.TIMESTAMPS);

  private final Desk desk = new Desk(Desk.EVERYTHING);

  private void expect132() {
    RegistrationReply reply = desk.replyThroughAgent();
    assertThat(reply.code()).isEqualTo(ReplyCode.FOREIGN_AGENT_FAILED_AUTHENTICATION);
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.outputs(Notice.class))
        .singleElement()
        .extracting(Notice::level)
        .isEqualTo(Level.SECURITY);
  }

  @Test
  void a_relayed_registration_makes_a_tunnel_to_the_foreign_agent_and_is_signed_for_both() {
    desk.sendThroughAgent(desk.ask());
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.FOREIGN_AGENT));
    assertThat(desk.bound().coLocated()).isFalse();
    assertThat(desk.bound().foreignAgent()).isEqualTo(new Endpoint(Desk.FOREIGN_AGENT, 40434));
  }

  @Test
  void without_the_Foreign_Home_extension_a_relayed_registration_gets_code_132() {
    desk.send(desk.ask().through(Desk.FOREIGN_AGENT), Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    expect132();
  }

  @Test
  void with_a_wrong_Foreign_Home_extension_it_gets_code_132() {
    desk.send(desk.ask().through(Desk.FOREIGN_AGENT, WRONG), Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    expect132();
    assertThat(desk.counter("requests-failed-foreign-agent")).isEqualTo(1);
  }

  @Test
  void with_two_Foreign_Home_extensions_it_gets_code_132() {
    desk.send(
        desk.ask().through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME, Desk.FOREIGN_HOME),
        Desk.TIMESTAMPS,
        Desk.FOREIGN_AGENT);
    expect132();
  }

  @Test
  void who_strips_the_Foreign_Home_extension_does_not_use_up_the_request() {
    Ask ask = desk.ask().through(Desk.FOREIGN_AGENT);
    desk.send(ask, Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    expect132();
    assertThat(desk.replyThroughAgent().identification()).isEqualTo(ask.identification());
    desk.sendThroughAgent(ask);
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void a_care_of_address_of_a_known_foreign_agent_needs_its_consent_wherever_it_comes_from() {
    desk.send(desk.ask().through(Desk.FOREIGN_AGENT), Desk.TIMESTAMPS, Desk.NAT);
    RegistrationReply reply = Desk.read(desk.sent().payload());
    assertThat(reply.code()).isEqualTo(ReplyCode.FOREIGN_AGENT_FAILED_AUTHENTICATION);
  }

  @Test
  void a_relayed_deregistration_needs_no_Foreign_Home_extension() {
    desk.sendThroughAgent(desk.ask());
    desk.send(
        desk.ask().lifetime(0).through(Desk.FOREIGN_AGENT), Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void a_deregistration_with_a_wrong_Foreign_Home_extension_gets_code_132() {
    desk.send(
        desk.ask().lifetime(0).through(Desk.FOREIGN_AGENT, WRONG),
        Desk.TIMESTAMPS,
        Desk.FOREIGN_AGENT);
    expect132();
  }

  @Test
  void an_unknown_foreign_agent_that_vouches_is_silently_discarded() {
    desk.send(
        desk.ask().through(Desk.STRANGE_AGENT, Desk.FOREIGN_HOME),
        Desk.TIMESTAMPS,
        Desk.STRANGE_AGENT);
    assertThat(desk.outputs()).hasSize(1).allMatch(Notice.class::isInstance);
    assertThat(desk.counter("requests-unknown-foreign-agent")).isEqualTo(1);
  }

  @Test
  void an_unknown_foreign_agent_may_relay_without_vouching() {
    desk.send(desk.ask().through(Desk.STRANGE_AGENT), Desk.TIMESTAMPS, Desk.STRANGE_AGENT);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply().authentications(Kind.FOREIGN_HOME)).isEmpty();
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.STRANGE_AGENT));
    assertThat(desk.bound().foreignAgent()).isNotNull();
  }

  @Test
  void a_wrong_authenticator_relayed_by_a_known_foreign_agent_always_gets_code_131() {
    for (int i = 0; i < 300; i++) {
      desk.send(
          desk.ask().through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME),
          Desk.NONCES,
          Desk.FOREIGN_AGENT);
      assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.FAILED_AUTHENTICATION);
    }
  }

  @Test
  void a_known_foreign_agent_may_have_another_care_of_address_than_it_speaks_from() {
    Ip4 other = Ip4.of("192.0.2.77");
    desk.send(desk.ask().through(other, Desk.FOREIGN_HOME), Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(other));
  }

  @Test
  void an_unknown_foreign_agent_at_another_address_than_the_care_of_address_gets_code_129() {
    desk.send(desk.ask().through(Desk.STRANGE_AGENT), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.PROHIBITED);
  }

  @Test
  void a_co_located_node_may_register_through_a_known_foreign_agent() {
    desk.send(
        desk.ask()
            .through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME)
            .careOf(Desk.CAFE)
            .flag(RegistrationRequest.CO_LOCATED),
        Desk.TIMESTAMPS,
        Desk.FOREIGN_AGENT);
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.CAFE));
    assertThat(desk.bound().coLocated()).isTrue();
  }

  @Test
  void a_co_located_node_needs_no_consent_of_the_foreign_agent_which_must_not_vouch_for_it() {
    desk.send(desk.ask().flag(RegistrationRequest.CO_LOCATED), Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.CAFE));
    desk.send(
        desk.ask()
            .through(Desk.FOREIGN_AGENT, WRONG)
            .careOf(Desk.CAFE)
            .flag(RegistrationRequest.CO_LOCATED),
        Desk.TIMESTAMPS,
        Desk.FOREIGN_AGENT);
    assertThat(desk.replyThroughAgent().code())
        .as("but a wrong one speaks against it")
        .isEqualTo(ReplyCode.FOREIGN_AGENT_FAILED_AUTHENTICATION);
  }

  @Test
  void a_foreign_agent_behind_a_NAT_gets_its_tunnel_in_UDP_and_the_answer_behind_the_nodes() {
    desk.send(
        desk.ask()
            .behind(UdpTunnelRequest.IF_NEEDED)
            .through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME),
        Desk.TIMESTAMPS,
        Desk.NAT);
    RegistrationReply reply = Desk.read(desk.sent().payload());
    assertThat(reply.code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(reply.extensions().stream().map(Extension::getClass))
        .isEqualTo(List.of(Authentication.class, UdpTunnelReply.class, Authentication.class));
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.inUdp(new Endpoint(Desk.NAT, 40434)));
  }

  @Test
  void a_foreign_agents_UDP_request_with_no_NAT_between_is_declined() {
    desk.sendThroughAgent(desk.ask().behind(UdpTunnelRequest.IF_NEEDED));
    assertThat(desk.replyThroughAgent().extension(UdpTunnelReply.class))
        .contains(new UdpTunnelReply(UdpTunnelReply.DECLINED, false, 0));
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.FOREIGN_AGENT));
  }

  @Test
  void what_stands_behind_the_Foreign_Home_extension_is_nobodys_word() {
    ByteWriter out = new ByteWriter();
    out.bytes(desk.ask().through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME).signed(Desk.TIMESTAMPS));
    UdpTunnelRequest.IF_NEEDED.write(out);
    new RevocationSupport(true, 1).write(out);
    new GreKey(77).write(out);
    desk.send(out.toBytes(), Desk.FOREIGN_AGENT);
    RegistrationReply reply = desk.replyThroughAgent();
    assertThat(reply.code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(reply.extensions()).as("the two authenticators").hasSize(2);
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.FOREIGN_AGENT));
    assertThat(desk.bound().revocable()).isFalse();
  }

  @Test
  void a_challenge_is_given_back_unchanged_behind_the_Mobile_Home_extension() {
    Challenge challenge = new Challenge(Octets.of(new byte[] {1, 2, 3, 4}));
    desk.sendThroughAgent(desk.ask().with(challenge));
    assertThat(desk.replyThroughAgent().extensions())
        .element(1)
        .as("RFC 4721 §3.4")
        .isEqualTo(challenge);
  }

  @Test
  void the_reply_goes_to_where_the_request_came_from_whatever_is_deregistered() {
    desk.send(desk.ask());
    desk.send(desk.ask().lifetime(0), Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    assertThat(desk.replyThroughAgent().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.outputs(BindingChanged.class)).hasSize(1);
  }

  @Test
  void the_foreign_agent_of_a_care_of_address_that_is_taken_back_elsewhere_gets_no_reply() {
    desk.send(desk.ask().through(Desk.STRANGE_AGENT), Desk.TIMESTAMPS, Desk.STRANGE_AGENT);
    desk.send(desk.ask().lifetime(0).careOf(Desk.STRANGE_AGENT), Desk.TIMESTAMPS, Desk.OFFICE);
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.outputs(HomeAgent.Output.Send.class))
        .singleElement()
        .satisfies(send -> assertThat(send.to().address()).isEqualTo(Desk.OFFICE));
  }

  @Test
  void of_several_associations_with_a_foreign_agent_the_SPI_selects() {
    SecurityAssociation second = Desk.association(402, 12, ReplayProtection.TIMESTAMPS);
    ForeignAgentPeer peer =
        new ForeignAgentPeer(Desk.FOREIGN_AGENT, List.of(Desk.FOREIGN_HOME, second));
    Desk two = new Desk(Desk.EVERYTHING.with(Services.ALL, peer));
    two.send(two.ask().through(Desk.FOREIGN_AGENT, second), Desk.TIMESTAMPS, Desk.FOREIGN_AGENT);
    RegistrationReply reply = Desk.read(two.sent().payload());
    assertThat(reply.code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(reply.authentications(Kind.FOREIGN_HOME)).singleElement().matches(second::verifies);
  }
}
