package org.dualmip.service.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used. Its message is all its problems, one to a line. */
public final class ConfigException extends Exception {
  private final transient List<ConfigProblem> problems;

  ConfigException(List<ConfigProblem> problems) {
    super(
        problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file; never empty. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
