package org.dualmip.mobileip.packet;

/** The congestion mark of packets that enter and leave tunnels (RFC 6040). */
public final class Ecn {
  /** The two bits in a traffic class. */
  public static final int MASK = 3;

  /** The sender understands no mark. */
  public static final int NOT_ECT = 0;

  /** The sender understands marks. */
  public static final int ECT_1 = 1;

  /** The sender understands marks. */
  public static final int ECT_0 = 2;

  /** Met congestion. */
  public static final int CE = 3;

  /** What {@link #leaving} answers when the packet must be dropped. */
  public static final int DROP = -1;

  private Ecn() {}

  /**
   * The outer traffic class of a packet that enters a tunnel (RFC 6040 §4.1, figure 3).
   *
   * @param compatibility whether the other end may not understand ECN (§4.3)
   */
  public static int entering(int innerTrafficClass, boolean compatibility) {
    return compatibility ? innerTrafficClass & ~MASK : innerTrafficClass;
  }

  /**
   * The traffic class of a packet that leaves a tunnel (RFC 6040 §4.2, figure 4): its own, with the
   * more severe mark of the two, where CE is above ECT(1) and that above ECT(0).
   *
   * @return {@link #DROP} for a packet that met congestion and whose sender understands no mark
   */
  public static int leaving(int innerTrafficClass, int outerTrafficClass) {
    int inner = innerTrafficClass & MASK;
    int outer = outerTrafficClass & MASK;
    if (inner == NOT_ECT) {
      return outer == CE ? DROP : innerTrafficClass;
    }
    return severity(outer) > severity(inner)
        ? (innerTrafficClass & ~MASK) | outer
        : innerTrafficClass;
  }

  private static int severity(int mark) {
    return switch (mark) {
      case CE -> 3;
      case ECT_1 -> 2;
      case ECT_0 -> 1;
      default -> 0;
    };
  }

  /** Whether no encapsulator makes this pair: somebody changed a header (RFC 6040 §4.2). */
  public static boolean isUnused(int innerTrafficClass, int outerTrafficClass) {
    int inner = innerTrafficClass & MASK;
    int outer = outerTrafficClass & MASK;
    return (inner == NOT_ECT && outer != NOT_ECT)
        || (inner == ECT_1 && outer == ECT_0)
        || (inner == CE && outer == ECT_1);
  }
}
