package org.dualmip.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dualmip.lab.traffic.FlowReport;

/** The result as people read it. */
public final class Table {
  private Table() {}

  /** The lines of the table, without line ends. */
  public static List<String> lines(RunReport report) {
    var lines = new ArrayList<String>();
    if (!report.crossings().isEmpty()) {
      lines.addAll(CrossingTable.lines(report.crossings()));
      lines.add("");
    } else if (!report.handovers().isEmpty()) {
      lines.addAll(handovers(report.handovers()));
      lines.add("");
    }
    if (!report.faults().isEmpty()) {
      lines.addAll(faults(report.faults()));
      lines.add("");
    }
    if (!report.tricks().isEmpty()) {
      lines.addAll(tricks(report.tricks()));
      lines.add("");
    }
    if (!report.accessModes().isEmpty()) {
      lines.add("access modes: " + String.join(", ", report.accessModes()));
      lines.add("");
    }
    lines.addAll(flows(report.flows()));
    lines.add("");
    if (!report.processes().isEmpty()) {
      lines.addAll(processes(report.processes()));
      lines.add("");
    }
    lines.add(
        report.leaks() == 0
            ? "No inner address was seen in the clear on an outside segment."
            : report.leaks() + " frames on outside segments carry an inner address in the clear.");
    for (Leak leak : report.leakedFrames()) {
      lines.add(
          "  %s frame %d, %.0f ms: %s"
              .formatted(leak.segment(), leak.frame(), leak.timeMs(), leak.summary()));
    }
    lines.add("VPN associations during the run: " + report.ikeSas().size());
    if (report.passed()) {
      lines.add("PASSED");
    } else {
      lines.add("FAILED");
      report.failures().forEach(failure -> lines.add("  " + failure));
    }
    return lines;
  }

  private static List<String> handovers(List<HandoverReport> handovers) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "#",
            "from",
            "to",
            "kind",
            "mode",
            "gap ms",
            "r ms",
            "ideal ms",
            "ratio",
            "lost",
            "dup",
            "reord",
            "vpn msgs"));
    for (HandoverReport row : handovers) {
      rows.add(
          List.of(
              String.valueOf(row.index()),
              row.from(),
              row.to(),
              row.kind(),
              row.mode(),
              decimal(row.gapMs()),
              decimal(row.pathRttMs()),
              row.idealMs() == null ? "-" : decimal(row.idealMs()),
              row.ratioToIdeal() == null ? "-" : decimal(row.ratioToIdeal()),
              String.valueOf(row.lost()),
              String.valueOf(row.duplicated()),
              String.valueOf(row.reordered()),
              String.valueOf(row.vpnMessages())));
    }
    return aligned(rows, 5);
  }

  private static List<String> faults(List<FaultReport> faults) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("fault", "packets after ms", "bound ms", "silence ms", "TCP after ms"));
    for (FaultReport fault : faults) {
      rows.add(
          List.of(
              fault.name(),
              fault.recoveryMs() == null ? "not" : decimal(fault.recoveryMs()),
              decimal(fault.boundMs()),
              decimal(fault.silenceMs()),
              fault.connectionsMs() == null ? "not" : decimal(fault.connectionsMs())));
    }
    List<String> lines = aligned(rows, 1);
    for (FaultReport fault : faults) {
      if (fault.says() != null) {
        lines.add("  " + fault.name() + ": " + fault.says());
      }
    }
    return lines;
  }

  private static List<String> tricks(List<TrickReport> tricks) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "trick", "#", "kind", "gap ms", "honest ms", "lost to it ms", "forged", "vpn made"));
    for (TrickReport trick : tricks) {
      rows.add(
          List.of(
              trick.trick(),
              String.valueOf(trick.handover()),
              trick.kind(),
              decimal(trick.gapMs()),
              trick.cleanGapMs() == null ? "-" : decimal(trick.cleanGapMs()),
              trick.timeLostMs() == null ? "-" : decimal(trick.timeLostMs()),
              String.valueOf(trick.forged()),
              String.valueOf(trick.vpnMade())));
    }
    return aligned(rows, 3);
  }

  private static List<String> processes(List<ProcessReport> processes) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "program", "MiB first", "last", "peak", "cpu s", "busiest", "threads", "descriptors"));
    for (ProcessReport one : processes) {
      rows.add(
          List.of(
              one.name(),
              decimal(one.firstMb()),
              decimal(one.lastMb()),
              decimal(one.peakMb()),
              decimal(one.cpuSeconds()),
              String.format(Locale.ROOT, "%.0f %%", 100 * one.busiest()),
              String.valueOf(one.threads()),
              String.valueOf(one.descriptors())));
    }
    return aligned(rows, 1);
  }

  private static List<String> flows(List<FlowReport> flows) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("flow", "survived", "bytes", "longest silence ms"));
    for (FlowReport flow : flows) {
      rows.add(
          List.of(
              flow.name(),
              flow.survived() ? "yes" : "NO",
              String.valueOf(flow.bytes()),
              decimal(flow.longestSilenceMs())));
    }
    List<String> lines = aligned(rows, 2);
    for (FlowReport flow : flows) {
      if (flow.problem() != null) {
        lines.add("  " + flow.name() + ": " + flow.problem());
      }
    }
    return lines;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Columns with two spaces between; the first so many to the left, the others to the right. */
  static List<String> aligned(List<List<String>> rows, int left) {
    int columns = rows.getFirst().size();
    var widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String format = column < left ? "%-" + widths[column] + "s" : "%" + widths[column] + "s";
        line.append(column == 0 ? "" : "  ").append(String.format(format, row.get(column)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
