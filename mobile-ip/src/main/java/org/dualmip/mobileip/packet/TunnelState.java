package org.dualmip.mobileip.packet;

import java.time.Duration;
import java.util.Optional;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;

/**
 * What an encapsulator knows of the way through a tunnel: the soft state of RFC 2003 §5. ICMP
 * errors from within often quote too little to be relayed; with this the next packets can be
 * answered.
 *
 * <p>Immutable; {@link #after} makes the next state.
 *
 * @param mtu the longest packet, outer headers included, that reaches the other end; 0 if nothing
 *     is known
 * @param mtuUntil when that is forgotten, so that a wider path is found (RFC 1191 §6.3)
 * @param reach whether the other end can be reached
 * @param reachUntil when that is forgotten
 */
public record TunnelState(int mtu, MonotonicTime mtuUntil, Reach reach, MonotonicTime reachUntil) {
  /** Whether packets arrive. */
  public enum Reach {
    /** Nothing says that they do not. */
    UNKNOWN,
    /** No route to the network of the other end. */
    NETWORK_UNREACHABLE,
    /** No route to the other end, or it does not take this encapsulation. */
    HOST_UNREACHABLE,
    /**
     * The other end is farther than the outer TTL reaches, or the way goes round (RFC 2003 §4.4).
     */
    TOO_FAR
  }

  /** Nothing is known. */
  public static final TunnelState NEW =
      new TunnelState(0, new MonotonicTime(0), Reach.UNKNOWN, new MonotonicTime(0));

  /** RFC 1191 §6.3 suggests ten minutes. */
  public static final Duration MTU_KEPT = Duration.ofMinutes(10);

  /** Routers repeat themselves as long as it is so. */
  public static final Duration REACH_KEPT = Duration.ofSeconds(5);

  /** RFC 791 §3.2. */
  private static final int SMALLEST_MTU = 68;

  /** RFC 1191 §7.1: MTUs that are common, for routers that do not tell theirs. */
  private static final int[] PLATEAUS = {32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68};

  /**
   * The state after an ICMP error about a packet of this tunnel.
   *
   * @param quotedLength the total length in the quoted outer header
   */
  public TunnelState after(MonotonicTime at, IcmpError error, int quotedLength) {
    if (error.type() == IcmpError.TIME_EXCEEDED && error.code() == 0) {
      return reaching(at, Reach.TOO_FAR);
    }
    if (error.type() != IcmpError.UNREACHABLE) {
      return this;
    }
    return switch (error.code()) {
      case IcmpError.TOO_BIG -> narrowed(at, error.mtu(), quotedLength);
      case IcmpError.SOURCE_ROUTE -> this;
      case IcmpError.NETWORK, 6, 11 -> reaching(at, Reach.NETWORK_UNREACHABLE);
      default -> reaching(at, Reach.HOST_UNREACHABLE);
    };
  }

  private TunnelState reaching(MonotonicTime at, Reach now) {
    return new TunnelState(mtu, mtuUntil, now, at.plus(REACH_KEPT));
  }

  private TunnelState narrowed(MonotonicTime at, int told, int quotedLength) {
    int next = told;
    if (told == 0) { // a router older than RFC 1191 (§5)
      for (int i = PLATEAUS.length - 1; i >= 0 && PLATEAUS[i] < quotedLength; i--) {
        next = PLATEAUS[i];
      }
    }
    // An MTU is never raised by a message (RFC 1191 §3), and no link has less than the least.
    int least = Math.max(next, SMALLEST_MTU);
    int now = mtuAt(at) == 0 ? least : Math.min(mtu, least);
    return new TunnelState(now, at.plus(MTU_KEPT), reach, reachUntil);
  }

  /** The state after a packet came from the other end. */
  public TunnelState heard() {
    return reach == Reach.UNKNOWN
        ? this
        : new TunnelState(mtu, mtuUntil, Reach.UNKNOWN, reachUntil);
  }

  /** The MTU that still counts; 0 if none does. */
  public int mtuAt(MonotonicTime at) {
    return mtu != 0 && at.isBefore(mtuUntil) ? mtu : 0;
  }

  /**
   * What the sender of a packet is to be told before the packet enters the tunnel all the same (RFC
   * 2003 §5).
   *
   * @param packet the packet, or as much of its beginning as an answer should quote
   * @param length of the whole packet
   * @param overhead octets the tunnel's headers add, which the sender must leave room for (§5.1)
   */
  public Optional<IcmpError> objection(
      MonotonicTime at, Octets packet, int length, boolean dontFragment, int overhead) {
    int outer = mtuAt(at);
    if (outer != 0 && dontFragment && length + overhead > outer) {
      int inner = Math.max(outer - overhead, SMALLEST_MTU);
      return Optional.of(new IcmpError(IcmpError.UNREACHABLE, IcmpError.TOO_BIG, inner, packet));
    }
    if (reach == Reach.UNKNOWN || !at.isBefore(reachUntil)) {
      return Optional.empty();
    }
    int code = reach == Reach.NETWORK_UNREACHABLE ? IcmpError.NETWORK : IcmpError.HOST;
    return Optional.of(new IcmpError(IcmpError.UNREACHABLE, code, 0, packet));
  }
}
