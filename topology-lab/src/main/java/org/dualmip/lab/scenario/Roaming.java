package org.dualmip.lab.scenario;

import static org.dualmip.lab.scenario.Stays.SETTLE;
import static org.dualmip.lab.scenario.Stays.STAY;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.scenario.Step.Move;

/** Scenarios in which the mobile node moves and nothing breaks. */
final class Roaming {
  private static final List<String> ROUND = List.of("office-b", "cafe", "cell", "cafe", "office-a");

  private Roaming() {}

  /** Every kind of handover, hard and then soft. */
  static Scenario enterpriseRoam() {
    var steps = new ArrayList<Step>();
    steps.add(SETTLE);
    for (Mode mode : Mode.values()) {
      for (String segment : ROUND) {
        steps.add(new Move(segment, mode));
        steps.add(STAY);
      }
    }
    return new Scenario(
        "enterprise-roam",
        "office, another office, café, cellular, café and back; once hard, once soft",
        "office-a",
        steps);
  }

  /** Away, home, away again: at home there is no tunnel. */
  static Scenario homeReturn() {
    return new Scenario(
        "home-return",
        "from the office to the inner home link, out to the café, and home again",
        Enterprise.whole().network(Networks::withHomeAccess),
        "office-a",
        List.of(
            SETTLE,
            new Move("inner-home", Mode.HARD),
            STAY,
            new Move("cafe", Mode.HARD),
            STAY,
            new Move("inner-home", Mode.SOFT),
            STAY,
            new Move("office-b", Mode.SOFT),
            STAY),
        Expectations.none());
  }
}
