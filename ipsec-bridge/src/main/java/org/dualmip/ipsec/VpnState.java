package org.dualmip.ipsec;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/** Where a VPN session stands, with exactly the data that is valid there. */
public sealed interface VpnState {
  /** One word for people and programs. */
  default String name() {
    return switch (this) {
      case Down _ -> "down";
      case Connecting _ -> "connecting";
      case Up _ -> "up";
      case Rekeying _ -> "rekeying";
      case Lost _ -> "lost";
    };
  }

  /**
   * Nobody wants the VPN.
   *
   * @param reason why
   * @param asked whether somebody said so; then an association that appears is torn down, while
   *     before the first word one of an earlier run is left alone, to be taken over
   */
  record Down(String reason, boolean asked) implements VpnState {}

  /** What a connection attempt waits for. */
  enum Step {
    /** strongSwan is not there. */
    DAEMON,
    /** The list of associations, before anything is done. */
    LOOK,
    /** The configuration to be loaded. */
    LOAD,
    /** The exchange with the gateway (RFC 7296 §1.2). */
    INITIATE,
    /** The list of associations, to see what an attempt really brought. */
    CONFIRM
  }

  /**
   * An attempt is under way.
   *
   * @param local the outer home address M, 0.0.0.0 with MOBIKE
   * @param attempt 1 for the first
   * @param step what it waits for
   * @param problem what the gateway or strongSwan said against it, empty if nothing
   * @param ticket the request whose answer counts
   * @param deadline when waiting ends; null while strongSwan is not there
   */
  record Connecting(
      Ip4 local,
      int attempt,
      Step step,
      String problem,
      int ticket,
      @Nullable MonotonicTime deadline)
      implements VpnState {}

  /**
   * User data flows.
   *
   * @param local the outer home address M, 0.0.0.0 with MOBIKE
   * @param association what strongSwan has
   * @param since when it came up
   * @param attempt how many attempts it took; forgotten once it has lasted
   * @param ticket the look whose answer counts
   * @param lookAt when to compare with strongSwan again, in case an event was missed
   */
  record Up(
      Ip4 local,
      Association association,
      MonotonicTime since,
      int attempt,
      int ticket,
      MonotonicTime lookAt)
      implements VpnState {}

  /**
   * User data flows and keys are being replaced (RFC 7296 §2.8) or addresses have been (RFC 4555
   * §3.5): strongSwan said so, and what stands now is being read.
   *
   * @param before as it was; {@code before.ticket()} is the look whose answer counts
   * @param lookAt when to look again if no answer settles it
   */
  record Rekeying(Up before, MonotonicTime lookAt) implements VpnState {}

  /**
   * Wanted, but not there.
   *
   * @param local the outer home address M, 0.0.0.0 with MOBIKE
   * @param reason what happened
   * @param attempt how many attempts have failed; 0 after a connection that had lasted
   * @param retryAt when to try again; null while strongSwan is not there
   */
  record Lost(Ip4 local, String reason, int attempt, @Nullable MonotonicTime retryAt)
      implements VpnState {}
}
