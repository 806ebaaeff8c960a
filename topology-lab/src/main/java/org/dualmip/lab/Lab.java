package org.dualmip.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.namespaces.Leftovers;
import org.dualmip.lab.namespaces.RunId;
import org.dualmip.lab.report.RunReport;
import org.dualmip.lab.report.Table;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.linux.HostException;

/**
 * The verbs of {@code dualmip lab}. Each prints for people and returns the exit code: 0 if all is
 * well, 1 if a run did not pass or could not be made, 2 if it was asked for something that does not
 * exist. Belongs to one thread.
 */
public final class Lab {
  private static final int FINE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final Duration DOWN_PATIENCE = Duration.ofSeconds(20);

  private final List<String> dualmip;
  private final PrintStream out;
  private final PrintStream err;
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
    catalogue = new Catalogue(new NodeCheck(this.dualmip), out, err);
  }

  /** Prints the scenarios there are. */
  public int list() {
    catalogue.list();
    return FINE;
  }

  /**
   * Builds the lab, runs a scenario, leaves the results in a folder and removes the lab.
   *
   * @param name of a scenario, or a file that holds one
   * @param quick the same steps with shorter stays
   */
  public int run(String name, Path folder, boolean quick) {
    Optional<Scenario> scenario = catalogue.find(name);
    return scenario.isEmpty() ? MISUSED : run(scenario.get(), folder, quick);
  }

  /** Reads a scenario file and says what is wrong with it, or what it holds. */
  public int validate(Path file) {
    return catalogue.validate(file) ? FINE : MISUSED;
  }

  /** Writes a scenario file to begin with; one that is there is not touched. */
  public int begin(Path file) {
    return guarded(() -> catalogue.begin(file) ? FINE : MISUSED);
  }

  /** As above, with a scenario of one's own. */
  public int run(Scenario scenario, Path folder, boolean quick) {
    if (lacksNeeds()) {
      return FAILED;
    }
    return guarded(() -> {
      RunReport report = new LabRun(dualmip, scenario, quick, prepared(folder), out).run();
      out.println();
      Table.lines(report).forEach(out::println);
      return report.passed() ? FINE : FAILED;
    });
  }

  /**
   * Builds the lab of a scenario and keeps it until Ctrl-C, SIGTERM or {@link #down}.
   *
   * @param name of the scenario, or the file, whose network and services are wanted
   */
  public int up(String name, Path folder) {
    Optional<Scenario> scenario = catalogue.find(name);
    if (scenario.isEmpty()) {
      return MISUSED;
    }
    if (lacksNeeds()) {
      return FAILED;
    }
    return guarded(() -> {
      long start = System.nanoTime();
      var timeline = new Timeline(start, Instant.now());
      Path results = prepared(folder);
      var progress = new Progress(out, start);
      try (LiveLab lab = LabRun.open(dualmip, scenario.get(), "up", results, timeline, progress)) {
        lab.start(scenario.get().start());
        Talk talk = scenario.get().deployment().talks().getFirst();
        out.println("The lab is up. In another terminal:");
        out.println("  dualmip lab show");
        out.printf("  dualmip lab exec %s ping -I %s %s%n", talk.host(), talk.from(), talk.to());
        out.println("  dualmip lab down");
        out.println("Ctrl-C here ends it as well.");
        new CountDownLatch(1).await();
        return FINE;
      }
    });
  }

  /**
   * Ends a lab that is up, as Ctrl-C in its terminal would.
   *
   * @param id its digits; may be left out if there is only one
   */
  public int down(Optional<String> id) {
    return guarded(() -> {
      LabState lab = one(id);
      ProcessHandle.of(lab.pid()).ifPresent(ProcessHandle::destroy);
      long deadline = System.nanoTime() + DOWN_PATIENCE.toNanos();
      while (Files.exists(lab.folder()) && System.nanoTime() - deadline < 0) {
        Thread.sleep(50);
      }
      if (Files.exists(lab.folder())) {
        err.println(
            "Lab "
                + lab.id()
                + " does not end; kill process "
                + lab.pid()
                + " and run 'dualmip lab clean'.");
        return FAILED;
      }
      out.println("Lab " + lab.id() + " is down.");
      return FINE;
    });
  }

  /** Removes what labs left behind that are no longer alive; touches nothing else. */
  public int clean() {
    return guarded(() -> {
      requireRoot();
      var alive = new TreeSet<String>();
      var dead = new TreeSet<String>();
      for (LabState lab : LabState.all()) {
        (lab.isAlive() ? alive : dead).add(lab.id());
      }
      Leftovers.runs().forEach(run -> dead.add(run.text()));
      dead.removeAll(alive);
      for (String id : dead) {
        int namespaces = LabState.remove(new RunId(id));
        out.println("Lab " + id + ": removed, with " + namespaces + " namespaces.");
      }
      for (Path folder : LabState.folders()) {
        if (!alive.contains(String.valueOf(folder.getFileName()))) {
          LabState.delete(folder); // begun and never a lab
        }
      }
      LabState.removeParent();
      if (dead.isEmpty()) {
        out.println("No dead lab has left anything.");
      }
      alive.forEach(id -> out.println("Lab " + id + " is alive; 'dualmip lab down' ends it."));
      return FINE;
    });
  }

  /** Prints the labs that are alive, their nodes and how to reach them. */
  public int show() {
    return guarded(() -> {
      List<LabState> labs = LabState.all();
      if (labs.isEmpty()) {
        out.println("No lab is up. 'dualmip lab up' starts one.");
      }
      labs.forEach(lab -> LabView.lines(lab).forEach(out::println));
      return FINE;
    });
  }

  /**
   * Runs a command inside a node of a lab, with this terminal.
   *
   * @param id the lab's digits; may be left out if there is only one
   */
  public int exec(Optional<String> id, String node, List<String> command) {
    return guarded(() -> {
      requireRoot();
      LabState lab = one(id);
      String namespace = lab.run().namespace(node);
      List<String> all = Leftovers.namespaces(lab.run());
      if (!all.contains(namespace)) {
        err.println("There is no node \"" + node + "\" in lab " + lab.id() + ".");
        return MISUSED;
      }
      var whole = new ArrayList<>(Launcher.inNamespace(namespace));
      whole.addAll(command);
      return new ProcessBuilder(whole).inheritIO().start().waitFor();
    });
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

  private static LabState one(Optional<String> id) {
    List<LabState> labs = LabState.all().stream().filter(LabState::isAlive).toList();
    List<LabState> wanted =
        labs.stream().filter(lab -> id.isEmpty() || lab.id().equals(id.get())).toList();
    if (wanted.size() == 1) {
      return wanted.getFirst();
    }
    if (labs.isEmpty()) {
      throw new LabException("no lab is up; 'dualmip lab up' starts one");
    }
    throw new LabException(
        "say which lab with --id: " + String.join(", ", labs.stream().map(LabState::id).toList()));
  }

  private static void requireRoot() {
    if (!Needs.isRoot()) {
      throw new LabException("labs belong to root: run it with sudo");
    }
  }

  /** A verb, which may fail in the ways that a host can make it fail. */
  private interface Verb {
    int run() throws IOException, InterruptedException;
  }

  private int guarded(Verb verb) {
    try {
      return verb.run();
    } catch (LabException | HostException refused) {
      err.println("dualmip lab: " + refused.getMessage());
      return FAILED;
    } catch (IOException refused) {
      err.println("dualmip lab: " + refused);
      return FAILED;
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }
}
