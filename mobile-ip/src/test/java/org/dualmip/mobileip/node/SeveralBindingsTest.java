package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.CELL;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.time.Duration;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.junit.jupiter.api.Test;

/** Simultaneous bindings: the S bit (RFC 5944 §3.6.1.2). */
class SeveralBindingsTest {
  private final Bench bench = Bench.withTimestamps();

  private boolean askedSimultaneous() {
    return bench.request().has(RegistrationRequest.SIMULTANEOUS);
  }

  private void bindBoth() {
    bench.bind(CAFE, 600);
    bench.passMillis(1_000);
    bench.registerBeside(CELL);
    bench.answer(0, 600);
  }

  @Test
  void theFirstBindingNeedsNoBitAndTheSecondHasIt() {
    bench.registerBeside(CAFE);
    assertThat(askedSimultaneous()).isFalse();
    bench.answer(0, 600);
    bench.passMillis(1_000);
    bench.registerBeside(CELL);
    assertThat(askedSimultaneous()).isTrue();
    bench.answer(0, 600);
    assertThat(bench.node.bound()).containsExactly(CAFE, CELL);
    assertThat(bench.node.boundTo()).isEqualTo(CELL);
    assertThat(bench.node.inUse()).containsExactlyInAnyOrder(CAFE, CELL);
    assertThat(bench.said(Output.Lost.class)).isEmpty();
  }

  @Test
  void bothAreRenewedEachWithTheBitSoThatNeitherReplacesTheOther() {
    bindBoth();
    int before = bench.requests().size();
    bench.pass(Duration.ofSeconds(399));
    assertThat(bench.request().careOf()).isEqualTo(CAFE.address());
    assertThat(askedSimultaneous()).isTrue();
    bench.answer(0, 600);
    bench.pass(Duration.ofMillis(1_100));
    assertThat(bench.request().careOf()).isEqualTo(CELL.address());
    assertThat(askedSimultaneous()).isTrue();
    bench.answer(0, 600);
    assertThat(bench.requests()).hasSize(before + 2);
    bench.pass(Duration.ofSeconds(398));
    assertThat(bench.node.bound()).containsExactly(CAFE, CELL);
  }

  @Test
  void renewalsThatCoincideTakeTurnsUntilBothAreAnswered() {
    bindBoth();
    bench.pass(Duration.ofSeconds(402)); // both are due; nobody answers
    assertThat(bench.requests().stream().map(RegistrationRequest::careOf).skip(2))
        .contains(CAFE.address(), CELL.address());
    for (int i = 0; i < 12; i++) {
      bench.answer(0, 600);
      bench.pass(Duration.ofSeconds(2));
    }
    assertThat(bench.node.bound()).containsExactly(CAFE, CELL);
    bench.pass(Duration.ofSeconds(200));
    assertThat(bench.node.bound()).containsExactly(CAFE, CELL);
  }

  @Test
  void withCodeOneOnlyTheNewBindingIsLeft() {
    bench.bind(CAFE, 600);
    bench.passMillis(1_000);
    bench.registerBeside(CELL);
    bench.answer(1, 600);
    assertThat(bench.node.bound()).containsExactly(CELL);
    assertThat(bench.said(Output.Lost.class))
        .singleElement()
        .satisfies(lost -> assertThat(lost.careOf()).isEqualTo(CAFE))
        .satisfies(lost -> assertThat(lost.why()).contains("code 1"));
  }

  @Test
  void aRegistrationWithoutTheBitReplacesAll() {
    bindBoth();
    bench.passMillis(1_000);
    bench.register(FOREIGN);
    assertThat(askedSimultaneous()).isFalse();
    bench.answer(0, 300);
    assertThat(bench.node.bound()).containsExactly(FOREIGN);
  }

  @Test
  void tooManyBindingsLeaveThoseThereAre() {
    bindBoth();
    bench.passMillis(1_000);
    bench.registerBeside(FOREIGN);
    bench.answer(135, 0);
    assertThat(bench.node.bound()).containsExactly(CAFE, CELL);
    assertThat(bench.node.requesting()).isEqualTo(FOREIGN);
  }

  @Test
  void oneThatIsLostLeavesTheOther() {
    bindBoth();
    bench.tell(new MobileNode.Input.CareOfLost(bench.now(), CELL));
    assertThat(bench.node.bound()).containsExactly(CAFE);
    bench.tell(new MobileNode.Input.Deregister(bench.now(), CELL, CAFE));
    assertThat(bench.request().careOf()).isEqualTo(CELL.address());
    assertThat(bench.lastSend().via()).isEqualTo(CAFE);
    assertThat(bench.node.bound()).containsExactly(CAFE);
  }

  @Test
  void oneThatIsOverIsAskedForAgainBesideTheOther() {
    bench.bind(CAFE, 60);
    bench.passMillis(1_000);
    bench.registerBeside(CELL);
    bench.answer(0, 600);
    while (bench.node.bound().contains(CAFE)) {
      bench.passMillis(500);
    }
    assertThat(bench.node.bound()).containsExactly(CELL);
    assertThat(bench.request().careOf()).isEqualTo(CAFE.address());
    assertThat(askedSimultaneous()).isTrue();
  }

  @Test
  void bothHaveKeepalivesOfTheirOwn() {
    bench.bind(CAFE, 600, new UdpTunnelReply(0, false, 20));
    bench.passMillis(1_000);
    bench.registerBeside(CELL);
    bench.answer(0, 600, new UdpTunnelReply(0, false, 30));
    bench.pass(Duration.ofSeconds(31));
    assertThat(bench.sent.stream().filter(send -> send.payload().at(0) == 4).map(Output.Send::via))
        .contains(CAFE, CELL);
  }

  @Test
  void allAreTakenBackByOneRequestForTheHomeAddress() {
    bindBoth();
    bench.tell(new MobileNode.Input.DeregisterAll(bench.now(), CELL));
    assertThat(bench.node.bound()).isEmpty();
    assertThat(bench.request().isDeregistration()).isTrue();
    assertThat(bench.request().careOf()).isEqualTo(HOME);
    assertThat(bench.request().has(RegistrationRequest.CO_LOCATED)).isFalse();
    assertThat(bench.lastSend().source()).isEqualTo(CELL.address());
    bench.answer(0, 0);
    assertThat(bench.last())
        .isEqualTo(new Output.Deregistered(new CareOf.AtHome(CELL.link(), HOME)));
    assertThat(bench.node.wakeAt()).isNull();
  }

  @Test
  void thereIsALimitToWhatIsTriedAtOnce() {
    for (int i = 0; i < 40; i++) {
      bench.registerBeside(new CareOf.CoLocated("if" + i, Ip4.of("198.51.100." + (100 + i))));
    }
    assertThat(bench.requests()).hasSize(16);
    assertThat(bench.counter("attempts-limited")).isEqualTo(24);
  }
}
