package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.Observations.Association;
import org.dualmip.lab.Observations.Broke;
import org.dualmip.lab.Observations.Crossed;
import org.dualmip.lab.Observations.Mark;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.Observations.Paused;
import org.dualmip.lab.Observations.Snapshot;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.report.HandoverReport;
import org.dualmip.lab.report.Leak;
import org.dualmip.lab.report.NodeEvent;
import org.dualmip.lab.report.RunReport;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.report.TrickReport;
import org.dualmip.lab.report.Tshark.IkeMessage;
import org.dualmip.lab.scenario.Expectations;
import org.dualmip.lab.scenario.Expectations.Frames;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.scenario.Trick;
import org.dualmip.lab.traffic.FlowReport;
import org.dualmip.lab.traffic.Probe;
import org.dualmip.lab.traffic.ProbeLog;
import org.junit.jupiter.api.Test;

/**
 * A synthetic run: the node leaves at 1 s, changes networks outside at 2 s, an agent dies at 3 s.
 */
class AnalysisTest {
  private static final long MS = 1_000_000;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Moved LEAVING =
      new Moved(1000 * MS, "office-a", "cafe", Kind.LEAVING, Mode.HARD, 20);
  private static final Moved OUTSIDE =
      new Moved(2000 * MS, "cafe", "cell", Kind.OUTSIDE, Mode.SOFT, 60);
  private static final Broke BROKE =
      new Broke(3000 * MS, 3100 * MS, "agent-killed", Duration.ofSeconds(5), true, 3700 * MS, "");
  private static final Association ONE = new Association("a1", "b1", 0, List.of("c1", "d1"));

  private final List<Mark> marks = new ArrayList<>(List.of(LEAVING, OUTSIDE, BROKE));
  private final List<Snapshot> snapshots =
      new ArrayList<>(
          List.of(new Snapshot(1500 * MS, List.of(ONE)), new Snapshot(2500 * MS, List.of(ONE))));
  private final List<IkeMessage> ike =
      new ArrayList<>(List.of(message(1050, "0"), message(1060, "b1"), message(1070, "b1")));
  private final List<Leak> leaks = new ArrayList<>();
  private final List<String> modes = new ArrayList<>();
  private final List<String> unmet = new ArrayList<>();
  private final List<Analysis.Counted> frames = new ArrayList<>();
  private Scenario scenario = new Scenario("synthetic", "", "office-a", List.of());
  private final List<FlowReport> flows =
      new ArrayList<>(List.of(new FlowReport("ssh", true, 12, 1000, null)));
  private final Map<Trick, Long> forged = new EnumMap<>(Trick.class);
  private final List<Vitals> vitals = new ArrayList<>();
  private final List<Crossed> crossings = new ArrayList<>();
  private final List<Double> requests = new ArrayList<>();
  private ProbeLog down = probe("down", 1000, 1110, 3000, 3600);
  private final ProbeLog up = probe("up", 1000, 1090, 0, 0);

  @Test
  void passesARunInWhichEverythingThatMustHoldDoes() {
    RunReport report = report();
    assertThat(report.failures()).isEmpty();
    assertThat(report.passed()).isTrue();
  }

  @Test
  void describesEachHandoverByItsGapItsPathAndItsPrice() {
    HandoverReport leaving = report().handovers().getFirst();
    assertThat(leaving.kind()).isEqualTo("leaving");
    assertThat(leaving.gapMs()).isEqualTo(112); // the worse direction
    assertThat(leaving.idealMs()).isEqualTo(80);
    assertThat(leaving.ratioToIdeal()).isEqualTo(1.4);
    assertThat(leaving.withinTarget()).isTrue();
    assertThat(leaving.lost()).isEqualTo(55 + 45);
    assertThat(leaving.vpnMessages()).isEqualTo(3);
    assertThat(leaving.phasesMs()).containsEntry("gate-opened", 105.0);
    HandoverReport outside = report().handovers().getLast();
    assertThat(outside.vpnMessages()).isZero();
    assertThat(outside.ratioToIdeal()).isNull();
    assertThat(outside.lost()).isZero();
  }

