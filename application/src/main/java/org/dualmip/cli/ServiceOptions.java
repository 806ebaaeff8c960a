package org.dualmip.cli;

import java.nio.file.Path;
import java.util.Set;
import org.dualmip.cli.Rights.Capability;
import org.dualmip.service.ServiceProcess;
import org.dualmip.service.config.ConfigException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the three services have in common: one configuration file, checked in whole. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServiceOptions {
  /** Reads a configuration file and touches nothing. */
  @FunctionalInterface
  interface Check {
    /**
     * Reads it.
     *
     * @throws ConfigException with every problem found
     * @throws IllegalArgumentException if a file that it names cannot be used
     */
    void read(Path file) throws ConfigException;
  }

  /** Starts a service from its configuration file. */
  @FunctionalInterface
  interface Start {
    /**
     * Starts it; on failure nothing is left installed.
     *
     * @throws ConfigException if the file is no longer what it was
     */
    org.dualmip.service.Service start(Path file, ServiceProcess process) throws ConfigException;
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The configuration file (YAML).")
  private Path config;

  @Option(
      names = "--check",
      description = "Only checks the file: every problem with its line and key.")
  private boolean checkOnly;

  /**
   * Checks the file and then serves until a signal ends it.
   *
   * @return the exit code
   * @throws Exception what stops it, with a message for people
   */
  int serve(Check check, Set<Capability> needed, Start start) throws Exception {
    try {
      check.read(config);
    } catch (IllegalArgumentException unusable) {
      throw Refusal.usage(config + ": " + unusable.getMessage());
    }
    if (checkOnly) {
      spec.commandLine().getOut().println(config + ": no problems found");
      return Dualmip.OK;
    }
    Rights.require(spec.name(), needed);
    return new ServiceProcess().serve(process -> start.start(config, process));
  }
}
