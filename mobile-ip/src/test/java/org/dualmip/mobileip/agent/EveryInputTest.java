package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state of a binding meets every kind of input. */
class EveryInputTest {
  /** What must have become of the node's binding. */
  private enum Effect {
    NONE,
    CAFE,
    OFFICE,
    NAT,
    GONE
  }

  /**
   * @param code of the reply; -1 for silence
   */
  private record Case(Consumer<Desk> input, int code, Effect effect) {}

  private static final Map<String, Consumer<Desk>> STATES = new LinkedHashMap<>();
  private static final Map<String, Case> INPUTS = new LinkedHashMap<>();

  static {
    STATES.put("never registered", _ -> {});
    STATES.put("registered", desk -> desk.send(desk.ask()));
    STATES.put("registered behind a NAT", desk -> throughNat(desk, desk.ask()));
    STATES.put(
        "just moved",
        desk -> {
          desk.send(desk.ask());
          throughNat(desk, desk.ask());
        });
    STATES.put(
        "moved a while ago",
        desk -> {
          desk.send(desk.ask());
          throughNat(desk, desk.ask());
          desk.tickAfter(Duration.ofSeconds(3));
        });
    STATES.put(
        "deregistered",
        desk -> {
          desk.send(desk.ask());
          desk.send(desk.ask().lifetime(0));
        });
    STATES.put(
        "expired",
        desk -> {
          desk.send(desk.ask());
          desk.pass(Duration.ofHours(1));
        });

    INPUTS.put("a tick", new Case(desk -> desk.tickAfter(Duration.ofMillis(1)), -1, Effect.NONE));
    INPUTS.put("a registration", new Case(desk -> desk.send(desk.ask()), 0, Effect.CAFE));
    INPUTS.put(
        "a registration elsewhere",
        new Case(
            desk -> desk.send(desk.ask().careOf(Desk.OFFICE), Desk.TIMESTAMPS, Desk.OFFICE),
            0,
            Effect.OFFICE));
    INPUTS.put(
        "a registration through a NAT", new Case(d -> throughNat(d, d.ask()), 0, Effect.NAT));
    INPUTS.put(
        "a registration with the S bit",
        new Case(d -> d.send(d.ask().flag(RegistrationRequest.SIMULTANEOUS)), 1, Effect.CAFE));
    INPUTS.put(
        "coming home",
        new Case(
            desk -> desk.send(desk.ask().lifetime(0).careOf(Desk.HOME), Desk.TIMESTAMPS, Desk.HOME),
            0,
            Effect.GONE));
    INPUTS.put(
        "a deregistration of a care-of address never used",
        new Case(
            desk -> desk.send(desk.ask().lifetime(0).careOf(Ip4.of("9.9.9.9"))), 0, Effect.NONE));
    INPUTS.put(
        "a wrong key", new Case(d -> d.send(d.ask(), Desk.NONCES, Desk.CAFE), 131, Effect.NONE));
    INPUTS.put(
        "an old timestamp", new Case(d -> d.send(d.ask().identification(1)), 133, Effect.NONE));
    INPUTS.put(
        "GRE", new Case(d -> d.send(d.ask().flag(RegistrationRequest.GRE)), 139, Effect.NONE));
    INPUTS.put(
        "a NAT and no request for it",
        new Case(d -> d.send(d.ask().careOf(Desk.CELL)), 129, Effect.NONE));
    INPUTS.put(
        "GRE in UDP",
        new Case(
            d -> d.send(d.ask().with(new UdpTunnelRequest(true, false, 47, 0))), 142, Effect.NONE));
    INPUTS.put(
        "a UDP request without D",
        new Case(
            desk -> throughNat(desk, desk.ask().without(RegistrationRequest.CO_LOCATED)),
            134,
            Effect.NONE));
    INPUTS.put(
        "another agent's request",
        new Case(desk -> desk.send(desk.ask().homeAgent(Desk.OFFICE)), 136, Effect.NONE));
    INPUTS.put(
        "no authenticator", new Case(d -> d.send(d.ask().unsigned(), Desk.CAFE), -1, Effect.NONE));
    INPUTS.put(
        "an unknown extension",
        new Case(d -> d.send(d.ask().with(new Unrecognized(99, Octets.EMPTY))), -1, Effect.NONE));
    INPUTS.put("a stray octet", new Case(d -> d.send(new byte[] {1}, Desk.CAFE), -1, Effect.NONE));
    INPUTS.put(
        "an order to revoke",
        new Case(
            d -> d.handle(new HomeAgent.Input.Revoke(d.now(), Desk.HOME.toString(), null)),
            -1,
            Effect.GONE));
    INPUTS.put(
        "a keepalive",
        new Case(
            d ->
                d.handle(
                    new HomeAgent.Input.Keepalive(d.now(), new Endpoint(Desk.CAFE, 5), Desk.HOME)),
            -1,
            Effect.NONE));
    for (int type : new int[] {7, 15, 22, 23}) {
      INPUTS.put(
          "a stranger's message of type " + type,
          new Case(d -> d.send(strangers(type), Desk.CAFE), -1, Effect.NONE));
    }
    INPUTS.put("a reply", new Case(d -> d.send(new byte[] {3}, Desk.CAFE), -1, Effect.NONE));
  }

  /** As long as the messages are, and signed by nobody. */
  private static byte[] strangers(int type) {
    ByteWriter out = new ByteWriter().u8(type).u8(2).u16(0);
    out.ip4(Desk.HOME).ip4(Desk.AGENT).ip4(Desk.CAFE).i64(1);
    return out.toBytes();
  }

  private static void throughNat(Desk desk, Ask ask) {
    desk.send(ask.careOf(Desk.CELL).with(UdpTunnelRequest.IF_NEEDED), Desk.TIMESTAMPS, Desk.NAT);
  }

  static Stream<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    STATES.keySet().forEach(s -> INPUTS.keySet().forEach(i -> all.add(Arguments.of(s, i))));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}, then {1}")
  @MethodSource("all")
  void the_effect_is_the_same_in_every_state(String state, String input) {
    Desk desk = new Desk();
    STATES.getOrDefault(state, _ -> {}).accept(desk);
    // What time alone changes is not the input's doing.
    Desk still = new Desk();
    STATES.getOrDefault(state, _ -> {}).accept(still);
    still.tickAfter(Duration.ofMillis(2));
    Binding before = still.binding(Desk.HOME);
    Case expected = INPUTS.getOrDefault(input, new Case(_ -> {}, -1, Effect.NONE));

    expected.input().accept(desk);

    if (expected.code() < 0) {
      assertThat(desk.outputs(Output.Send.class)).isEmpty();
    } else {
      assertThat(desk.reply().code()).isEqualTo(new ReplyCode(expected.code()));
    }
    Binding after = desk.binding(Desk.HOME);
    switch (expected.effect()) {
      case NONE -> assertThat(after).isEqualTo(before);
      case GONE -> assertThat(after).isNull();
      case CAFE -> assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.CAFE));
      case OFFICE -> assertThat(desk.bound().tunnel()).isEqualTo(Tunnel.ipInIp(Desk.OFFICE));
      case NAT -> assertThat(desk.bound().tunnel().remote()).isEqualTo(Desk.NAT);
    }
    if (!desk.outputs(BindingChanged.class).isEmpty()) {
      assertThat(desk.outputs(BindingChanged.class).getLast().after()).isEqualTo(after);
    }
  }
}
