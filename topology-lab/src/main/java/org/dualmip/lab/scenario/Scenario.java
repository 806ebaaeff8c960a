package org.dualmip.lab.scenario;

import java.util.List;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Enterprise;

/**
 * A story about a mobile node.
 *
 * @param name what a user types
 * @param summary one line for the list
 * @param deployment the network and what runs in it
 * @param start the segment where every mobile node is plugged in first
 * @param steps what happens while the traffic runs
 * @param expected what must have been seen when it is over
 */
public record Scenario(
    String name,
    String summary,
    Deployment deployment,
    String start,
    List<Step> steps,
    Expectations expected) {
  /** Copies the list. */
  public Scenario {
    steps = List.copyOf(steps);
  }

  /** Whether somebody means ill, so that what the node takes of the machine must be bounded. */
  public boolean isHostile() {
    return steps.stream()
        .anyMatch(step ->
            step instanceof Step.Turn
                || (step instanceof Step.Fault fault && fault.harm() instanceof Step.Harm.Flap));
  }

  /** One in the enterprise as it is, in which survival and secrecy are all that is expected. */
  public Scenario(String name, String summary, String start, List<Step> steps) {
    this(name, summary, Enterprise.whole(), start, steps, Expectations.none());
  }
}
