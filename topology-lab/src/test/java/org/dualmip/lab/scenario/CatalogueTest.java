package org.dualmip.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashSet;
import java.util.Set;
import org.dualmip.lab.deployment.Daemon;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every scenario that comes with the lab must get right before it is worth running. */
class CatalogueTest {
  @Test
  void everyScenarioHasANameOfItsOwnAndASummaryOfOneLine() {
    var names = new HashSet<String>();
    for (Scenario scenario : Scenarios.all()) {
      assertThat(names.add(scenario.name())).as(scenario.name()).isTrue();
      assertThat(scenario.name()).matches("[a-z0-9-]{4,20}");
      assertThat(scenario.summary()).isNotBlank().hasSizeLessThan(100);
    }
  }

  @ParameterizedTest
  @MethodSource("org.dualmip.lab.scenario.Scenarios#all")
  void goesOnlyWhereThereIsANetwork(Scenario scenario) {
    Topology topology = scenario.deployment().topology();
    assertThatCode(() -> topology.access(scenario.start())).doesNotThrowAnyException();
    for (Step step : scenario.steps()) {
      switch (step) {
        case Step.Move move -> {
          assertThat(scenario.deployment().mobiles()).contains(move.node());
          assertThatCode(() -> topology.access(move.to())).doesNotThrowAnyException();
        }
        case Step.Plug plug -> {
          assertThat(topology.node("mn").nics()).extracting(Nic::name).contains(plug.nic());
          assertThatCode(() -> topology.access(plug.to())).doesNotThrowAnyException();
        }
        case Step.Unplug unplug ->
            assertThat(topology.node("mn").nics()).extracting(Nic::name).contains(unplug.nic());
        default -> {}
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.dualmip.lab.scenario.Scenarios#all")
  void breaksAndAsksOnlyServicesThatRun(Scenario scenario) {
    var services = new HashSet<String>();
    for (Daemon daemon : scenario.deployment().daemons()) {
      services.add(daemon.node());
      if (daemon.needsStrongSwan()) {
        services.add(daemon.node() + "-charon");
      }
    }
    for (Step step : scenario.steps()) {
      switch (step) {
        case Step.Fault fault -> assertThat(services).containsAll(harmed(fault.harm()));
        case Step.Expect expect -> assertThat(services).contains(expect.service());
        default -> {}
      }
    }
  }

  private static Set<String> harmed(Step.Harm harm) {
    return switch (harm) {
      case Step.Harm.Kill kill -> Set.of(kill.service());
      case Step.Harm.KillWhileMoving kill -> Set.of(kill.service());
      case Step.Harm.KillAndForget kill -> Set.of(kill.service());
      case Step.Harm.Restart restart -> Set.of(restart.service());
      case Step.Harm.Freeze freeze -> Set.of(freeze.service());
      case Step.Harm.Renumber _, Step.Harm.Flap _ -> Set.of();
    };
  }

  @ParameterizedTest
  @MethodSource("org.dualmip.lab.scenario.Scenarios#all")
  void looksAtSegmentsThatAreCaptured(Scenario scenario) {
    for (Expectations.Frames frames : scenario.expected().frames()) {
      assertThatCode(() -> scenario.deployment().topology().segment(frames.segment()))
          .doesNotThrowAnyException();
    }
  }
}
