package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5944 §3.8.3: where a reply goes, what stands in it and in which order. */
class ReplyComposerTest {
  private final Desk desk = new Desk();

  @Test
  void addresses_and_ports_are_those_of_the_request_turned_round() {
    Endpoint node = new Endpoint(Desk.CAFE, 50123);
    Endpoint agent = new Endpoint(Desk.AGENT, 434);
    desk.send(desk.ask().signed(Desk.TIMESTAMPS), node, agent);
    assertThat(desk.sent().from()).isEqualTo(agent);
    assertThat(desk.sent().to()).isEqualTo(node);
    assertThat(desk.reply().home()).isEqualTo(Desk.HOME);
    assertThat(desk.reply().homeAgent()).isEqualTo(Desk.AGENT);
  }

  @Test
  void a_request_to_another_address_of_this_host_is_answered_from_there() {
    Endpoint other = new Endpoint(Ip4.of("203.0.113.9"), 434);
    desk.send(desk.ask().signed(Desk.TIMESTAMPS), new Endpoint(Desk.CAFE, 434), other);
    assertThat(desk.sent().from()).isEqualTo(other);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.191", "255.255.255.255", "224.0.0.11"})
  void a_request_to_a_broadcast_address_gets_code_136_and_this_agents_address(String sentTo) {
    desk.send(
        desk.ask().homeAgent(Ip4.of(sentTo)).signed(Desk.TIMESTAMPS),
        new Endpoint(Desk.CAFE, 434),
        new Endpoint(Ip4.of(sentTo), 434));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
    assertThat(desk.reply().homeAgent()).isEqualTo(Desk.AGENT);
    assertThat(desk.sent().from()).isEqualTo(new Endpoint(Desk.AGENT, 434));
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.counter("requests-refused")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "203.0.113.3"})
  void a_request_for_another_home_agent_gets_code_136(String homeAgent) {
    desk.send(desk.ask().homeAgent(Ip4.of(homeAgent)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
    assertThat(desk.reply().homeAgent()).isEqualTo(Desk.AGENT);
    assertThat(desk.agent().bindings()).isEmpty();
  }

  @Test
  void a_refusal_at_home_is_sent_home_and_leaves_the_binding() {
    desk.send(desk.ask());
    Binding before = desk.bound();
    desk.send(
        desk.ask().lifetime(0).careOf(Desk.HOME).homeAgent(Ip4.ANY), Desk.TIMESTAMPS, Desk.HOME);
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
    assertThat(desk.sent().to().address()).isEqualTo(Desk.HOME);
    assertThat(desk.bound()).isEqualTo(before);
    assertThat(desk.outputs(BindingChanged.class)).isEmpty();
  }

  @Test
  void extensions_for_the_mobile_node_stand_before_the_authentication_extension() {
    Desk inner = new Desk(Desk.inner(Prefix4.of("198.18.0.0/15")));
    inner.send(
        inner
            .ask()
            .home(Ip4.ANY)
            .careOf(Desk.CELL)
            .with(new MobileNodeNai(Desk.NAI))
            .with(UdpTunnelRequest.IF_NEEDED),
        Desk.BY_NAI,
        Desk.NAT);
    assertThat(inner.reply(Desk.BY_NAI).extensions().stream().map(Extension::getClass))
        .isEqualTo(
            List.of(
                UdpTunnelReply.class,
                MobileNodeNai.class,
                TrustedNetworksConfigured.class,
                Authentication.class));
  }

  @Test
  void a_reply_is_not_larger_than_a_packet_whatever_was_asked() {
    String longest = "n".repeat(243) + "@lab.example";
    Desk other =
        new Desk(
            Desk.outer(
                Desk.HOME_NETWORK,
                false,
                List.of(new Subscriber(null, longest, List.of(Desk.TIMESTAMPS)))));
    Ask ask = other.ask().home(Ip4.ANY).with(new MobileNodeNai(longest));
    for (int i = 0; i < 50; i++) {
      ask.with(new MobileNodeNai("second@lab.example")).with(UdpTunnelRequest.IF_NEEDED);
    }
    other.send(ask);
    assertThat(other.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(other.outputs(Output.Send.class).getFirst().payload().size()).isLessThan(400);
  }
}
