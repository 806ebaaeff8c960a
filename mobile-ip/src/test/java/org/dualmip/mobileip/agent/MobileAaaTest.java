package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.KnownNodes;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.junit.jupiter.api.Test;

/** RFC 4721 §3.4: the Mobile-AAA Authentication extension at the home agent, code 144. */
class MobileAaaTest {
  private static final MobileAaaKey KEY =
      new MobileAaaKey(700, Algorithm.HMAC_SHA_256, Octets.ofHex("77".repeat(16)));
  private static final MobileAaaKey WRONG =
      new MobileAaaKey(700, Algorithm.HMAC_SHA_256, Octets.ofHex("78".repeat(16)));
  private static final Challenge CHALLENGE = new Challenge(Octets.ofHex("01020304"));

  private final Desk desk =
      new Desk(
          new HomeAgent(
              Desk.EVERYTHING,
              new SplittableRandom(1),
              List.of(),
              List.of(),
              new KnownNodes(Map.of(Desk.NAI, List.of(KEY)))));

  private Ask ask() {
    return desk.ask().home(Ip4.ANY).with(new MobileNodeNai(Desk.NAI)).with(CHALLENGE);
  }

  private static byte[] closed(byte[] message, MobileAaaKey key) {
    ByteWriter out = new ByteWriter().bytes(message);
    out.u8(36).u8(GeneralizedAuthentication.MOBILE_AAA).u16(4 + 32).i32(key.spi());
    Octets covered = Octets.of(out.toBytes());
    return out.bytes(key.authenticate(covered, CHALLENGE.value()).toBytes()).toBytes();
  }

  @Test
  void a_right_one_authorizes_alone_and_the_reply_has_the_usual_authenticator() {
    desk.send(closed(ask().unsigned(), KEY), Desk.CAFE);
    RegistrationReply reply = Desk.read(desk.sent().payload());
    assertThat(reply.code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(reply.extensions()).contains(CHALLENGE);
    assertThat(desk.agent().bindings()).hasSize(1);
  }

  @Test
  void a_wrong_one_gets_code_144_and_changes_nothing() {
    desk.send(closed(ask().unsigned(), WRONG), Desk.CAFE);
    assertThat(Desk.read(desk.sent().payload()).code()).isEqualTo(ReplyCode.BAD_AAA_AUTHENTICATION);
    assertThat(desk.agent().bindings()).isEmpty();
    assertThat(desk.counter("requests-failed-aaa")).isEqualTo(1);
  }

  @Test
  void a_wrong_one_beside_a_right_Mobile_Home_extension_gets_code_144_too() {
    desk.send(closed(ask().signed(Desk.BY_NAI), WRONG), Desk.CAFE);
    assertThat(Desk.read(desk.sent().payload()).code()).isEqualTo(ReplyCode.BAD_AAA_AUTHENTICATION);
    desk.send(closed(ask().signed(Desk.BY_NAI), KEY), Desk.CAFE);
    assertThat(Desk.read(desk.sent().payload()).code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void it_cannot_be_replayed() {
    byte[] message = closed(ask().unsigned(), KEY);
    desk.send(message, Desk.CAFE);
    desk.send(message, Desk.NAT);
    assertThat(Desk.read(desk.sent().payload()).code())
        .isEqualTo(ReplyCode.IDENTIFICATION_MISMATCH);
  }

  @Test
  void an_agent_that_leaves_it_to_foreign_agents_does_not_look_at_it() {
    Desk plain = new Desk(Desk.EVERYTHING);
    plain.send(closed(ask().unsigned(), KEY), Desk.CAFE);
    assertThat(plain.outputs(Send.class)).isEmpty();
    assertThat(plain.counter("requests-without-authentication")).isEqualTo(1);
  }
}
