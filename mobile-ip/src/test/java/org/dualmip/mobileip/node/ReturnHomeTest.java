package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.time.Duration;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.security.ReplayProtection;
import org.junit.jupiter.api.Test;

/** Registering at home takes all bindings back (RFC 5944 §3.6.1.2). */
class ReturnHomeTest {
  private static final CareOf AT_HOME = new CareOf.AtHome("eth0", HOME);

  private final Bench bench = Bench.withTimestamps();

  @Test
  void theRequestNamesTheHomeAddressAsCareOfAddressWithLifetimeZeroAndNoBits() {
    bench.bind(CAFE, 600);
    bench.register(AT_HOME);
    assertThat(bench.request().lifetime()).isZero();
    assertThat(bench.request().careOf()).isEqualTo(HOME);
    assertThat(bench.request().flags()).isZero();
    assertThat(bench.lastSend().source()).isEqualTo(HOME);
    assertThat(bench.lastSend().to()).isEqualTo(new Endpoint(AGENT, 434));
    assertThat(bench.node.boundTo()).as("no tunnel is used any more").isNull();
  }

  @Test
  void theConfirmationIsToldAndNothingIsLeftToDo() {
    bench.bind(CAFE, 600);
    bench.register(AT_HOME);
    bench.answer(0, 0);
    assertThat(bench.last()).isEqualTo(new Output.Deregistered(AT_HOME));
    assertThat(bench.node.wakeAt()).isNull();
  }

  @Test
  void withoutAnAnswerItGoesOnAskingForMinutes() {
    bench.register(AT_HOME);
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.requests().size()).isGreaterThan(12);
    bench.pass(Duration.ofMinutes(20));
    assertThat(bench.node.wakeAt()).as("but not for ever").isNull();
  }

  @Test
  void leavingAgainEndsTheReturn() {
    bench.register(AT_HOME);
    bench.passMillis(300);
    bench.register(CAFE);
    bench.answer(0, 600);
    bench.pass(Duration.ofMinutes(2));
    assertThat(bench.requests().stream().filter(request -> request.isDeregistration())).hasSize(1);
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
  }

  @Test
  void aMismatchIsRepairedByANewRequest() {
    bench.stepClock(Duration.ofHours(-2));
    bench.register(AT_HOME);
    long first = bench.request().identification();
    bench.receive(
        AT_HOME,
        Bench.with(bench.reply(ReplyCode.IDENTIFICATION_MISMATCH, 0), first + (7200L << 32)));
    bench.passMillis(1_100);
    assertThat((bench.request().identification() - first) >>> 32).isBetween(7199L, 7203L);
    bench.answer(0, 0);
    assertThat(bench.last()).isEqualTo(new Output.Deregistered(AT_HOME));
  }

  @Test
  void withNoncesAnUnansweredReturnIsRepeatedUnchanged() {
    Bench nonces = Bench.withNonces();
    nonces.register(AT_HOME);
    nonces.passMillis(1_100);
    assertThat(nonces.requests()).hasSize(2);
    assertThat(nonces.sent.get(1).payload()).isEqualTo(nonces.sent.get(0).payload());
  }

  @Test
  void aNodeThatNeverHadAHomeAddressHasNothingToTakeBack() {
    Bench roaming = new Bench(ReplayProtection.TIMESTAMPS, Ip4.ANY, "mn@lab.example", 600);
    roaming.register(new CareOf.AtHome("eth0", Ip4.ANY));
    assertThat(roaming.sent).isEmpty();
    assertThat(roaming.counter("home-address-unknown")).isEqualTo(1);
  }
}
