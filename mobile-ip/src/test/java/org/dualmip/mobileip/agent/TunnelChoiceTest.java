package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3024 and RFC 3519: which tunnel a registration gets, or why none. */
class TunnelChoiceTest {
  private static final UdpTunnelRequest FORCED = new UdpTunnelRequest(true, false, 0, 0);

  private final Desk desk = new Desk();

  private void sendThroughNat(Ask ask) {
    desk.send(ask.careOf(Desk.CELL), Desk.TIMESTAMPS, Desk.NAT);
  }

  private void expectRefused(ReplyCode code) {
    assertThat(desk.reply().code()).isEqualTo(code);
    assertThat(desk.reply().extension(UdpTunnelReply.class)).isEmpty();
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.outputs(BindingChanged.class)).isEmpty();
    assertThat(desk.outputs(Notice.class)).hasSize(1);
    assertThat(desk.counter("requests-refused")).isEqualTo(1);
  }

  private void expectTunnel(Tunnel tunnel, Optional<UdpTunnelReply> answer) {
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply().extension(UdpTunnelReply.class)).isEqualTo(answer);
    assertThat(desk.bound().tunnel()).isEqualTo(tunnel);
  }

  @Test
  void the_T_bit_is_granted_and_kept_in_the_binding() {
    desk.send(desk.ask());
    assertThat(desk.bound().reverseTunnel()).isTrue();
    desk.send(desk.ask().without(RegistrationRequest.REVERSE_TUNNEL));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().reverseTunnel()).isFalse();
  }

  @Test
  void where_the_reverse_tunnel_is_mandatory_a_request_without_the_T_bit_gets_code_138() {
    Desk strict = new Desk(Desk.outer(Desk.HOME_NETWORK, true, Desk.SUBSCRIBERS));
    strict.send(strict.ask().without(RegistrationRequest.REVERSE_TUNNEL));
    assertThat(strict.reply().code()).isEqualTo(ReplyCode.REVERSE_TUNNEL_MANDATORY);
    assertThat(strict.agent().bindings()).isEmpty();
    strict.send(strict.ask());
    assertThat(strict.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    strict.send(strict.ask().without(RegistrationRequest.REVERSE_TUNNEL).lifetime(0));
    assertThat(strict.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        RegistrationRequest.GRE,
        RegistrationRequest.MINIMAL,
        RegistrationRequest.GRE | RegistrationRequest.MINIMAL
      })
  void GRE_and_minimal_encapsulation_get_code_139(int flags) {
    desk.send(desk.ask().flag(flags));
    expectRefused(ReplyCode.ENCAPSULATION_UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "127.0.0.1",
        "203.0.113.2",
        "203.0.113.140"
      })
  void a_care_of_address_at_which_no_tunnel_can_end_gets_code_134(String careOf) {
    desk.send(desk.ask().careOf(Ip4.of(careOf)).with(FORCED));
    expectRefused(ReplyCode.POORLY_FORMED);
  }

  @Test
  void a_care_of_address_that_is_the_home_address_of_another_node_gets_code_129() {
    desk.send(desk.ask().careOf(Desk.NONCE_HOME), Desk.TIMESTAMPS, Desk.NONCE_HOME);
    expectRefused(ReplyCode.PROHIBITED);
  }

  @Test
  void without_a_NAT_and_without_a_UDP_request_the_tunnel_is_IP_in_IP() {
    desk.send(desk.ask());
    expectTunnel(Tunnel.ipInIp(Desk.CAFE), Optional.empty());
  }

  @Test
  void behind_a_NAT_a_UDP_request_gets_a_tunnel_to_the_source_with_its_port() {
    sendThroughNat(desk.ask().with(UdpTunnelRequest.IF_NEEDED));
    expectTunnel(
        Tunnel.inUdp(new Endpoint(Desk.NAT, 40434)),
        Optional.of(new UdpTunnelReply(UdpTunnelReply.ACCEPTED, false, 20)));
    assertThat(desk.bound().careOf()).isEqualTo(Desk.CELL);
  }

  @Test
  void a_new_port_at_the_same_NAT_is_a_new_tunnel() {
    sendThroughNat(desk.ask().with(UdpTunnelRequest.IF_NEEDED));
    desk.send(
        desk.ask().careOf(Desk.CELL).with(UdpTunnelRequest.IF_NEEDED).signed(Desk.TIMESTAMPS),
        new Endpoint(Desk.NAT, 40435),
        new Endpoint(Desk.AGENT, 434));
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.inUdp(new Endpoint(Desk.NAT, 40435)));
    assertThat(desk.bound().previous()).isEqualTo(Tunnel.inUdp(new Endpoint(Desk.NAT, 40434)));
  }

  @Test
  void behind_a_NAT_a_deregistration_names_the_care_of_address_that_was_registered() {
    sendThroughNat(desk.ask().with(UdpTunnelRequest.IF_NEEDED));
    sendThroughNat(desk.ask().lifetime(0));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void a_source_that_is_the_home_address_is_no_sign_of_a_NAT() {
    desk.send(desk.ask(), Desk.TIMESTAMPS, Desk.HOME);
    expectTunnel(Tunnel.ipInIp(Desk.CAFE), Optional.empty());
  }

  @Test
  void behind_a_NAT_a_request_without_the_extension_gets_code_129() {
    sendThroughNat(desk.ask());
    expectRefused(ReplyCode.PROHIBITED);
  }

  @Test
  void without_a_NAT_a_UDP_request_is_declined_and_the_tunnel_is_IP_in_IP() {
    desk.send(desk.ask().with(UdpTunnelRequest.IF_NEEDED));
    expectTunnel(
        Tunnel.ipInIp(Desk.CAFE),
        Optional.of(new UdpTunnelReply(UdpTunnelReply.DECLINED, false, 0)));
  }

  @Test
  void without_a_NAT_the_F_flag_gets_a_UDP_tunnel_marked_as_forced() {
    desk.send(desk.ask().with(FORCED));
    expectTunnel(
        Tunnel.inUdp(new Endpoint(Desk.CAFE, 40434)),
        Optional.of(new UdpTunnelReply(UdpTunnelReply.ACCEPTED, true, 20)));
  }

  @Test
  void a_forced_tunnel_to_the_home_address_itself_gets_code_129() {
    desk.send(desk.ask().with(FORCED), Desk.TIMESTAMPS, Desk.HOME);
    expectRefused(ReplyCode.PROHIBITED);
  }

  @Test
  void a_UDP_tunnel_to_the_home_address_of_another_node_gets_code_129() {
    desk.send(desk.ask().with(UdpTunnelRequest.IF_NEEDED), Desk.TIMESTAMPS, Desk.NONCE_HOME);
    expectRefused(ReplyCode.PROHIBITED);
  }

  @Test
  void a_UDP_request_without_the_D_bit_gets_code_134() {
    sendThroughNat(
        desk.ask().with(UdpTunnelRequest.IF_NEEDED).without(RegistrationRequest.CO_LOCATED));
    expectRefused(ReplyCode.POORLY_FORMED);
  }

  @Test
  void a_UDP_request_added_by_a_foreign_agent_with_the_D_bit_gets_code_134() {
    sendThroughNat(desk.ask().behind(UdpTunnelRequest.IF_NEEDED));
    expectRefused(ReplyCode.POORLY_FORMED);
  }

  @Test
  void a_UDP_request_added_by_a_foreign_agent_is_not_protected_and_opens_no_tunnel() {
    sendThroughNat(
        desk.ask()
            .without(RegistrationRequest.CO_LOCATED)
            .behind(new Padding())
            .behind(UdpTunnelRequest.IF_NEEDED));
    expectRefused(ReplyCode.PROHIBITED);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "4,0", "47,142", "55,142", "1,142", "255,142"})
  void the_encapsulation_inside_UDP_is_IP_or_gets_code_142(int encapsulation, int code) {
    sendThroughNat(desk.ask().with(new UdpTunnelRequest(false, false, encapsulation, 0)));
    assertThat(desk.reply().code()).isEqualTo(new ReplyCode(code));
  }

  @Test
  void an_encapsulation_that_is_not_offered_gets_code_142_also_without_a_NAT() {
    desk.send(desk.ask().with(new UdpTunnelRequest(false, false, 47, 0)));
    expectRefused(ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE);
  }

  @Test
  void inside_UDP_the_M_and_G_bits_count_only_if_the_encapsulation_is_left_to_them() {
    sendThroughNat(
        desk.ask().flag(RegistrationRequest.GRE).with(new UdpTunnelRequest(false, false, 0, 0)));
    expectRefused(ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE);
    sendThroughNat(
        desk.ask().flag(RegistrationRequest.GRE).with(new UdpTunnelRequest(false, false, 4, 0)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void without_a_NAT_the_M_and_G_bits_count_even_if_UDP_was_asked_for() {
    desk.send(
        desk.ask()
            .flag(RegistrationRequest.MINIMAL)
            .with(new UdpTunnelRequest(false, false, 4, 0)));
    expectRefused(ReplyCode.ENCAPSULATION_UNAVAILABLE);
  }

  @Test
  void a_tunnel_past_a_foreign_agent_waits_for_the_first_keepalive() {
    sendThroughNat(desk.ask().with(new UdpTunnelRequest(false, true, 0, 0)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().waiting()).isTrue();
    Endpoint elsewhere = new Endpoint(Desk.OFFICE, 7000);
    desk.handle(new HomeAgent.Input.Keepalive(desk.now(), elsewhere, Desk.HOME));
    assertThat(desk.bound().waiting()).isTrue();

    Endpoint node = new Endpoint(Desk.NAT, 7000);
    desk.handle(new HomeAgent.Input.Keepalive(desk.now(), node, Desk.HOME));
    assertThat(desk.bound().waiting()).isFalse();
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.inUdp(node));

    Endpoint later = new Endpoint(Desk.NAT, 8000);
    desk.handle(new HomeAgent.Input.Keepalive(desk.now(), later, Desk.HOME));
    assertThat(desk.bound().tunnel()).as("only the first one counts").isEqualTo(Tunnel.inUdp(node));
    sendThroughNat(desk.ask().with(new UdpTunnelRequest(false, true, 0, 0)));
    assertThat(desk.bound().tunnel()).as("a renewal keeps it").isEqualTo(Tunnel.inUdp(node));
    assertThat(desk.bound().waiting()).isFalse();
  }

  @Test
  void a_UDP_request_with_reserved_3_not_zero_is_skipped_as_section_3_1_3_says() {
    UdpTunnelRequest future = new UdpTunnelRequest(false, false, 0, 1);
    desk.send(desk.ask().with(future));
    expectTunnel(Tunnel.ipInIp(Desk.CAFE), Optional.empty());
    sendThroughNat(desk.ask().with(future));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.PROHIBITED);
  }

  @Test
  void moving_out_of_the_NAT_changes_the_kind_of_tunnel() {
    sendThroughNat(desk.ask().with(UdpTunnelRequest.IF_NEEDED));
    desk.send(desk.ask().with(UdpTunnelRequest.IF_NEEDED));
    assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.CAFE));
    assertThat(desk.bound().previous()).isEqualTo(Tunnel.inUdp(new Endpoint(Desk.NAT, 40434)));
  }
}
