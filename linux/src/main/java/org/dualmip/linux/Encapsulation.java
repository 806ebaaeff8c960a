package org.dualmip.linux;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * How packets reach the other end of a tunnel: what the tunnel is and what of this host carries it.
 */
public sealed interface Encapsulation {
  /** The tunnel whose outermost header packets get. */
  Tunnel tunnel();

  /**
   * The one way in which these carry a tunnel.
   *
   * @param socket for a tunnel that is an IP protocol of its own
   * @param sender for a tunnel in UDP; null as long as there is none
   * @throws IllegalArgumentException if the tunnel is of a kind the socket lacks
   * @throws IllegalStateException if the tunnel is in UDP and there is no sender yet
   */
  static Encapsulation of(Tunnel tunnel, TunnelSocket socket, @Nullable UdpSender sender) {
    if (!tunnel.isInUdp()) {
      return new Native(socket, tunnel);
    }
    if (sender == null) {
      throw new IllegalStateException(tunnel + " comes before the socket that carries it");
    }
    return new InUdp(sender, tunnel);
  }

  /**
   * As an IP protocol of its own: IP-in-IP (RFC 2003), minimal encapsulation (RFC 2004) or GRE (RFC
   * 2784, with keys RFC 2890).
   *
   * @param socket the end here, opened for the tunnel's kind
   * @param tunnel one that is not in UDP
   */
  record Native(TunnelSocket socket, Tunnel tunnel) implements Encapsulation {
    /**
     * @throws IllegalArgumentException if the tunnel is in UDP, or of a kind the socket lacks
     */
    public Native {
      if (tunnel.isInUdp() || !socket.carries(tunnel.kind())) {
        throw new IllegalArgumentException("this socket does not carry " + tunnel);
      }
    }
  }

  /**
   * Mobile IP tunnel data in UDP (RFC 3519 §3.3), which passes network address translators.
   *
   * @param sender the socket registrations go through too, since the translator knows no other
   * @param tunnel one that is in UDP, to the end the translator shows
   */
  record InUdp(UdpSender sender, Tunnel tunnel) implements Encapsulation {
    /**
     * @throws IllegalArgumentException if the tunnel is not in UDP
     */
    public InUdp {
      if (!tunnel.isInUdp()) {
        throw new IllegalArgumentException(tunnel + " is not in UDP");
      }
    }
  }

  /**
   * Two levels (RFC 5944 §4.3): each packet goes first into a unicast IP-in-IP packet and that into
   * a tunnel. This is how broadcasts and multicasts reach a mobile node behind a foreign agent,
   * which could not tell for whom they are.
   *
   * @param from the source between, the home agent
   * @param to the destination between, the mobile node's home address
   * @param outside what carries the result
   */
  record Nested(Ip4 from, Ip4 to, Encapsulation outside) implements Encapsulation {
    /**
     * @throws IllegalArgumentException if there would be three levels
     */
    public Nested {
      if (outside instanceof Nested) {
        throw new IllegalArgumentException("a nested tunnel carries no other");
      }
    }

    @Override
    public Tunnel tunnel() {
      return outside.tunnel();
    }
  }
}
