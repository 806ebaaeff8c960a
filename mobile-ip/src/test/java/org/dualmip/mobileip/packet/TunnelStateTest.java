package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

class TunnelStateTest {
  private static final MonotonicTime T = new MonotonicTime(1_000);
  private static final Octets PACKET = Octets.of(new byte[28]);

  private static IcmpError tooBig(int mtu) {
    return new IcmpError(3, 4, mtu, Octets.EMPTY);
  }

  private static IcmpError unreachable(int code) {
    return new IcmpError(3, code, 0, Octets.EMPTY);
  }

  @Test
  void nothingIsObjectedWhileNothingIsKnown() {
    assertThat(TunnelState.NEW.objection(T, PACKET, 60_000, true, 20)).isEmpty();
  }

  @Test
  void tooLongPacketsAreToldTheMtuWithoutTheOuterHeader() { // RFC 2003 §5.1
    TunnelState state = TunnelState.NEW.after(T, tooBig(1400), 1500);
    assertThat(state.objection(T, PACKET, 1381, true, 20).orElseThrow().mtu()).isEqualTo(1380);
    assertThat(state.objection(T, PACKET, 1380, true, 20)).isEmpty();
    assertThat(state.objection(T, PACKET, 1500, false, 20)).isEmpty(); // it may be fragmented
  }

  @Test
  void theMtuOnlyFallsAndIsForgottenAfterTenMinutes() { // RFC 1191 §3, §6.3
    TunnelState state = TunnelState.NEW.after(T, tooBig(1400), 1500);
    assertThat(state.after(T, tooBig(1450), 1500).mtu()).isEqualTo(1400);
    assertThat(state.after(T, tooBig(1000), 1500).mtu()).isEqualTo(1000);
    assertThat(state.after(T, tooBig(3), 1500).mtu()).isEqualTo(68); // nobody has less
    MonotonicTime later = T.plus(TunnelState.MTU_KEPT);
    assertThat(state.mtuAt(later)).isZero();
    assertThat(state.after(later, tooBig(1450), 1500).mtu()).isEqualTo(1450);
  }

  @Test
  void aRouterThatDoesNotTellItsMtuHasTheNextCommonOne() { // RFC 1191 §5, §7.1
    assertThat(TunnelState.NEW.after(T, tooBig(0), 1500).mtu()).isEqualTo(1492);
    assertThat(TunnelState.NEW.after(T, tooBig(0), 1492).mtu()).isEqualTo(1006);
    assertThat(TunnelState.NEW.after(T, tooBig(0), 60).mtu()).isEqualTo(68);
  }

  @Test
  void whatIsUnreachableIsToldForAWhileOrUntilItIsHeard() { // RFC 2003 §5
    TunnelState state = TunnelState.NEW.after(T, unreachable(IcmpError.NETWORK), 100);
    assertThat(state.objection(T, PACKET, 28, false, 20).orElseThrow().code()).isZero();
    assertThat(state.heard().objection(T, PACKET, 28, false, 20)).isEmpty();
    assertThat(state.objection(T.plus(Duration.ofSeconds(6)), PACKET, 28, false, 20)).isEmpty();
    TunnelState host = TunnelState.NEW.after(T, unreachable(IcmpError.PROTOCOL), 100);
    assertThat(host.objection(T, PACKET, 28, false, 20).orElseThrow().code()).isEqualTo(1);
  }

  @Test
  void aWayThatIsTooFarIsAHostThatIsNotReached() { // RFC 2003 §4.4
    var exceeded = new IcmpError(11, 0, 0, Octets.EMPTY);
    TunnelState state = TunnelState.NEW.after(T, exceeded, 100);
    assertThat(state.reach()).isEqualTo(TunnelState.Reach.TOO_FAR);
    assertThat(state.objection(T, PACKET, 28, false, 20).orElseThrow().code()).isEqualTo(1);
    // A reassembly that took too long is no loop, and other messages say nothing.
    assertThat(TunnelState.NEW.after(T, new IcmpError(11, 1, 0, Octets.EMPTY), 9))
        .isEqualTo(TunnelState.NEW);
    assertThat(TunnelState.NEW.after(T, new IcmpError(4, 0, 0, Octets.EMPTY), 9))
        .isEqualTo(TunnelState.NEW);
    assertThat(TunnelState.NEW.after(T, unreachable(IcmpError.SOURCE_ROUTE), 9))
        .isEqualTo(TunnelState.NEW);
  }
}
