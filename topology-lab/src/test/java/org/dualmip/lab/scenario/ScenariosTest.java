package org.dualmip.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  private static final Topology TOPOLOGY = ThreeTier.topology();

  @Test
  void roamTakesTheRoundOnceHardAndOnceSoftWithAtLeastEightSecondsInEachNetwork() {
    Scenario roam = Roaming.enterpriseRoam();
    var moves = new ArrayList<Step.Move>();
    Step before = null;
    for (Step step : roam.steps()) {
      if (step instanceof Step.Move move) {
        moves.add(move);
      } else if (before instanceof Step.Move) {
        assertThat(step)
            .isInstanceOfSatisfying(
                Step.Stay.class,
                stay -> assertThat(stay.full()).isGreaterThanOrEqualTo(Duration.ofSeconds(8)));
      }
      before = step;
    }
    List<String> round = List.of("office-b", "cafe", "cell", "cafe", "office-a");
    assertThat(moves).hasSize(10);
    for (int i = 0; i < 10; i++) {
      assertThat(moves.get(i))
          .isEqualTo(new Step.Move(round.get(i % 5), i < 5 ? Mode.HARD : Mode.SOFT));
    }
  }

  @Test
  void roamHasEveryKindInBothModes() {
    Map<Mode, List<Kind>> kinds = new EnumMap<>(Mode.class);
    String segment = Roaming.enterpriseRoam().start();
    for (Step step : Roaming.enterpriseRoam().steps()) {
      if (step instanceof Step.Move move) {
        kinds
            .computeIfAbsent(move.mode(), _ -> new ArrayList<>())
            .add(
                Kind.between(
                    TOPOLOGY.segment(segment).outside(), TOPOLOGY.segment(move.to()).outside()));
        segment = move.to();
      }
    }
    assertThat(kinds.get(Mode.HARD)).contains(Kind.values());
    assertThat(kinds.get(Mode.SOFT)).contains(Kind.values());
  }

  @Test
  void theQuickRoamLeavesHalfOfItsNinetySecondsToSettingUpAndReadingCaptures() {
    Duration quick =
        Roaming.enterpriseRoam().steps().stream()
            .map(step ->
                switch (step) {
                  case Step.Stay stay -> stay.quick();
                  case Step.Move move -> Duration.ofMillis(move.mode() == Mode.SOFT ? 1000 : 20);
                  default -> Duration.ofMinutes(1);
                })
            .reduce(Duration.ZERO, Duration::plus);
    assertThat(quick).isLessThan(Duration.ofSeconds(45));
  }

  @Test
  void faultsKillAndFreezeEverythingThatMustNotLeak() {
    List<Step.Harm> harms =
        Failures.enterpriseFaults().steps().stream()
            .filter(Step.Fault.class::isInstance)
            .map(step -> ((Step.Fault) step).harm())
            .toList();
    assertThat(harms)
        .containsExactlyInAnyOrder(
            new Step.Harm.Kill("mn-charon"),
            new Step.Harm.Kill("mn"),
            new Step.Harm.Freeze("gw-charon", Duration.ofSeconds(20)),
            new Step.Harm.Kill("iha"),
            new Step.Harm.KillWhileMoving("mn", "cafe"));
  }

  @Test
  void everyTrickHasAScenarioOfItsOwnAndAVisitInTheOneOfThemAll() {
    List<Trick> all = tricks(Adversaries.all());
    for (Trick trick : Trick.values()) {
      if (trick != Trick.NONE) {
        assertThat(all).containsOnlyOnce(trick);
        Scenario own = Scenarios.named("adversary-" + trick.word()).orElseThrow();
        assertThat(tricks(own)).containsOnly(trick);
        assertThat(own.isHostile()).isTrue();
      }
    }
    assertThat(Scenarios.named("adversary-flap")).isPresent();
  }

  @Test
  void beforeATrickTheSameMovesAreMadeWhileTheCafeIsHonest() {
    for (Scenario scenario : Scenarios.all()) {
      if (scenario.name().startsWith("adversary-")) {
        assertThat(
                scenario.steps().stream()
                    .takeWhile(step -> !(step instanceof Step.Turn || step instanceof Step.Fault))
                    .filter(Step.Move.class::isInstance)
                    .map(step -> ((Step.Move) step).to()))
            .as(scenario.name())
            .startsWith("cafe", "cell", "cafe", "office-a");
      }
    }
  }

  private static List<Trick> tricks(Scenario scenario) {
    return scenario.steps().stream()
        .filter(Step.Turn.class::isInstance)
        .map(step -> ((Step.Turn) step).trick())
        .toList();
  }

  @Test
  void crossingSpeedHasTwentyMovesEachWayInEachOfItsCells() {
    List<Step> steps = flat(Scenarios.named("crossing-speed").orElseThrow().steps());
    Map<Step.Cell, Integer> entering = new HashMap<>();
    Map<Step.Cell, Integer> leaving = new HashMap<>();
    Step.Cell cell = null;
    for (Step step : steps) {
      switch (step) {
        case Step.Configure _ -> cell = null;
        case Step.Cell next -> cell = next;
        case Step.Move move -> {
          if (cell != null) {
            (move.to().equals("cafe") ? leaving : entering).merge(cell, 1, Integer::sum);
          }
        }
        default -> {}
      }
    }
    assertThat(entering).hasSize(7 * 3).isEqualTo(leaving);
    assertThat(entering.values()).containsOnly(20);
    assertThat(entering.keySet())
        .extracting(one -> one.roundTrip().toMillis())
        .containsOnly(1L, 20L, 100L);
    assertThat(steps)
        .as("the node asks everywhere in the cells of brute force alone")
        .filteredOn(step ->
            step instanceof Step.Configure one
                && !"hinted".equals(one.settings().get("detection.probe")))
        .hasSize(2 * 3);
  }

  private static List<Step> flat(List<Step> steps) {
    return steps.stream()
        .flatMap(step ->
            step instanceof Step.Thorough more
                ? flat(more.steps()).stream()
                : java.util.stream.Stream.of(step))
        .toList();
  }

  @Test
  void knowsTheIdealOfEveryKind() {
    assertThat(Kind.INSIDE.idealMillis(10)).isEqualTo(10);
    assertThat(Kind.OUTSIDE.idealMillis(10)).isEqualTo(10);
    assertThat(Kind.ENTERING.idealMillis(10)).isEqualTo(10);
    assertThat(Kind.LEAVING.idealMillis(10)).isEqualTo(40);
    assertThat(Kind.LEAVING.targetMillis(20)).isEqualTo(250);
  }
}
