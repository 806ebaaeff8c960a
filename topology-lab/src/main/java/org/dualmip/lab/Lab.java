package org.dualmip.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.report.RunReport;
import org.dualmip.lab.report.Table;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.topology.AccessNetwork;

/**
 * The verbs of {@code dualmip lab} that make a lab; {@link OpenLabs} has those about one that is
 * up. Each prints for people and returns the exit code: 0 if all is well, 1 if a run did not pass
 * or could not be made, 2 if it was asked for something that does not exist. Belongs to one thread.
 */
public final class Lab {
  private final List<String> dualmip;
  private final PrintStream out;
  private final PrintStream err;
  private final Guard guard;
  private final Catalogue catalogue;

  /**
   * A lab that runs the given program.
   *
   * @param dualmip the command that runs DualMIP; the verb and its options are added
   * @param out for results and progress
   * @param err for what went wrong
   */
  public Lab(List<String> dualmip, PrintStream out, PrintStream err) {
    this.dualmip = List.copyOf(dualmip);
    this.out = out;
    this.err = err;
    guard = new Guard(err);
    catalogue = new Catalogue(new NodeCheck(this.dualmip), out, err);
  }

  /** Prints the scenarios there are. */
  public int list() {
    catalogue.list();
    return Guard.FINE;
  }

  /**
   * Builds the lab, runs a scenario, leaves the results in a folder and removes the lab.
   *
   * @param name of a scenario, or a file that holds one
   * @param quick the same steps with shorter stays
   */
  public int run(String name, Path folder, boolean quick) {
    Optional<Scenario> scenario = catalogue.find(name);
    return scenario.isEmpty() ? Guard.MISUSED : run(scenario.get(), folder, quick);
  }

  /** Reads a scenario file and says what is wrong with it, or what it holds. */
  public int validate(Path file) {
    return catalogue.validate(file) ? Guard.FINE : Guard.MISUSED;
  }

  /** Writes a scenario file to begin with; one that is there is not touched. */
  public int begin(Path file) {
    return guard.run(() -> catalogue.begin(file) ? Guard.FINE : Guard.MISUSED);
  }

  /** As above, with a scenario of one's own. */
  public int run(Scenario scenario, Path folder, boolean quick) {
    if (lacksNeeds()) {
      return Guard.FAILED;
    }
    return guard.run(() -> {
      RunReport report = new LabRun(dualmip, scenario, quick, prepared(folder), out).run();
      out.println();
      Table.lines(report).forEach(out::println);
      return report.passed() ? Guard.FINE : Guard.FAILED;
    });
  }

  /**
   * Builds the lab of a scenario and keeps it until Ctrl-C, SIGTERM or {@link OpenLabs#down}.
   *
   * @param name of the scenario, or the file, whose network and services are wanted
   */
  public int up(String name, Path folder) {
    Optional<Scenario> scenario = catalogue.find(name);
    if (scenario.isEmpty()) {
      return Guard.MISUSED;
    }
    if (lacksNeeds()) {
      return Guard.FAILED;
    }
    return guard.run(() -> {
      long start = System.nanoTime();
      var timeline = new Timeline(start, Instant.now());
      Path results = prepared(folder);
      var progress = new Progress(out, start);
      try (LiveLab lab = LabRun.open(dualmip, scenario.get(), "up", results, timeline, progress)) {
        lab.start(scenario.get().start());
        try (LabDesk _ = new LabDesk(lab, scenario.get().start(), timeline, progress)) {
          out.println("The lab is up. In another terminal:");
          hints(scenario.get()).forEach(hint -> out.println("  dualmip lab " + hint));
          out.println("Ctrl-C here ends it as well.");
          new CountDownLatch(1).await();
        }
        return Guard.FINE;
      }
    });
  }

  /** What to try first. */
  private static List<String> hints(Scenario scenario) {
    Talk talk = scenario.deployment().talks().getFirst();
    String elsewhere =
        scenario.deployment().topology().accesses().stream()
            .map(AccessNetwork::segment)
            .filter(segment -> !segment.equals(scenario.start()))
            .findFirst()
            .orElse(scenario.start());
    return List.of(
        "show",
        "ping " + talk.host() + " " + talk.peer(),
        "move " + elsewhere,
        "exec " + talk.host() + " ip -br address",
        "capture " + elsewhere + " | wireshark -k -i -",
        "down");
  }

  /** Whether something is missing here; then it has been said. */
  private boolean lacksNeeds() {
    Needs needs = Needs.ofThisHost();
    if (!needs.areMet()) {
      needs.lines().forEach(err::println);
    }
    return !needs.areMet();
  }

  /** The folder, made if need be, without the files of an earlier run. */
  private static Path prepared(Path folder) throws IOException {
    Path results = folder.toAbsolutePath().normalize();
    Files.createDirectories(results);
    for (String old :
        List.of(
            "result.json",
            "timeline.csv",
            "table.txt",
            "crossings.csv",
            "crossings.txt",
            "crossings.svg")) {
      Files.deleteIfExists(results.resolve(old));
    }
    for (String old : List.of("log", "pcap", "events")) {
      LabState.delete(results.resolve(old));
    }
    return results;
  }
}
