package org.dualmip.mobileip.node;

import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * What a mobile node asks for beyond a binding. What cannot be had is asked for without, as far as
 * a reply's code says what to leave out.
 *
 * @param reverseTunnel whether the T bit is set, and what if an agent objects (RFC 3024 §3.2)
 * @param encapsulatingDelivery with a foreign agent and reverse tunnelling: the node encapsulates
 *     towards the agent (RFC 3024 §3.3), so that it can also send broadcasts through the tunnel
 * @param encapsulation of the tunnel: GRE sets the G bit, minimal encapsulation the M bit
 * @param greKey the key for packets to the node, asked for with GRE (RFC 6245 §3); null for none
 * @param broadcasts the B bit: a copy of the home network's broadcasts (RFC 5944 §3.3). Through a
 *     foreign agent they come encapsulated for the home address: only for who decapsulates them
 * @param udpTunnel how a tunnel in UDP is asked for (RFC 3519 §3.1); null if it is not. The R flag
 *     is set by the engine where it belongs
 * @param revocation whether the home agent shall tell when it ends a registration that was made
 *     directly from a co-located care-of address (RFC 3543 §4.2.1); an agent that cannot skips the
 *     wish
 * @param extensions others for the home agent, such as mobile networks, service selection, vendor
 *     extensions: in every request, in this order
 */
public record Wishes(
    ReverseTunnel reverseTunnel,
    boolean encapsulatingDelivery,
    Tunnel.Kind encapsulation,
    @Nullable Integer greKey,
    boolean broadcasts,
    @Nullable UdpTunnelRequest udpTunnel,
    boolean revocation,
    List<Extension> extensions) {
  /** Whether user data goes back through the tunnel. */
  public enum ReverseTunnel {
    /** It must: without it there is no registration. */
    REQUIRED,
    /** It should; if an agent cannot, it goes the direct way (RFC 3024 §4.1.2). */
    PREFERRED,
    /** Only if an agent does not serve others. */
    IF_DEMANDED
  }

  /** A reverse tunnel, IP in IP, UDP where a NAT needs it, and word of revocations. */
  public static final Wishes USUAL =
      new Wishes(
          ReverseTunnel.REQUIRED,
          false,
          Tunnel.Kind.IP_IN_IP,
          null,
          false,
          UdpTunnelRequest.IF_NEEDED,
          List.of());

  /**
   * @throws IllegalArgumentException if a key is asked for without GRE, encapsulating delivery
   *     without a reverse tunnel, or an authentication extension is among the others
   */
  public Wishes {
    extensions = List.copyOf(extensions);
    if (greKey != null && encapsulation != Tunnel.Kind.GRE) {
      throw new IllegalArgumentException("only GRE has keys, not " + encapsulation);
    }
    if (encapsulatingDelivery && reverseTunnel == ReverseTunnel.IF_DEMANDED) {
      throw new IllegalArgumentException(
          "encapsulating delivery is a style of reverse tunnelling (RFC 3024 §3.3)");
    }
    if (extensions.stream().anyMatch(Authentication.class::isInstance)) {
      throw new IllegalArgumentException("authentication extensions are added by the engine");
    }
  }

  /** Asks also to be told of revocations. */
  public Wishes(
      ReverseTunnel reverseTunnel,
      boolean encapsulatingDelivery,
      Tunnel.Kind encapsulation,
      @Nullable Integer greKey,
      boolean broadcasts,
      @Nullable UdpTunnelRequest udpTunnel,
      List<Extension> extensions) {
    this(
        reverseTunnel,
        encapsulatingDelivery,
        encapsulation,
        greKey,
        broadcasts,
        udpTunnel,
        true,
        extensions);
  }

  /** The same, but for whether to be told of revocations (RFC 3543). */
  public Wishes withRevocation(boolean wished) {
    return new Wishes(
        reverseTunnel,
        encapsulatingDelivery,
        encapsulation,
        greKey,
        broadcasts,
        udpTunnel,
        wished,
        extensions);
  }

  /** The home agent that is asked for an assignment (RFC 4433 §3.4.1); null if none is. */
  @Nullable Ip4 homeAgent() {
    for (Extension extension : extensions) {
      if (extension instanceof DynamicHomeAgent wished) {
        return wished.address();
      }
    }
    return null;
  }

  /** Whether the T bit is set. */
  boolean asksForReverseTunnel() {
    return reverseTunnel != ReverseTunnel.IF_DEMANDED;
  }

  /** Without encapsulating delivery where there is no reverse tunnel. */
  Wishes with(ReverseTunnel other) {
    return new Wishes(
        other,
        encapsulatingDelivery && other != ReverseTunnel.IF_DEMANDED,
        encapsulation,
        greKey,
        broadcasts,
        udpTunnel,
        revocation,
        extensions);
  }

  Wishes withDirectDelivery() {
    return new Wishes(
        reverseTunnel, false, encapsulation, greKey, broadcasts, udpTunnel, revocation, extensions);
  }

  Wishes withIpInIp() {
    return new Wishes(
        reverseTunnel,
        encapsulatingDelivery,
        Tunnel.Kind.IP_IN_IP,
        null,
        broadcasts,
        udpTunnel,
        revocation,
        extensions);
  }

  Wishes with(@Nullable UdpTunnelRequest other) {
    return new Wishes(
        reverseTunnel,
        encapsulatingDelivery,
        encapsulation,
        greKey,
        broadcasts,
        other,
        revocation,
        extensions);
  }

  /** The same with these extensions. */
  public Wishes with(List<Extension> others) {
    return new Wishes(
        reverseTunnel,
        encapsulatingDelivery,
        encapsulation,
        greKey,
        broadcasts,
        udpTunnel,
        revocation,
        others);
  }
}
