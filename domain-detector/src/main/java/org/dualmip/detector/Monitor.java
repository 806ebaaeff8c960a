package org.dualmip.detector;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * T_MONITOR as it is now (RFC 5265 §3.2.4): how long a proof of the inside holds. Two thirds of it
 * after a proof the next one is asked for; the last third is the grace period N.
 *
 * <ul>
 *   <li>Without a doubt it is what is configured, and never longer.
 *   <li>Each doubt halves it, but not below {@link #SHORTEST}: a registration in ten seconds costs
 *       little, and three requests fit into the grace period.
 *   <li>A doubt that comes up between two proofs has the next one asked for at once, if it is due
 *       by the shorter time, and leaves it that time's grace period: forged clues cost a round
 *       trip, not the proof.
 * </ul>
 *
 * @param time how long a proof holds
 * @param doubts why it is shorter than configured; empty without
 */
public record Monitor(Duration time, Set<Doubt> doubts) {
  /** Unless less is configured. */
  public static final Duration SHORTEST = Duration.ofSeconds(15);

  /** Copies the set. */
  public Monitor {
    doubts = Set.copyOf(doubts);
  }

  static Monitor of(Duration configured, Set<Doubt> doubts) {
    Duration halved = configured.dividedBy(1L << doubts.size());
    Duration least = configured.compareTo(SHORTEST) < 0 ? configured : SHORTEST;
    return new Monitor(halved.compareTo(least) < 0 ? least : halved, doubts);
  }

  /** How long after a proof to ask for the next. */
  Duration proveAgainAfter() {
    return time.multipliedBy(2).dividedBy(3);
  }

  /** How long that may take. */
  Duration grace() {
    return time.minus(proveAgainAfter());
  }

  /** The doubts in words. */
  public List<String> why() {
    return doubts.stream().sorted().map(Doubt::words).toList();
  }

  @Override
  public String toString() {
    String seconds = time.toSeconds() + " s";
    return doubts.isEmpty()
        ? seconds
        : why().stream().collect(Collectors.joining(", ", seconds + ": ", ""));
  }
}
