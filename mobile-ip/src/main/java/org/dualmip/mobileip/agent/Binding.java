package org.dualmip.mobileip.agent;

import java.util.List;
import java.util.stream.Stream;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the mobility binding list (RFC 5944 §3.8.1). Network, home address and care-of
 * address together are its key: with the S bit a home address has several bindings, and each of
 * their tunnels gets a copy of every packet (§4.2.3).
 *
 * @param network the name of the home network
 * @param home the home address
 * @param subscriber whose it is, {@link Subscriber#name()}
 * @param careOf the care-of address that was registered
 * @param tunnel how packets reach the mobile node; behind a NAT its end differs from the care-of
 *     address
 * @param waiting whether nothing may be sent through the tunnel yet, because its port is not known
 *     before a keepalive came from there (RFC 3519 §4.6, R flag)
 * @param coLocated whether the mobile node decapsulates itself (D bit); otherwise a foreign agent
 *     does, and broadcasts and packets for mobile networks are encapsulated twice (§4.3, RFC 5177
 *     §7)
 * @param reverseTunnel whether the mobile node tunnels what it sends (RFC 3024)
 * @param broadcasts whether broadcast and multicast datagrams of the home network are wanted (B
 *     bit, §4.3)
 * @param mobileNetworks the networks behind a mobile router, led through the same tunnel (RFC 5177)
 * @param foreignAgent through whom it was registered, as seen here; null if directly
 * @param revocable whether that foreign agent and this agent agreed on revocation (RFC 3543)
 * @param cover the SPI that the accepted request showed in the place of the node's own; 0 if it was
 *     not concealed (docs/concealed-registration.md)
 * @param identification of the accepted request (RFC 5944 §3.8.1)
 * @param grantedSeconds the lifetime granted, 1 to 65535; 65535 never expires
 * @param expires when the binding ends; null if never
 * @param previous the tunnel before the last handover, whose packets in flight are still welcome
 * @param previousUntil until when; null without a previous tunnel
 */
public record Binding(
    String network,
    Ip4 home,
    String subscriber,
    Ip4 careOf,
    Tunnel tunnel,
    boolean waiting,
    boolean coLocated,
    boolean reverseTunnel,
    boolean broadcasts,
    List<Prefix4> mobileNetworks,
    @Nullable Endpoint foreignAgent,
    boolean revocable,
    int cover,
    long identification,
    int grantedSeconds,
    @Nullable MonotonicTime expires,
    @Nullable Tunnel previous,
    @Nullable MonotonicTime previousUntil) {
  private static final int PORT = 434;

  /** Copies the list. */
  public Binding {
    mobileNetworks = List.copyOf(mobileNetworks);
  }

  /** The binding of a plain node with a co-located care-of address in the only home network. */
  public Binding(
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
    this(
        HomeNetwork.DEFAULT,
        home,
        subscriber,
        careOf,
        tunnel,
        false,
        true,
        reverseTunnel,
        false,
        List.of(),
        null,
        false,
        0,
        identification,
        grantedSeconds,
        expires,
        previous,
        previousUntil);
  }

  /**
   * Where messages about this binding go: to the foreign agent that relayed the registration, or
   * straight to the node, port 434 (RFC 3543 §3.3, RFC 6098 §4.7.1). Behind a NAT only the
   * registered port leads to it.
   */
  Endpoint control() {
    boolean endsThere = foreignAgent == null || !coLocated;
    if (tunnel.isInUdp() && endsThere) {
      return tunnel.end();
    }
    return new Endpoint(foreignAgent != null ? foreignAgent.address() : careOf, PORT);
  }

  /** Whether only this agent knows whose it is: messages about it must not name the node. */
  boolean isConcealed() {
    return cover != 0;
  }

  /** The node's association as messages about this binding show it. */
  SecurityAssociation shown(SecurityAssociation own) {
    return isConcealed() ? own.withSpi(cover) : own;
  }

  /** All associations by which a message about this binding may be protected. */
  List<SecurityAssociation> shown(List<SecurityAssociation> own) {
    return isConcealed()
        ? Stream.concat(own.stream(), own.stream().map(this::shown)).toList()
        : own;
  }

  Binding withPrevious(@Nullable Tunnel tunnelBefore, @Nullable MonotonicTime until) {
    return with(tunnel, waiting, grantedSeconds, expires, tunnelBefore, until);
  }

  Binding withPrevious(Binding other) {
    return withPrevious(other.previous, other.previousUntil);
  }

  Binding withLifetime(int seconds, @Nullable MonotonicTime end) {
    return with(tunnel, waiting, seconds, end, previous, previousUntil);
  }

  /** The same once its tunnel's end is known (RFC 3519 §4.6, R flag). */
  Binding reachedAt(Endpoint end) {
    return with(
        new Tunnel(tunnel.kind(), end.address(), end.port(), tunnel.keys()),
        false,
        grantedSeconds,
        expires,
        previous,
        previousUntil);
  }

  private Binding with(
      Tunnel newTunnel,
      boolean stillWaiting,
      int seconds,
      @Nullable MonotonicTime end,
      @Nullable Tunnel tunnelBefore,
      @Nullable MonotonicTime until) {
    return new Binding(
        network,
        home,
        subscriber,
        careOf,
        newTunnel,
        stillWaiting,
        coLocated,
        reverseTunnel,
        broadcasts,
        mobileNetworks,
        foreignAgent,
        revocable,
        cover,
        identification,
        seconds,
        end,
        tunnelBefore,
        until);
  }
}
