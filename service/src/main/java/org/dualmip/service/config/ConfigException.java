package org.dualmip.service.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used. Its message is all its problems, one to a line. */
public final class ConfigException extends Exception {
  private final transient List<ConfigProblem> problems;

  /** Sorts the problems by their places in the file. */
  public ConfigException(List<ConfigProblem> problems) {
    super(
        sorted(problems).stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = sorted(problems);
  }

  private static List<ConfigProblem> sorted(List<ConfigProblem> problems) {
    return problems.stream()
        .sorted(
            Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column))
        .toList();
  }

  /** What is wrong, in the order of the file; never empty. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