  @Test
  void saysWhenTheFlowsMovedAgainAfterAFault() {
    var fault = report().faults().getFirst();
    assertThat(fault.recoveryMs()).isEqualTo(500); // 3100, when the harm was over, to 3600
    assertThat(fault.connectionsMs()).isEqualTo(600);
    assertThat(fault.silenceMs()).isEqualTo(602);
  }

  @Test
  void tellsTheLifeOfAnAssociationFromMessagesAndSnapshots() {
    assertThat(report().ikeSas())
        .singleElement()
        .satisfies(sa -> {
          assertThat(sa.initiatorSpi()).isEqualTo("a1");
          assertThat(sa.childSpis()).containsExactly("c1", "d1");
          assertThat(sa.establishedMs()).isCloseTo(1060, within(0.01));
          assertThat(sa.lifetimeMs()).isCloseTo(1440, within(0.01));
        });
  }

  @Test
  void failsWhenAnythingLeaks() {
    leaks.add(new Leak("cafe", 1, 0, "10.1.0.100"));
    assertThat(report().failures()).containsExactly("1 frames leaked");
    assertThat(report().leaks()).isEqualTo(1);
  }

  @Test
  void failsWhenASoftHandoverLoses() {
    down = probe("down", 2000, 2010, 3000, 3600);
    assertThat(report().failures()).containsExactly("handover 2 (cafe to cell) is soft and lost 5");
  }

  @Test
  void failsWhenAMoveIsSilentForLongerThanTheScenarioAllows() {
    scenario = expecting(Expectations.none().silentAtMost(Duration.ofMillis(112)));
    assertThat(report().failures()).isEmpty();
    scenario = expecting(Expectations.none().silentAtMost(Duration.ofMillis(111)));
    assertThat(report().failures())
        .containsExactly(
            "handover 1 (office-a to cafe) was silent for 112 ms, expected at most 111");
  }

  @Test
  void failsWhenANetworkThatTheScenarioNamesHasAnotherAccessMode() {
    scenario = expecting(Expectations.none().modesIn(Map.of("office-a", "c", "cafe", "cvc")));
    modes.addAll(List.of("office-a c", "cafe cvc", "cell fvc"));
    assertThat(report().failures()).isEmpty();
    modes.add("cafe fvc");
    assertThat(report().failures()).containsExactly("access mode: not expected: cafe fvc");
  }

  private static Scenario expecting(Expectations expected) {
    return new Scenario("synthetic", "", Enterprise.whole(), "office-a", List.of(), expected);
  }

  @Test
  void failsWhenTheVpnNoticesAMoveOutside() {
    ike.add(message(2100, "b1"));
    snapshots.set(
        1, new Snapshot(2500 * MS, List.of(new Association("a1", "b1", 1, List.of("c2", "d2")))));
    assertThat(report().failures())
        .containsExactly(
            "handover 2 (cafe to cell) caused 1 IKE messages",
            "handover 2 (cafe to cell) changed the VPN's SPIs");
  }

  @Test
  void failsWhenAFlowDies() {
    flows.add(new FlowReport("iperf3", false, 0, 0, "ended"));
    down = probe("down", 3000, 4000, 0, 0);
    assertThat(report().failures())
        .containsExactly("iperf3 did not survive", "probe-down did not survive");
  }

  @Test
  void failsWhenAFaultDoesNotHeal() {
    marks.set(
        2, new Broke(3000 * MS, 3000 * MS, "x", Duration.ofSeconds(5), false, 0, "vpn-down: why"));
    assertThat(report().failures()).containsExactly("x: no recovery within 5 s");
    assertThat(report().faults().getFirst().says()).isEqualTo("vpn-down: why");
  }

  @Test
  void failsWhenWhatTheScenarioExpectsWasNotSeen() {
    scenario =
        new Scenario(
            "synthetic",
            "",
            scenario.deployment(),
            "office-a",
            List.of(),
            Expectations.none().modes("cafe fvc"));
    modes.add("cafe cvc");
    unmet.add("iha did not say it");
    frames.add(new Analysis.Counted(new Frames("keepalives", "cell", "icmp", 2, 9), 1));
    frames.add(new Analysis.Counted(new Frames("strangers", "cafe", "ip", 0, 0), 1));
    assertThat(report().failures())
        .containsExactly(
            "iha did not say it",
            "access modes: expected [cafe fvc], seen [cafe cvc]",
            "keepalives on cell: 1 frames, expected 2 or more",
            "strangers on cafe: 1 frames, expected none");
    assertThat(report().accessModes()).containsExactly("cafe cvc");
  }

