package org.dualmip.lab.scenario;

import java.util.Locale;

/** Where a handover goes, seen from the security boundary, and what it costs at best. */
public enum Kind {
  /** Between two trusted networks: one registration with the inner home agent. */
  INSIDE(1, 1, 40),
  /** Between two untrusted networks: one registration with the outer home agent. */
  OUTSIDE(1, 1, 30),
  /** Out of the enterprise: outer registration, two exchanges of IKE, inner registration. */
  LEAVING(4, 5, 150),
  /** Into the enterprise: one registration with the inner home agent. */
  ENTERING(1, 2, 60);

  private final int idealRounds;
  private final int targetRounds;
  private final int targetMillis;

  Kind(int idealRounds, int targetRounds, int targetMillis) {
    this.idealRounds = idealRounds;
    this.targetRounds = targetRounds;
    this.targetMillis = targetMillis;
  }

  /** The kind of a move between two segments. */
  public static Kind between(boolean fromOutside, boolean toOutside) {
    if (fromOutside) {
      return toOutside ? OUTSIDE : ENTERING;
    }
    return toOutside ? LEAVING : INSIDE;
  }

  /** The shortest possible silence of a hard handover, for a path with that round-trip time. */
  public double idealMillis(double roundTripMillis) {
    return idealRounds * roundTripMillis;
  }

  /** The silence that a hard handover is meant to stay below. */
  public double targetMillis(double roundTripMillis) {
    return targetRounds * roundTripMillis + targetMillis;
  }

  /** The word in results and tables. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
