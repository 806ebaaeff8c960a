package org.dualmip.ipsec;

import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * How the VPN stands, for people and programs to look at.
 *
 * @param state down, connecting, up, rekeying or lost
 * @param reason why it is not up; empty if it is
 * @param local the outer home address M, or with MOBIKE where it is now; null while down
 * @param innerAddress V; null unless up
 * @param ikeSpis in hexadecimal; empty unless up
 * @param childSpis in hexadecimal; empty unless up
 * @param bytesIn through the child, as of the last look
 * @param bytesOut through the child, as of the last look
 * @param attempt attempts so far
 * @param daemonAvailable whether strongSwan answers
 * @param counters since the start
 */
public record VpnStatus(
    String state,
    String reason,
    @Nullable Ip4 local,
    @Nullable Ip4 innerAddress,
    String ikeSpis,
    String childSpis,
    long bytesIn,
    long bytesOut,
    int attempt,
    boolean daemonAvailable,
    Counters counters) {
  /**
   * What has happened, counted.
   *
   * @param attempts begun
   * @param ups brought up by this program
   * @param adopted found up
   * @param downs lost or closed
   * @param failures of attempts
   * @param rekeys of IKE or child
   * @param moves from one local address to another, by MOBIKE
   * @param daemonLosses how often strongSwan went away
   * @param inputsDropped because too many waited; what they meant was read anew
   */
  public record Counters(
      long attempts,
      long ups,
      long adopted,
      long downs,
      long failures,
      long rekeys,
      long moves,
      long daemonLosses,
      long inputsDropped) {
    static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Counters plus(VpnEvent event) {
      return switch (event) {
        case VpnEvent.Connecting _ -> plus(1, 0, 0, 0, 0, 0, 0, 0, 0);
        case VpnEvent.Up up when up.adopted() -> plus(0, 0, 1, 0, 0, 0, 0, 0, 0);
        case VpnEvent.Up _ -> plus(0, 1, 0, 0, 0, 0, 0, 0, 0);
        case VpnEvent.Down _ -> plus(0, 0, 0, 1, 0, 0, 0, 0, 0);
        case VpnEvent.Failed _ -> plus(0, 0, 0, 0, 1, 0, 0, 0, 0);
        case VpnEvent.Rekeyed _ -> plus(0, 0, 0, 0, 0, 1, 0, 0, 0);
        case VpnEvent.Moved _ -> plus(0, 0, 0, 0, 0, 0, 1, 0, 0);
        case VpnEvent.Unavailable _ -> plus(0, 0, 0, 0, 0, 0, 0, 1, 0);
        case VpnEvent.Available _ -> this;
      };
    }

    Counters plusDropped() {
      return plus(0, 0, 0, 0, 0, 0, 0, 0, 1);
    }

    private Counters plus(int a, int u, int d, int w, int f, int r, int m, int l, int i) {
      return new Counters(
          attempts + a,
          ups + u,
          adopted + d,
          downs + w,
          failures + f,
          rekeys + r,
          moves + m,
          daemonLosses + l,
          inputsDropped + i);
    }
  }

  static VpnStatus of(VpnState state, boolean available, Counters counters) {
    return switch (state) {
      case VpnState.Down(String reason, _) -> idle(state, reason, null, 0, available, counters);
      case VpnState.Connecting at ->
          idle(state, at.problem(), at.local(), at.attempt(), available, counters);
      case VpnState.Lost lost ->
          idle(state, lost.reason(), lost.local(), lost.attempt(), available, counters);
      case VpnState.Up up -> carrying(state, up, available, counters);
      case VpnState.Rekeying(VpnState.Up up, _) -> carrying(state, up, available, counters);
    };
  }

  private static VpnStatus idle(
      VpnState state,
      String reason,
      @Nullable Ip4 local,
      int attempt,
      boolean available,
      Counters counters) {
    return new VpnStatus(
        state.name(), reason, local, null, "", "", 0, 0, attempt, available, counters);
  }

  private static VpnStatus carrying(
      VpnState state, VpnState.Up up, boolean available, Counters counters) {
    Association association = up.association();
    return new VpnStatus(
        state.name(),
        "",
        association.local(),
        association.innerAddress().orElse(null),
        association.ikeSpis(),
        association.childSpis(),
        association.carrying().map(Association.Child::bytesIn).orElse(0L),
        association.carrying().map(Association.Child::bytesOut).orElse(0L),
        up.attempt(),
        available,
        counters);
  }
}
