package org.dualmip.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.cli.doctor.Finding.NeededBy;
import org.dualmip.cli.doctor.Finding.Status;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final Finding FINE =
      new Finding("JDK 25", Status.OK, "25.0.3", "", NeededBy.EVERYTHING);
  private static final Finding GONE =
      new Finding("iperf3", Status.MISSING, "not found", "install it", NeededBy.LAB);
  private static final Finding UNTRIED =
      new Finding("nftables", Status.UNKNOWN, "cannot be tried", "ask root", NeededBy.EVERYTHING);
  private static final Finding ASIDE =
      new Finding("netem", Status.INFO, "not there", "", NeededBy.NOBODY);

  @Test
  void whatIsMissingComesWithItsRemedyAndAConclusion() {
    assertThat(Doctor.lines(List.of(FINE, GONE, UNTRIED, ASIDE)))
        .containsExactly(
            "ok       JDK 25    25.0.3",
            "missing  iperf3    not found",
            "                   -> install it",
            "unknown  nftables  cannot be tried",
            "                   -> ask root",
            "-        netem     not there",
            "",
            "Missing for a lab: iperf3. Could not be checked: nftables.");
  }

  @Test
  void whatNobodyNeedsDoesNotSpoilTheConclusion() {
    assertThat(Doctor.lines(List.of(FINE, ASIDE)))
        .last()
        .isEqualTo("This machine can run agents, nodes and labs.");
  }

  @Test
  void onlyWhatIsNeededAndNotThereStopsALab() {
    assertThat(List.of(FINE, GONE, UNTRIED, ASIDE).stream().map(Finding::stopsLab))
        .containsExactly(false, true, true, false);
  }

  @Test
  void findingsComeInTheOrderOfTheProbesHoweverLongEachTakes() throws InterruptedException {
    var second = new java.util.concurrent.CountDownLatch(1);
    Probe waits =
        () -> {
          try {
            second.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          return FINE;
        };
    Probe frees =
        () -> {
          second.countDown();
          return GONE;
        };
    assertThat(Doctor.examine(List.of(waits, frees))).containsExactly(FINE, GONE);
  }

  @Test
  void aProgramThatIsNotThereIsAResultAndNoException() {
    assertThat(Tool.find("dualmip-no-such-program")).isEmpty();
    assertThat(Tool.run(List.of("dualmip-no-such-program")).exit()).isEqualTo(127);
  }

  @Test
  void aProgramGetsItsInputAndGivesItsOutput() {
    assertThat(Tool.run(List.of("cat"), "one\ntwo\n")).isEqualTo(new Tool.Result(0, "one\ntwo"));
    assertThat(Tool.run(List.of("sh", "-c", "echo no >&2; exit 3")))
        .isEqualTo(new Tool.Result(3, "no"));
  }
}
