package org.dualmip.mobileip.packet;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * What a tunnel is, seen from one end: how packets are encapsulated and where they go.
 *
 * @param kind how a packet is encapsulated
 * @param remote the address of the other end
 * @param udpPort the port of the other end, if the encapsulated packet travels in UDP (RFC 3519); 0
 *     if it travels natively, as an IP protocol of its own
 * @param keys of a GRE tunnel (RFC 2890); null without
 */
public record Tunnel(Kind kind, Ip4 remote, int udpPort, @Nullable GreKeys keys) {
  /** How a packet is encapsulated. */
  public enum Kind {
    /** IP in IP (RFC 2003). */
    IP_IN_IP(4, "IP-in-IP"),
    /** Generic routing encapsulation (RFC 2784). */
    GRE(47, "GRE"),
    /** Minimal encapsulation (RFC 2004). */
    MINIMAL(55, "minimal encapsulation");

    private final int protocol;
    private final String words;

    Kind(int protocol, String words) {
      this.protocol = protocol;
      this.words = words;
    }

    /** The IP protocol number, also the next header of RFC 3519 §3.3. */
    public int protocol() {
      return protocol;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * The keys of a GRE tunnel, one each way (RFC 6245 §3).
   *
   * @param toRemote what we send, 32 unsigned bits
   * @param fromRemote what we accept, 32 unsigned bits
   */
  public record GreKeys(int toRemote, int fromRemote) {
    /** The same tunnel's keys, seen from the other end. */
    public GreKeys reversed() {
      return new GreKeys(fromRemote, toRemote);
    }
  }

  /**
   * @throws IllegalArgumentException if the port is none, or another kind than GRE has keys
   */
  public Tunnel {
    if (udpPort < 0 || udpPort > 0xffff) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + udpPort);
    }
    if (keys != null && kind != Kind.GRE) {
      throw new IllegalArgumentException("only GRE has keys, not " + kind);
    }
  }

  /** IP in IP (RFC 2003). */
  public static Tunnel ipInIp(Ip4 remote) {
    return new Tunnel(Kind.IP_IN_IP, remote, 0, null);
  }

  /** IP in UDP (RFC 3519). */
  public static Tunnel inUdp(Endpoint end) {
    return new Tunnel(Kind.IP_IN_IP, end.address(), end.port(), null);
  }

  /** Whether the encapsulated packet travels in UDP (RFC 3519). */
  public boolean isInUdp() {
    return udpPort != 0;
  }

  /** The other end, as packets from it show it: with port 0 unless they come in UDP. */
  public Endpoint end() {
    return new Endpoint(remote, udpPort);
  }

  @Override
  public String toString() {
    String what = isInUdp() ? kind == Kind.IP_IN_IP ? "UDP" : kind + " in UDP" : kind.toString();
    return what + " to " + (isInUdp() ? end() : remote) + (keys == null ? "" : ", keyed");
  }
}
