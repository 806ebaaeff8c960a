package org.dualmip.detector;

import java.util.List;

/**
 * Where an interface is, and why.
 *
 * @param link the interface
 * @param domain the answer
 * @param rule the rule that decided
 * @param evidence the observations it rests on, oldest first
 * @param wouldChange what would change it
 */
public record Verdict(
    String link, Domain domain, String rule, List<Observation> evidence, String wouldChange) {
  /** Evidence is copied. */
  public Verdict {
    evidence = List.copyOf(evidence);
  }
}
