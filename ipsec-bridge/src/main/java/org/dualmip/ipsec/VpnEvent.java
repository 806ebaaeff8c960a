package org.dualmip.ipsec;

import java.time.Duration;
import org.dualmip.mobileip.net.Ip4;

/** What a user of the VPN is told. */
public sealed interface VpnEvent {
  /**
   * An attempt begins.
   *
   * @param local the outer home address M, or 0.0.0.0 with MOBIKE
   * @param attempt 1 for the first
   */
  record Connecting(Ip4 local, int attempt) implements VpnEvent {}

  /**
   * The VPN carries user data.
   *
   * @param innerAddress V, assigned by the gateway
   * @param ikeSpis of the IKE association, in hexadecimal
   * @param childSpis of the child, in hexadecimal
   * @param adopted whether it was there already, made before this program started
   */
  record Up(Ip4 innerAddress, String ikeSpis, String childSpis, boolean adopted)
      implements VpnEvent {}

  /**
   * Same V and keys, another address below: MOBIKE told the gateway (RFC 4555 §3.5).
   *
   * @param local the local address from now on
   */
  record Moved(Ip4 innerAddress, Ip4 local) implements VpnEvent {}

  /** Same V, other keys. */
  record Rekeyed(Ip4 innerAddress, String ikeSpis, String childSpis) implements VpnEvent {}

  /**
   * The VPN carries no data any more. If it is still wanted, {@link Connecting} follows by itself.
   */
  record Down(String reason) implements VpnEvent {}

  /**
   * An attempt failed.
   *
   * @param reason what the gateway or strongSwan said, with a remedy where one is known
   * @param retryIn when the next attempt begins
   */
  record Failed(String reason, Duration retryIn) implements VpnEvent {}

  /**
   * strongSwan cannot be reached. The session goes on by itself when it is back.
   *
   * @param remedy what to do
   */
  record Unavailable(String remedy) implements VpnEvent {}

  /** strongSwan answers. */
  record Available(String version) implements VpnEvent {}
}
