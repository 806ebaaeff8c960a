package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * Which of several interfaces should carry the node: users want stability (W11), the best one (N33,
 * M1), or the cheapest, and cannot have all of them.
 *
 * <p>An interface <em>works</em> while a home agent has answered through it since it was attached,
 * and nothing has failed on it since. One that was tried <em>in vain</em> is taken if there is no
 * other.
 *
 * @param choice the order
 * @param settle hysteresis: how long another one must be up before one that works is left for it.
 *     Where nothing works there is nothing to lose, and no wait. With {@link Choice#COST_AWARE}
 *     also how long no cheaper one may have worked before a dearer one is used
 */
public record InterfacePolicy(Choice choice, Duration settle) {
  /** The order. */
  public enum Choice {
    /** By preference, then by cost; among equals the one attached last. */
    BEST,
    /** As {@link #BEST}, but one that works is never left for a better one. */
    STICKY,
    /** By cost, then by preference; among equals the one attached last. */
    COST_AWARE
  }

  /** By preference, at once. */
  public static final InterfacePolicy USUAL = new InterfacePolicy(Choice.BEST, Duration.ZERO);

  /**
   * An attached interface.
   *
   * @param order later ones were attached later
   * @param since when it was attached
   * @param vain whether nobody answered through it lately
   */
  record Candidate(
      Link link,
      int preference,
      int cost,
      int order,
      MonotonicTime since,
      boolean works,
      boolean vain) {}

  /** An interface of this cost worked until then. */
  record Worked(int cost, MonotonicTime until) {}

  /** Waiting cannot be shorter than nothing. */
  public InterfacePolicy {
    if (settle.isNegative()) {
      throw new IllegalArgumentException("a negative time to settle: " + settle);
    }
  }

  /**
   * The one that should carry the node.
   *
   * @param candidates what is attached
   * @param current the one chosen last, if it is still attached
   * @param worked which costs worked until lately, and do not now
   * @return empty if there is none, or none that may be used yet
   */
  Optional<Candidate> choose(
      List<Candidate> candidates,
      @Nullable Candidate current,
      List<Worked> worked,
      MonotonicTime now) {
    if (choice == Choice.STICKY && current != null && current.works()) {
      return Optional.of(current);
    }
    boolean somethingWorks = candidates.stream().anyMatch(Candidate::works);
    return candidates.stream()
        .filter(one -> choice != Choice.COST_AWARE || !isHeldBack(one, worked, now))
        .max(
            Comparator.comparing((Candidate one) ->
                    one.works() || (!one.vain() && (!somethingWorks || hasSettled(one, now))))
                .thenComparing(one -> !one.vain())
                .thenComparing(order()));
  }

  private Comparator<Candidate> order() {
    Comparator<Candidate> preferred = Comparator.comparingInt(Candidate::preference);
    Comparator<Candidate> cheap = Comparator.comparingInt(one -> -one.cost());
    return (choice == Choice.COST_AWARE
            ? cheap.thenComparing(preferred)
            : preferred.thenComparing(cheap))
        .thenComparingInt(Candidate::order);
  }

  private boolean hasSettled(Candidate one, MonotonicTime now) {
    return !now.isBefore(one.since().plus(settle));
  }

  private boolean isHeldBack(Candidate one, List<Worked> worked, MonotonicTime now) {
    return worked.stream()
        .anyMatch(
            cheaper -> cheaper.cost() < one.cost() && now.isBefore(cheaper.until().plus(settle)));
  }

  /** When the choice may be another though nothing has happened; null if never. */
  @Nullable MonotonicTime wakeAt(
      List<Candidate> candidates, List<Worked> worked, MonotonicTime now) {
    MonotonicTime wake = null;
    for (Candidate one : candidates) {
      wake = soonest(wake, one.since().plus(settle), now);
    }
    if (choice == Choice.COST_AWARE) {
      for (Worked one : worked) {
        wake = soonest(wake, one.until().plus(settle), now);
      }
    }
    return wake;
  }

  private static @Nullable MonotonicTime soonest(
      @Nullable MonotonicTime wake, MonotonicTime due, MonotonicTime now) {
    return now.isBefore(due) ? LowerDriver.earliest(wake, due) : wake;
  }
}
