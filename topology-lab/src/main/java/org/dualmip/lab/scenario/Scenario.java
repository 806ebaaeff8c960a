package org.dualmip.lab.scenario;

import java.util.List;

/**
 * A story about a mobile node.
 *
 * @param name what a user types
 * @param summary one line for the list
 * @param start the segment where the mobile node is plugged in first
 * @param steps what happens while the traffic runs
 */
public record Scenario(String name, String summary, String start, List<Step> steps) {
  /** Copies the list. */
  public Scenario {
    steps = List.copyOf(steps);
  }
}
