package org.dualmip.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dualmip.cli.doctor.Finding.Status;
import org.dualmip.cli.show.Columns;

/** All probes. Stateless. */
public final class Doctor {
  private static final int SIDE_BY_SIDE = 4;

  private Doctor() {}

  /** Asks all probes; the findings come in the order of the list. */
  public static List<Finding> examine() throws InterruptedException {
    return examine(
        Stream.of(Basics.probes(), Kernel.probes(), Programs.probes())
            .flatMap(List::stream)
            .toList());
  }

  static List<Finding> examine(List<Probe> probes) throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      List<Future<Finding>> answers = new ArrayList<>();
      for (Probe probe : probes) {
        answers.add(threads.submit(probe::ask));
      }
      var findings = new ArrayList<Finding>();
      for (Future<Finding> answer : answers) {
        try {
          findings.add(answer.get());
        } catch (ExecutionException bug) {
          throw new IllegalStateException("a probe failed", bug);
        }
      }
      return findings;
    }
  }

  /** The findings for people, with a line at the end that says what they mean. */
  public static List<String> lines(List<Finding> findings) {
    var columns = new Columns();
    for (Finding finding : findings) {
      columns.row(List.of(word(finding.status()), finding.subject(), finding.found()));
      if (!finding.remedy().isEmpty()) {
        columns.row(List.of("", "", "-> " + finding.remedy()));
      }
    }
    var lines = new ArrayList<>(columns.lines());
    lines.add("");
    lines.add(conclusion(findings));
    return lines;
  }

  private static String conclusion(List<Finding> findings) {
    List<String> missing = subjects(findings, Status.MISSING);
    List<String> unknown = subjects(findings, Status.UNKNOWN);
    if (missing.isEmpty() && unknown.isEmpty()) {
      return "This machine can run agents, nodes and labs.";
    }
    var text = new StringBuilder();
    if (!missing.isEmpty()) {
      text.append("Missing for a lab: ").append(String.join(", ", missing)).append(". ");
    }
    if (!unknown.isEmpty()) {
      text.append("Could not be checked: ").append(String.join(", ", unknown)).append(". ");
    }
    return text.toString().strip();
  }

  private static List<String> subjects(List<Finding> findings, Status status) {
    return findings.stream()
        .filter(finding -> finding.stopsLab() && finding.status() == status)
        .map(Finding::subject)
        .toList();
  }

  private static String word(Status status) {
    return status == Status.INFO ? "-" : status.name().toLowerCase(Locale.ROOT);
  }
}
