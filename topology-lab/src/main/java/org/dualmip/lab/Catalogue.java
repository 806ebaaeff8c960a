package org.dualmip.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dualmip.lab.file.ScenarioFile;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Scenarios;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.Spelling;

/**
 * Scenarios: those that ship, and those in files.
 *
 * @param node judges what a file changes in the node's configuration
 * @param out for what was asked
 * @param err for what is wrong
 */
record Catalogue(NodeCheck node, PrintStream out, PrintStream err) {
  /** Prints those that ship. */
  void list() {
    for (Scenario scenario : Scenarios.all()) {
      out.printf("%-20s %s%n", scenario.name(), scenario.summary());
    }
  }

  /** The one of that name or in that file; if there is none, why has been said. */
  Optional<Scenario> find(String name) {
    if (ScenarioFile.isFile(name)) {
      return read(Path.of(name));
    }
    Optional<Scenario> scenario = Scenarios.named(name);
    if (scenario.isEmpty()) {
      List<String> names = Scenarios.all().stream().map(Scenario::name).toList();
      err.println("There is no scenario \"" + name + "\"" + Spelling.hint(name, names) + ".");
      err.println("'dualmip lab list' prints those that ship; a file's name ends in .yaml.");
    }
    return scenario;
  }

  /** Says what is wrong with a file, or what it holds, and whether it is good. */
  boolean validate(Path file) {
    Optional<Scenario> scenario = read(file);
    scenario.ifPresent(good -> out.println(file + ": no problems found; " + Outline.of(good)));
    return scenario.isPresent();
  }

  /** Writes a file to begin with, unless there is one; whether it did. */
  boolean begin(Path file) throws IOException {
    try {
      ScenarioFile.begin(file);
    } catch (FileAlreadyExistsException there) {
      err.println("dualmip lab: " + file + " is there already; choose another name");
      return false;
    } catch (NoSuchFileException nowhere) {
      err.println("dualmip lab: there is no folder for " + file);
      return false;
    }
    String name = ScenarioFile.isFile(file.toString()) ? file.toString() : "./" + file;
    out.println(file + ": a scenario that runs as it is:");
    out.println("  sudo ./dualmip lab run " + name + " --quick");
    return true;
  }

  private Optional<Scenario> read(Path file) {
    try {
      Scenario scenario = ScenarioFile.read(file);
      List<String> wrong = node.problems(scenario.deployment());
      wrong.forEach(line -> err.println(file + ": node: " + line));
      return Optional.of(scenario).filter(_ -> wrong.isEmpty());
    } catch (ConfigException wrong) {
      err.println(wrong.getMessage());
    } catch (IOException refused) {
      err.println("dualmip lab: the node's configuration cannot be checked: " + refused);
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
