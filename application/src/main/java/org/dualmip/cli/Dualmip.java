package org.dualmip.cli;

import java.util.Locale;
import org.dualmip.cli.log.PeopleLogging;
import org.dualmip.cli.log.PeopleLogging.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program without a verb: help, version, and the options that every verb has. */
@Command(
    name = "dualmip",
    synopsisSubcommandLabel = "VERB",
    description = {
      "Keeps connections alive while a device moves between networks and across the boundary of"
          + " its enterprise."
    },
    versionProvider = ProgramVersion.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    commandListHeading = "%nVerbs:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:failure; the message says what to do about it",
      "2:a mistake on the command line or in a configuration file"
    },
    subcommands = {
      AgentCommand.class,
      NodeCommand.class,
      GatewayCommand.class,
      ShowCommand.class,
      WhyCommand.class,
      LabCommand.class,
      DoctorCommand.class
    })
final class Dualmip implements Runnable {
  /** Success. */
  static final int OK = 0;

  /** Failure. */
  static final int FAILED = 1;

  /** A mistake on the command line or in a configuration file. */
  static final int USAGE = 2;

  @Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  /** The command line, ready to execute. */
  static CommandLine commandLine() {
    var commandLine = new CommandLine(new Dualmip());
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      scope = ScopeType.INHERIT,
      description = "What goes to the log on standard error: error, warn, info (default), debug.")
  void logLevel(Level level) {
    PeopleLogging.level(level);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "a verb is missing");
    }
  }

  /** The words of an enumeration as they are typed. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
