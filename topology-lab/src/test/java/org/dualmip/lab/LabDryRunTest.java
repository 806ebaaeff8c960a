package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dualmip.lab.namespaces.Leftovers;
import org.dualmip.lab.namespaces.RootOnly;
import org.dualmip.lab.namespaces.RunId;
import org.dualmip.lab.report.FaultReport;
import org.dualmip.lab.report.HandoverReport;
import org.dualmip.lab.report.ResultFile;
import org.dualmip.lab.report.RunReport;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.traffic.FlowReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole lab with plain routes in the place of DualMIP: see stand-in.sh. */
class LabDryRunTest {
  private static final Step.Stay STAY =
      new Step.Stay(Duration.ofSeconds(3), Duration.ofMillis(2500));

  @Test
  void runsAScenarioFromTheTopologyToTheTableAndSeesThatPlainRoutesLeak(@TempDir Path folder)
      throws Exception {
    RootOnly.orSkip("a scenario with a stand-in for DualMIP");
    var scenario =
        new Scenario(
            "dry-run",
            "inside hard, leaving hard, outside soft, entering soft, and a dead home agent",
            "office-a",
            List.of(
                STAY,
                new Step.Move("office-b", Mode.HARD),
                STAY,
                new Step.Move("cafe", Mode.HARD),
                STAY,
                new Step.Move("cell", Mode.SOFT),
                STAY,
                new Step.Move("office-a", Mode.SOFT),
                STAY,
                new Step.Fault("agent-killed", new Step.Harm.Kill("iha"), Duration.ofSeconds(10)),
                STAY));
    Path standIn = Path.of(getClass().getResource("/stand-in.sh").toURI());
    assertThat(standIn.toFile().setExecutable(true)).isTrue();
    List<RunId> before = Leftovers.runs(); // of others, who may end meanwhile

    int code =
        new Lab(List.of(standIn.toString()), System.out, System.out).run(scenario, folder, true);

    assertThat(code).isEqualTo(1);
    assertThat(before).containsAll(Leftovers.runs());
    RunReport report = ResultFile.read(folder.resolve("result.json"));
    assertThat(report.failures()).allMatch(failure -> failure.contains("leaked"));
    assertThat(report.leaks()).isPositive();
    assertThat(report.flows())
        .extracting(FlowReport::name)
        .containsExactly("iperf3", "ssh", "probe-down", "probe-up");
    assertThat(report.flows()).allMatch(FlowReport::survived);
    assertThat(report.handovers())
        .extracting(HandoverReport::kind)
        .containsExactly("inside", "leaving", "outside", "entering");
    assertThat(report.handovers())
        .extracting(HandoverReport::mode)
        .containsExactly("hard", "hard", "soft", "soft");
    assertThat(report.handovers()).allMatch(one -> one.phasesMs().containsKey("gate-opened"));
    assertThat(report.handovers().get(1).pathRttMs()).isBetween(20.0, 30.0);
    assertThat(report.handovers().get(1).lost()).isPositive();
    assertThat(report.faults()).allMatch(FaultReport::recovered);
    for (String segment : List.of("inner-home", "office-a", "inner-core", "dmz", "cafe", "cell")) {
      assertThat(folder.resolve("pcap").resolve(segment + ".pcapng")).isNotEmptyFile();
    }
    assertThat(Files.readAllLines(folder.resolve("timeline.csv")))
        .hasSizeGreaterThan(10)
        .anyMatch(line -> line.contains("office-a to office-b hard"));
    assertThat(folder.resolve("table.txt")).isNotEmptyFile();
  }
}
