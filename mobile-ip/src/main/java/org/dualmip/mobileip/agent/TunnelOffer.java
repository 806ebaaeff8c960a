package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.dualmip.mobileip.packet.Tunnel;

/**
 * Which tunnels a home agent grants.
 *
 * @param kinds the encapsulations; IP in IP is always among them (RFC 5944 §4.1)
 * @param kindsInUdp those of them that may go in UDP; a receiver of minimal encapsulation must know
 *     the outer header's time to live, which not every socket tells (RFC 3519 §4.3, RFC 2004 §3)
 * @param natTraversal whether tunnels in UDP are granted (RFC 3519)
 * @param forcedUdp whether also to nodes that ask for one with no NAT between (its F flag)
 * @param reverse what holds for the T bit (RFC 3024 §4.3.1)
 * @param keepalive the interval told to nodes behind a NAT (RFC 3519 §3.2), at least 10 s
 */
public record TunnelOffer(
    Set<Tunnel.Kind> kinds,
    Set<Tunnel.Kind> kindsInUdp,
    boolean natTraversal,
    boolean forcedUdp,
    Reverse reverse,
    Duration keepalive) {
  /** The interval that RFC 3519 §4.10 gives as default is 110 s; NATs are often less patient. */
  public static final Duration DEFAULT_KEEPALIVE = Duration.ofSeconds(20);

  /** IP in IP, natively or in UDP, with or without the T bit. */
  public static final TunnelOffer IP_IN_IP =
      new TunnelOffer(
          EnumSet.of(Tunnel.Kind.IP_IN_IP), true, true, Reverse.OPTIONAL, DEFAULT_KEEPALIVE);

  /** All that is known, natively or in UDP, with or without the T bit. */
  public static final TunnelOffer EVERYTHING =
      new TunnelOffer(
          EnumSet.allOf(Tunnel.Kind.class), true, true, Reverse.OPTIONAL, DEFAULT_KEEPALIVE);

  /** What holds for the T bit (RFC 3024 §4.3.1). */
  public enum Reverse {
    /** Not granted: a request with the T bit gets code 137. */
    UNAVAILABLE,
    /** Granted to who asks; who does not ask sends triangularly. */
    OPTIONAL,
    /** A request without the T bit gets code 138. */
    MANDATORY
  }

  /** With all kinds in UDP, too. */
  public TunnelOffer(
      Set<Tunnel.Kind> kinds,
      boolean natTraversal,
      boolean forcedUdp,
      Reverse reverse,
      Duration keepalive) {
    this(kinds, kinds, natTraversal, forcedUdp, reverse, keepalive);
  }

  /**
   * @throws IllegalArgumentException if IP in IP is missing or the interval is out of range
   */
  public TunnelOffer {
    kinds = Set.copyOf(kinds);
    kindsInUdp = Set.copyOf(kindsInUdp);
    if (!kinds.contains(Tunnel.Kind.IP_IN_IP)) {
      throw new IllegalArgumentException("IP in IP must be offered (RFC 5944 §4.1)");
    }
    if (keepalive.toSeconds() < 10 || keepalive.toSeconds() > 65535) {
      throw new IllegalArgumentException(
          "a keepalive interval is 10 s to 65535 s (RFC 3519 §4.10), not " + keepalive);
    }
  }

  /** The same with another keepalive interval. */
  public TunnelOffer withKeepalive(Duration interval) {
    return new TunnelOffer(kinds, kindsInUdp, natTraversal, forcedUdp, reverse, interval);
  }

  /** The same with another rule for the T bit. */
  public TunnelOffer with(Reverse rule) {
    return new TunnelOffer(kinds, kindsInUdp, natTraversal, forcedUdp, rule, keepalive);
  }
}
