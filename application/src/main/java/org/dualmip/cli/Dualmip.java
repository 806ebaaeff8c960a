package org.dualmip.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dualmip.cli.log.PeopleLogging;
import org.dualmip.cli.log.PeopleLogging.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program without a verb: help, version, and the options that every verb has. */
@Command(
    name = "dualmip",
    synopsisSubcommandLabel = "VERB",
    description = {
      "Keeps connections alive while a device moves between networks and across the boundary of"
          + " its enterprise."
    },
    versionProvider = ProgramVersion.class,
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
      RevokeCommand.class,
      NotifyCommand.class,
      AllowCommand.class,
      PortalCommand.class,
      WhyCommand.class,
      LabCommand.class,
      DoctorCommand.class
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
final class Dualmip implements Runnable {
  /** Success. */
  static final int OK = 0;

  /** Failure. */
  static final int FAILED = 1;

  /** A mistake on the command line or in a configuration file. */
  static final int USAGE = 2;

  @Spec private CommandSpec spec;

  /** The command line, ready to execute. */
  static CommandLine commandLine() {
    var commandLine = new CommandLine(new Dualmip());
    // The words that follow are a command with options of its own.
    verb(verb(commandLine, "lab"), "exec").setStopAtPositional(true);
    verb(commandLine, "portal").setStopAtPositional(true);
    return commandLine
        .registerConverter(Level.class, word -> parse(Level.class, word))
        .registerConverter(ShowCommand.Noun.class, word -> parse(ShowCommand.Noun.class, word))
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }

  private static CommandLine verb(CommandLine parent, String name) {
    return Objects.requireNonNull(parent.getSubcommands().get(name));
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  private boolean version;

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
    throw new ParameterException(spec.commandLine(), "a verb is missing");
  }

  /** The word for a constant as it is typed. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E parse(Class<E> type, String typed) {
    List<E> all = List.copyOf(EnumSet.allOf(type));
    return all.stream()
        .filter(each -> word(each).equalsIgnoreCase(typed))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' is none of %s"
                    .formatted(
                        typed, all.stream().map(Dualmip::word).collect(Collectors.joining(", ")))));
  }
}
