package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.dualmip.detector.Rule;
import org.dualmip.lab.scenario.Scenarios;
import org.dualmip.lab.scenario.Step;
import org.junit.jupiter.api.Test;

/** The lab does not know the detector; its scenario of crossings must know the names of hints. */
class CrossingHintsTest {
  @Test
  void bruteForceIgnoresEveryHintThatThereIs() {
    List<Step> steps = Scenarios.named("crossing-speed").orElseThrow().steps();
    List<String> hints = Rule.hints().stream().map(Rule::words).toList();
    assertThat(ignored(steps, "sequential")).containsOnly(hints.toString());
    assertThat(ignored(steps, "always")).containsOnly(hints.toString());
    assertThat(ignored(steps, "hinted")).contains("[]").doesNotContain(hints.toString());
  }

  private static List<String> ignored(List<Step> steps, String probe) {
    return steps.stream()
        .flatMap(CrossingHintsTest::parts)
        .filter(Step.Configure.class::isInstance)
        .map(step -> ((Step.Configure) step).settings())
        .filter(settings -> probe.equals(settings.get("detection.probe")))
        .map(settings -> String.valueOf(settings.get("detection.ignore")))
        .toList();
  }

  private static Stream<Step> parts(Step step) {
    return step instanceof Step.Thorough more
        ? more.steps().stream().flatMap(CrossingHintsTest::parts)
        : Stream.of(step);
  }
}
