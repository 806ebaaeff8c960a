package org.dualmip.lab;

import java.time.Duration;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Step;

/** A scenario in a line, for people. Stateless. */
final class Outline {
  private Outline() {}

  /** How many moves and faults, and how long the steps take in both forms. */
  static String of(Scenario scenario) {
    long moves =
        scenario.steps().stream()
            .filter(step ->
                step instanceof Step.Move
                    || step instanceof Step.Plug
                    || step instanceof Step.Unplug)
            .count();
    long faults =
        scenario.steps().stream()
            .filter(step ->
                step instanceof Step.Fault
                    || step instanceof Step.Cut
                    || step instanceof Step.Suspend)
            .count();
    return "moves: %d, faults: %d, at least %s (--quick: %s)"
        .formatted(moves, faults, text(time(scenario, false)), text(time(scenario, true)));
  }

  /** What the steps take if everything recovers at once. */
  private static Duration time(Scenario scenario, boolean quick) {
    return scenario.steps().stream()
        .map(step ->
            switch (step) {
              case Step.Stay stay -> quick ? stay.quick() : stay.full();
              case Step.Quiet quiet -> quick ? quiet.quick() : quiet.full();
              case Step.Suspend suspend -> quick ? suspend.quick() : suspend.full();
              case Step.Move move when move.mode() == Mode.SOFT -> Duration.ofSeconds(1);
              default -> Duration.ZERO;
            })
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static String text(Duration time) {
    long seconds = (time.toMillis() + 999) / 1000;
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }
}
