package org.dualmip.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.scenario.Step.Stay;

/** How long nothing happens between the steps of the lab's own scenarios. */
final class Stays {
  /** Before the first step. */
  static final Stay SETTLE = new Stay(Duration.ofSeconds(4), Duration.ofSeconds(2));

  /** After a move. */
  static final Stay STAY = new Stay(Duration.ofSeconds(9), Duration.ofMillis(3500));

  /** After a fault that has healed. */
  static final Stay CALM = new Stay(Duration.ofSeconds(4), Duration.ofSeconds(2));

  private Stays() {}

  /** These steps with stays before, between and behind them. */
  static List<Step> between(Step... steps) {
    var all = new ArrayList<Step>();
    all.add(SETTLE);
    for (Step step : steps) {
      all.add(step);
      all.add(STAY);
    }
    return all;
  }
}
