package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.Observations.Configured;
import org.dualmip.lab.Observations.Crossed;
import org.dualmip.lab.Observations.Mark;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.report.CrossingReport;
import org.dualmip.lab.report.HandoverReport;
import org.dualmip.lab.report.NodeEvent;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Step;
import org.junit.jupiter.api.Test;

/** A warm-up out, then in and out again in a cell, then other settings. */
class CrossingsTest {
  private static final long MS = 1_000_000;
  private static final Timeline TIMELINE = new Timeline(0, Instant.ofEpochSecond(1000));
  private static final Step.Cell CELL = new Step.Cell("all", Duration.ofMillis(20));

  private final List<Mark> marks =
      List.of(
          moved(1000, "office-a", "cafe", Kind.LEAVING),
          moved(2000, "cafe", "office-a", Kind.ENTERING),
          moved(3000, "office-a", "cafe", Kind.LEAVING),
          new Configured(4000 * MS),
          moved(5000, "cafe", "office-a", Kind.ENTERING));
  private final List<Crossed> crossed =
      List.of(
          new Crossed(2000 * MS, 2025 * MS, CELL),
          new Crossed(3000 * MS, 3025 * MS, CELL),
          new Crossed(5000 * MS, 5025 * MS, CELL));
  private final List<NodeEvent> events = new ArrayList<>();

  private static Moved moved(long at, String from, String to, Kind kind) {
    return new Moved(at * MS, from, to, kind, Mode.HARD, 0);
  }

  private void say(double at, String what, String system, String news) {
    String tier = system.isEmpty() ? null : system;
    events.add(new NodeEvent((long) (at * MS), "node", what, "wlan0", tier, news, ""));
  }

  private List<CrossingReport> reports(Double... requests) {
    List<HandoverReport> handovers = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      handovers.add(
          new HandoverReport(
              i, "", "", "", "hard", 0, 100 + i, null, null, null, 0, 0, 0, 0, Map.of(), 0));
    }
    var seen =
        new Observations(
            0, 6000 * MS, marks, events, List.of(), List.of(), List.of(), List.of(), List.of(), 0,
            0, List.of(), Map.of(), crossed, List.of(), List.of());
    return Crossings.reports(seen, handovers, List.of(requests), TIMELINE);
  }

  @Test
  void enteringIsDecidedByTheProofOnTheNewInterface() {
    say(2001, "verdict", "", "inside"); // the last word on the old one
    say(2026, "link-found", "", "");
    say(2027, "probing", "inner", "");
    say(2048, "found", "inner", "");
    say(2049, "registering", "inner", "");
    say(2070, "verdict", "", "inside");
    say(2080, "registered", "inner", "");
    CrossingReport entering = reports().getFirst();
    assertThat(entering.handover()).isEqualTo(2);
    assertThat(entering.direction()).isEqualTo("entering");
    assertThat(entering.askedMs()).isEqualTo(24);
    assertThat(entering.decisionMs()).isEqualTo(45);
    assertThat(entering.probed()).isTrue();
    assertThat(entering.gapMs()).isEqualTo(102);
    assertThat(entering.requestsInClear()).isNull();
  }

  @Test
  void leavingIsDecidedWhenTheOuterHomeAgentHasAccepted() {
    say(3026, "link-found", "", "");
    say(3027, "registering", "outer", "");
    say(3028, "verdict", "", "outside");
    say(3048, "registered", "outer", "");
    say(3099, "registered", "inner", "");
    CrossingReport leaving = reports(1001.5, 1003.03, 1003.9, 1004.5).get(1);
    assertThat(leaving.decisionMs()).isEqualTo(23);
    assertThat(leaving.probed()).isFalse();
    assertThat(leaving.requestsInClear())
        .as("of that visit, until the settings changed")
        .isEqualTo(2);
  }

  @Test
  void whatIsNeverDecidedFailsTheRun() {
    say(5026, "link-found", "", "");
    say(5027, "registering", "inner", "");
    assertThat(reports()).hasSize(3);
    assertThat(Crossings.failures(reports()))
        .hasSize(3)
        .last()
        .isEqualTo("handover 4 (all, entering): never decided");
  }
}
