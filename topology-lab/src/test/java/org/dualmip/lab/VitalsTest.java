package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.lab.report.ProcessReport;
import org.junit.jupiter.api.Test;

class VitalsTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MB = 1024;

  @Test
  void readsTheFilesOfProcEvenIfTheNameOfTheProgramHoldsAnything() {
    String stat =
        "4711 (a) R 1 (b) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 37 0 12345 1000 200";
    Vitals seen =
        Vitals.read(7, "mn", 4711, stat, "Name:\ta\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n", 99);
    assertThat(seen).isEqualTo(new Vitals(7, "mn", 4711, 1024, 2048, 3.0, 37, 99));
  }

  @Test
  void looksAtLivingProcessesAndSaysNothingOfDeadOnes() {
    long own = ProcessHandle.current().pid();
    assertThat(Vitals.of("self", own))
        .hasValueSatisfying(seen -> {
          assertThat(seen.residentKb()).isBetween(1024L, seen.peakKb());
          assertThat(seen.cpuSeconds()).isPositive();
          assertThat(seen.threads()).isPositive();
          assertThat(seen.descriptors()).isPositive();
        });
    assertThat(Vitals.of("nobody", Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void tellsTheBusiestStretchOfTheSameProcess() {
    List<ProcessReport> reports =
        Appetite.reports(
            List.of(
                sample(0, 1, 100, 1.0),
                sample(10, 1, 110, 3.0),
                sample(20, 1, 105, 8.0),
                sample(30, 2, 90, 0.5), // started again: its time is not the other's
                sample(40, 2, 90, 1.5)));
    assertThat(reports)
        .containsExactly(new ProcessReport("mn", 100, 90, 111, 2.0 + 5.0 + 1.0, 0.5, 30, 60));
    assertThat(Appetite.excesses(reports)).isEmpty();
  }

  @Test
  void whatGrowsOrSpinsIsBeyondItsBound() {
    assertThat(
            Appetite.excesses(
                Appetite.reports(List.of(sample(0, 1, 100, 1.0), sample(10, 1, 500, 21.0)))))
        .containsExactly(
            "mn took 400.0 MiB more than at first, bound 256.0",
            "mn took 2.0 processors for a while, bound 1.5");
  }

  private static Vitals sample(int second, long pid, long megabytes, double cpu) {
    return new Vitals(
        second * SECOND, "mn", pid, megabytes * MB, (megabytes + 1) * MB, cpu, 30, 60);
  }
}