  @Test
  void letsTheVpnTakePartWhereThatIsTheIdea() {
    ike.add(message(2100, "b1"));
    scenario =
        new Scenario(
            "synthetic",
            "",
            scenario.deployment(),
            "office-a",
            List.of(),
            Expectations.none().vpnFollowing());
    assertThat(report().failures()).isEmpty();
  }

  @Test
  void tellsWhatATrickCostComparedWithTheSameMoveIntoTheHonestCafe() {
    trickAtTheEnd();
    forged.put(Trick.FORGE, 3L);
    assertThat(report().failures()).isEmpty();
    assertThat(report().tricks())
        .containsExactly(new TrickReport("forge", 3, "leaving", 2, 112.0, -110.0, 3, 0));
  }

  @Test
  void failsWhenTheAdversaryHadNothingToAnswer() {
    trickAtTheEnd();
    assertThat(report().failures())
        .containsExactly("forge (handover 3): the adversary found nothing to answer");
  }

  @Test
  void failsWhenTheVpnIsMadeAgainInAHostileCafe() {
    trickAtTheEnd();
    forged.put(Trick.FORGE, 3L);
    ike.add(new IkeMessage(BEGIN.getEpochSecond() + 3.9, "e1", "0"));
    assertThat(report().failures()).as("leaving begins one").isEmpty();
    ike.add(new IkeMessage(BEGIN.getEpochSecond() + 3.95, "e2", "0"));
    assertThat(report().failures())
        .containsExactly("forge (handover 3): the VPN was begun 2 times while the node stayed");
  }

  @Test
  void failsWhenTheNodeTakesTooMuchOfTheMachineInAHostileScenario() {
    vitals.add(new Vitals(0, "mn", 1, 2_000_000, 2_000_000, 0, 30, 60));
    assertThat(report().failures()).as("nobody means ill").isEmpty();
    scenario = new Scenario("synthetic", "", "office-a", List.of(new Step.Turn(Trick.FORGE)));
    assertThat(report().failures()).containsExactly("mn took 1953.1 MiB at most, bound 1024.0");
    assertThat(report().processes()).hasSize(1);
  }

  private void trickAtTheEnd() {
    marks.add(new Moved(3850 * MS, "office-a", "cafe", Kind.LEAVING, Mode.HARD, 20, Trick.FORGE));
  }

  @Test
  void failsWhenConnectionsDoNotMoveAfterASilence() {
    marks.add(new Paused(3900 * MS, 3950 * MS, 0));
    assertThat(report().failures())
        .containsExactly("after the silence at 4 s the connections did not move again");
  }

  private RunReport report() {
    var seen =
        new Observations(
            0,
            4000 * MS,
            marks,
            List.of(
                new NodeEvent(1002 * MS, "node", "link-found", "wlan0", null, "", ""),
                new NodeEvent(1107 * MS, "node", "gate-opened", "wlan0", null, "", "")),
            List.of(new Traffic.Seen("", new Probe.Logs(down, up, 0))),
            flows,
            snapshots,
            modes,
            unmet,
            0,
            0,
            List.of(),
            forged,
            crossings,
            List.of(),
            vitals);
    return Analysis.report(
        scenario, true, seen, new Timeline(0, BEGIN), ike, leaks, frames, requests);
  }

  /** Every 2 ms for 4 s, without delay, but for two stretches in which everything is lost. */
  private static ProbeLog probe(String direction, long from, long to, long from2, long to2) {
    var sent = new long[2000];
    var sequences = new ArrayList<Integer>();
    for (int i = 0; i < sent.length; i++) {
      long at = 2L * i;
      sent[i] = at * MS;
      if ((at < from || at >= to) && (at < from2 || at >= to2)) {
        sequences.add(i);
      }
    }
    return new ProbeLog(
        direction,
        sent,
        sequences.stream().mapToInt(i -> i).toArray(),
        sequences.stream().mapToLong(i -> sent[i]).toArray());
  }

  private static IkeMessage message(long millis, String responder) {
    return new IkeMessage(BEGIN.getEpochSecond() + millis / 1e3, "a1", responder);
  }
}
