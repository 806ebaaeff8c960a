package org.dualmip.detector;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where an interface is, and why.
 *
 * @param link the interface
 * @param domain the answer
 * @param rule the rule of RFC 5265 that decided
 * @param score what the clues add up to: from {@link Rule#MAYBE} on they point inside
 * @param weighed the clues that count now, oldest first
 * @param evidence the observations it rests on, oldest first
 * @param wouldChange what would change it
 */
public record Verdict(
    String link,
    Domain domain,
    String rule,
    int score,
    List<Weighed> weighed,
    List<Observation> evidence,
    String wouldChange) {
  /** Lists are copied. */
  public Verdict {
    weighed = List.copyOf(weighed);
    evidence = List.copyOf(evidence);
  }

  /** What it rests on, in words: what happened, then what was seen and what that is worth. */
  public List<String> reasons() {
    return Stream.concat(evidence.stream(), weighed.stream()).map(Object::toString).toList();
  }

  /**
   * A clue that counts.
   *
   * @param rule what it is worth
   * @param what what was seen, in words
   * @param age how long ago it was seen last
   */
  public record Weighed(Rule rule, String what, Duration age) {
    @Override
    public String toString() {
      return "%s (%+d): %s, %d ms ago".formatted(rule.words(), rule.weight(), what, age.toMillis());
    }
  }
}
