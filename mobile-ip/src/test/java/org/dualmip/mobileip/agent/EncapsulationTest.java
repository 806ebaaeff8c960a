package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import org.dualmip.mobileip.agent.TunnelOffer.Reverse;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 3024 §4.3.1, RFC 3519 §4.6, RFC 6245 §4.2: which tunnels are granted, and which not. */
class EncapsulationTest {
  private final Desk desk = new Desk(Desk.EVERYTHING);

  private static Desk offering(TunnelOffer offer) {
    return new Desk(Desk.EVERYTHING.with(offer));
  }

  private static void throughNat(Desk desk, Ask ask) {
    desk.send(ask.careOf(Desk.CELL), Desk.TIMESTAMPS, Desk.NAT);
  }

  private static GreKeys keys(Tunnel tunnel) {
    if (tunnel.keys() == null) {
      throw new AssertionError(tunnel + " has no keys");
    }
    return tunnel.keys();
  }

  @ParameterizedTest
  @CsvSource({"0,IP_IN_IP", "16,MINIMAL", "8,GRE", "24,GRE"})
  void the_M_and_G_bits_choose_the_encapsulation(int bits, Kind kind) {
    desk.send(desk.ask().flag(bits));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().tunnel()).isEqualTo(new Tunnel(kind, Desk.CAFE, 0, null));
  }

  @Test
  void where_either_will_do_the_one_that_is_offered_is_taken() {
    Desk minimal =
        offering(
            new TunnelOffer(
                EnumSet.of(Kind.IP_IN_IP, Kind.MINIMAL),
                true,
                true,
                Reverse.OPTIONAL,
                TunnelOffer.DEFAULT_KEEPALIVE));
    minimal.send(minimal.ask().flag(RegistrationRequest.GRE).flag(RegistrationRequest.MINIMAL));
    assertThat(minimal.bound().tunnel().kind()).isEqualTo(Kind.MINIMAL);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void behind_a_NAT_each_encapsulation_goes_into_UDP(Kind kind) {
    throughNat(desk, desk.ask().with(new UdpTunnelRequest(false, false, kind.protocol(), 0)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.bound().tunnel()).isEqualTo(new Tunnel(kind, Desk.NAT, 40434, null));
    assertThat(desk.reply().extension(UdpTunnelReply.class))
        .contains(new UdpTunnelReply(UdpTunnelReply.ACCEPTED, false, 20));
  }

  @Test
  void behind_a_NAT_the_M_and_G_bits_count_if_the_encapsulation_is_left_to_them() {
    throughNat(desk, desk.ask().flag(RegistrationRequest.MINIMAL).with(UdpTunnelRequest.IF_NEEDED));
    assertThat(desk.bound().tunnel().kind()).isEqualTo(Kind.MINIMAL);
  }

  @Test
  void what_is_offered_natively_alone_gets_code_142_in_UDP() {
    Desk desk =
        offering(
            new TunnelOffer(
                EnumSet.allOf(Kind.class),
                EnumSet.of(Kind.IP_IN_IP, Kind.GRE),
                true,
                true,
                Reverse.OPTIONAL,
                TunnelOffer.DEFAULT_KEEPALIVE));
    throughNat(desk, desk.ask().with(new UdpTunnelRequest(false, false, 55, 0)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE);
    desk.send(desk.ask().flag(RegistrationRequest.MINIMAL));
    assertThat(desk.bound().tunnel().kind()).isEqualTo(Kind.MINIMAL);
  }

  @Test
  void where_NATs_may_not_be_passed_a_request_behind_one_gets_code_129() {
    Desk strict =
        offering(
            new TunnelOffer(
                EnumSet.allOf(Kind.class),
                false,
                false,
                Reverse.OPTIONAL,
                TunnelOffer.DEFAULT_KEEPALIVE));
    throughNat(strict, strict.ask().with(UdpTunnelRequest.IF_NEEDED));
    assertThat(strict.reply().code()).isEqualTo(ReplyCode.PROHIBITED);
    strict.send(strict.ask().with(new UdpTunnelRequest(true, false, 0, 0)));
    assertThat(strict.reply().code()).as("the F flag").isEqualTo(ReplyCode.PROHIBITED);
    strict.send(strict.ask().with(UdpTunnelRequest.IF_NEEDED));
    assertThat(strict.reply().extension(UdpTunnelReply.class))
        .contains(new UdpTunnelReply(UdpTunnelReply.DECLINED, false, 0));
  }

  @Test
  void where_reverse_tunnels_are_not_offered_the_T_bit_gets_code_137() {
    Desk oneWay = offering(TunnelOffer.EVERYTHING.with(Reverse.UNAVAILABLE));
    oneWay.send(oneWay.ask());
    assertThat(oneWay.reply().code()).isEqualTo(ReplyCode.REVERSE_TUNNEL_UNAVAILABLE);
    oneWay.send(oneWay.ask().without(RegistrationRequest.REVERSE_TUNNEL));
    assertThat(oneWay.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(oneWay.bound().reverseTunnel()).isFalse();
  }

  @Test
  void that_check_comes_last() {
    Desk oneWay = offering(TunnelOffer.IP_IN_IP.with(Reverse.UNAVAILABLE));
    oneWay.send(oneWay.ask().flag(RegistrationRequest.GRE));
    assertThat(oneWay.reply().code()).isEqualTo(ReplyCode.ENCAPSULATION_UNAVAILABLE);
  }

  @Test
  void a_foreign_agents_GRE_key_asks_for_GRE_and_is_answered_with_this_agents_key() {
    desk.sendThroughAgent(desk.ask().behind(new GreKey(0x1234)));
    GreKeys keys = keys(desk.bound().tunnel());
    assertThat(desk.bound().tunnel().kind()).isEqualTo(Kind.GRE);
    assertThat(keys.toRemote()).isEqualTo(0x1234);
    assertThat(keys.fromRemote()).isNotZero();
    assertThat(desk.replyThroughAgent().extensions().get(1))
        .as("behind the Mobile-Home extension")
        .isEqualTo(new GreKey(keys.fromRemote()));
  }

  @Test
  void a_GRE_key_of_zero_leaves_both_directions_to_this_agent() {
    desk.sendThroughAgent(desk.ask().behind(new GreKey(0)));
    GreKeys keys = keys(desk.bound().tunnel());
    assertThat(keys.toRemote()).isNotZero().isEqualTo(keys.fromRemote());
  }

  @Test
  void a_renewal_keeps_this_agents_key_and_a_deregistration_repeats_it() {
    desk.sendThroughAgent(desk.ask().behind(new GreKey(5)));
    Tunnel before = desk.bound().tunnel();
    desk.sendThroughAgent(desk.ask().behind(new GreKey(5)));
    assertThat(desk.bound().tunnel()).isEqualTo(before);
    desk.sendThroughAgent(desk.ask().lifetime(0).behind(new GreKey(5)));
    RegistrationReply reply = desk.replyThroughAgent();
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(reply.extension(GreKey.class)).contains(new GreKey(keys(before).fromRemote()));
  }

  @Test
  void a_GRE_key_where_GRE_is_not_offered_gets_code_139() {
    Desk plain = offering(TunnelOffer.IP_IN_IP);
    plain.sendThroughAgent(plain.ask().behind(new GreKey(5)));
    assertThat(plain.replyThroughAgent().code()).isEqualTo(ReplyCode.ENCAPSULATION_UNAVAILABLE);
  }

  @Test
  void a_GRE_key_with_the_D_bit_gets_code_134() {
    desk.send(desk.ask().behind(new GreKey(5)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.POORLY_FORMED);
  }

  @Test
  void a_change_of_encapsulation_leaves_the_old_tunnel_for_a_while() {
    desk.send(desk.ask());
    desk.send(desk.ask().flag(RegistrationRequest.GRE));
    assertThat(desk.bound().previous()).isEqualTo(Tunnel.ipInIp(Desk.CAFE));
    desk.tickAfter(Duration.ofSeconds(2));
    assertThat(desk.bound().previous()).isNull();
  }

  @Test
  void a_keepalive_of_somebody_who_waits_for_none_changes_nothing() {
    desk.send(desk.ask());
    Binding before = desk.bound();
    desk.handle(new HomeAgent.Input.Keepalive(desk.now(), new Endpoint(Desk.CAFE, 99), Desk.HOME));
    desk.handle(
        new HomeAgent.Input.Keepalive(desk.now(), new Endpoint(Desk.CAFE, 99), Desk.OFFICE));
    assertThat(desk.outputs()).isEmpty();
    assertThat(desk.bound()).isEqualTo(before);
  }
}
