package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the mobility binding list (RFC 5944 §3.8.1).
 *
 * @param home the home address
 * @param subscriber whose it is, {@link Subscriber#name()}
 * @param careOf the care-of address that was registered
 * @param tunnel how packets reach the mobile node; behind a NAT its end differs from the care-of
 *     address
 * @param reverseTunnel whether the mobile node tunnels what it sends (RFC 3024)
 * @param identification of the accepted request (RFC 5944 §3.8.1)
 * @param grantedSeconds the lifetime granted, 1 to 65535; 65535 never expires
 * @param expires when the binding ends; null if never
 * @param previous the tunnel before the last handover, whose packets in flight are still welcome
 * @param previousUntil until when; null without a previous tunnel
 */
public record Binding(
    Ip4 home,
    String subscriber,
    Ip4 careOf,
    Tunnel tunnel,
    boolean reverseTunnel,
    long identification,
    int grantedSeconds,
    @Nullable MonotonicTime expires,
    @Nullable Tunnel previous,
    @Nullable MonotonicTime previousUntil) {

  Binding withPrevious(@Nullable Tunnel tunnelBefore, @Nullable MonotonicTime until) {
    return new Binding(
        home,
        subscriber,
        careOf,
        tunnel,
        reverseTunnel,
        identification,
        grantedSeconds,
        expires,
        tunnelBefore,
        until);
  }

  Binding withPrevious(Binding other) {
    return withPrevious(other.previous, other.previousUntil);
  }

  Binding withLifetime(int seconds, @Nullable MonotonicTime end) {
    return new Binding(
        home,
        subscriber,
        careOf,
        tunnel,
        reverseTunnel,
        identification,
        seconds,
        end,
        previous,
        previousUntil);
  }
}
