package org.dualmip.lab.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;
import java.util.Map;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
import org.jspecify.annotations.Nullable;

/**
 * One handover, measured.
 *
 * @param index from 1
 * @param from the segment it left
 * @param to the segment it went to
 * @param kind {@code inside}, {@code outside}, {@code leaving} or {@code entering}
 * @param mode {@code hard} or {@code soft}
 * @param pathRttMs the round-trip time between the new access network and the home agent
 * @param gapMs the longest silence of the probe, in the worse direction
 * @param idealMs the shortest silence possible for a hard handover of that kind; null if soft
 * @param ratioToIdeal gap by ideal; null if soft
 * @param withinTarget whether a hard handover's gap is within its target; null if soft
 * @param probeStallMs the longest that the probe's sender itself was late, which the gap leaves out
 * @param lost datagrams of the probe that never arrived, both directions
 * @param duplicated datagrams that arrived again
 * @param reordered datagrams that were overtaken
 * @param phasesMs when each step was reached, in milliseconds after the link event
 * @param vpnMessages IKE messages on the DMZ from this handover to the next
 */
public record HandoverReport(
    int index,
    String from,
    String to,
    String kind,
    String mode,
    double pathRttMs,
    double gapMs,
    @Nullable Double idealMs,
    @Nullable Double ratioToIdeal,
    @Nullable Boolean withinTarget,
    double probeStallMs,
    int lost,
    int duplicated,
    int reordered,
    Map<String, Double> phasesMs,
    int vpnMessages) {
  /** Whether it was make before break. */
  @JsonIgnore
  public boolean isSoft() {
    return mode.equals(Mode.SOFT.word());
  }

  /** Whether it was the given kind. */
  @JsonIgnore
  public boolean isKind(Kind wanted) {
    return kind.equals(wanted.name().toLowerCase(Locale.ROOT));
  }
}
