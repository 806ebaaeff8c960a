package org.dualmip.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.dualmip.lab.adversary.HostileCafe;
import org.dualmip.lab.report.CrossingCell;
import org.dualmip.lab.report.CrossingPlot;
import org.dualmip.lab.report.CrossingReport;
import org.dualmip.lab.report.CrossingTable;
import org.dualmip.lab.report.Leak;
import org.dualmip.lab.report.LeakFilter;
import org.dualmip.lab.report.ResultFile;
import org.dualmip.lab.report.RunReport;
import org.dualmip.lab.report.Table;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.report.Tshark;
import org.dualmip.lab.scenario.Expectations.Frames;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.topology.ThreeTier;

/** One run of a scenario, from building the lab to the files in the folder of results. */
final class LabRun {
  private final List<String> dualmip;
  private final Scenario scenario;
  private final boolean quick;
  private final Path results;
  private final Progress progress;
  private final long start = System.nanoTime();
  private final Timeline timeline = new Timeline(start, Instant.now());

  /**
   * Nothing happens yet.
   *
   * @param dualmip the command that runs DualMIP
   * @param results where everything goes; it is there, and holds nothing of an earlier run
   */
  LabRun(List<String> dualmip, Scenario scenario, boolean quick, Path results, PrintStream out) {
    this.dualmip = dualmip;
    this.scenario = scenario;
    this.quick = quick;
    this.results = results;
    progress = new Progress(out, start);
  }

  /** A lab of its own for a scenario, which goes away with this process at the latest. */
  static LiveLab open(
      List<String> dualmip,
      Scenario scenario,
      String what,
      Path results,
      Timeline timeline,
      Progress progress) {
    LabState state = LabState.claim(what, results, new SecureRandom());
    var lab = new LiveLab(dualmip, scenario.deployment(), state, results, timeline, progress);
    Runtime.getRuntime().addShutdownHook(new Thread(lab::close, "lab end"));
    return lab;
  }

  /** Runs it and removes the lab. */
  RunReport run() throws IOException, InterruptedException {
    RunReport report;
    try (LiveLab lab = open(dualmip, scenario, scenario.name(), results, timeline, progress)) {
      try {
        lab.start(scenario.start());
        Observations seen = new ScenarioRun(lab, scenario, quick, progress, timeline).run();
        writeProbes(seen.probes());
        progress.say("stopping the services");
        lab.stopServices();
        lab.captures().finish();
        progress.say("reading the captures");
        report = analysed(lab, seen);
        ResultFile.write(report, results.resolve("result.json"));
        Files.write(results.resolve("table.txt"), Table.lines(report));
        writeCrossings(report.crossings());
      } finally {
        timeline.write(results.resolve("timeline.csv"));
      }
    }
    progress.say("done; everything is in " + results);
    return report;
  }

  private void writeCrossings(List<CrossingReport> crossings) throws IOException {
    if (!crossings.isEmpty()) {
      Files.write(results.resolve("crossings.csv"), CrossingTable.csv(crossings));
      Files.write(results.resolve("crossings.txt"), CrossingTable.lines(crossings));
      Files.writeString(
          results.resolve("crossings.svg"), CrossingPlot.svg(CrossingCell.of(crossings)));
    }
  }

  private void writeProbes(List<Traffic.Seen> probes) throws IOException {
    for (Traffic.Seen probe : probes) {
      try (var out = Files.newBufferedWriter(results.resolve(probe.prefix() + "probe.csv"))) {
        out.write("direction,sequence,sent_ms,arrived_ms\n");
        probe.logs().down().write(out, start);
        probe.logs().up().write(out, start);
      }
    }
  }

  private RunReport analysed(LiveLab lab, Observations seen) {
    List<Leak> leaks =
        new LeakCheck(scenario.deployment().topology(), ThreeTier.INNER, timeline)
            .over(lab.folder(), seen.disguises(), seen.exposures());
    // Each tshark keeps one processor busy.
    List<Analysis.Counted> frames =
        scenario.expected().frames().parallelStream()
            .map(expected -> counted(lab, expected))
            .toList();
    // What comes through an outer home agent is out of its tunnel in the DMZ.
    String bare = scenario.expected().vpnFollows() ? "internet" : "dmz";
    var ike = Tshark.ikeMessages(lab.folder().capture(bare));
    return Analysis.report(
        scenario, quick, seen, timeline, ike, leaks, frames, requests(lab, seen));
  }

  /** When the café saw a request to the inner home agent, be it a registration or a probe. */
  private static List<Double> requests(LiveLab lab, Observations seen) {
    return seen.crossings().isEmpty()
        ? List.of()
        : Tshark.frames(lab.folder().capture(HostileCafe.SEGMENT), LeakFilter.ASKING).stream()
            .map(Tshark.Frame::epochSeconds)
            .toList();
  }

  private static Analysis.Counted counted(LiveLab lab, Frames expected) {
    int count = Tshark.count(lab.folder().capture(expected.segment()), expected.filter());
    return new Analysis.Counted(expected, count);
  }
}
