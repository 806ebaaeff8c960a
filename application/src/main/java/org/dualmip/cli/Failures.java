package org.dualmip.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.dualmip.homeagent.CannotServe;
import org.dualmip.linux.HostException;
import org.dualmip.service.admin.AdminException;
import org.dualmip.service.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into a message on standard error and an exit code. */
final class Failures {
  /** Exceptions whose message is for people as it stands. */
  private static final List<Class<? extends Exception>> EXPLAINED =
      List.of(
          HostException.class, CannotServe.class, AdminException.class, UncheckedIOException.class);

  private Failures() {}

  /** A mistake on the command line: what is wrong, what it resembles, where help is. */
  static int usage(ParameterException mistake, String[] arguments) {
    CommandLine commandLine = mistake.getCommandLine();
    PrintWriter err = commandLine.getErr();
    ParameterException first = unknownOption(mistake, arguments);
    err.println("dualmip: " + message(first));
    UnmatchedArgumentException.printSuggestions(first, err);
    err.println(
        "'" + commandLine.getCommandSpec().qualifiedName() + " --help' shows what there is.");
    err.flush();
    return Dualmip.USAGE;
  }

  /** A misspelt option matters more than the one that is missing because of it. */
  private static ParameterException unknownOption(ParameterException mistake, String[] arguments) {
    if (!(mistake instanceof MissingParameterException)) {
      return mistake;
    }
    CommandLine commandLine = mistake.getCommandLine();
    List<String> unknown =
        Arrays.stream(arguments)
            .filter(argument -> argument.startsWith("--"))
            .filter(argument ->
                !commandLine.getCommandSpec().optionsMap().containsKey(argument.split("=", 2)[0]))
            .toList();
    return unknown.isEmpty() ? mistake : new UnmatchedArgumentException(commandLine, unknown);
  }

  private static String message(ParameterException mistake) {
    if (!(mistake instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(mistake.getMessage());
    }
    String word = unmatched.getUnmatched().getFirst();
    if (word.startsWith("-")) {
      return "unknown option '" + word + "'";
    }
    return (mistake.getCommandLine().getSubcommands().isEmpty()
            ? "unexpected argument '"
            : "unknown verb '")
        + word
        + "'";
  }

  /** A verb that failed while it ran. */
  static int execution(Exception failure, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    int exitCode =
        switch (failure) {
          case ConfigException wrong -> {
            err.println(wrong.getMessage());
            yield Dualmip.USAGE;
          }
          case Refusal refusal -> {
            err.println("dualmip: " + refusal.getMessage());
            yield refusal.exitCode();
          }
          case InterruptedException _ -> Dualmip.FAILED;
          case Exception explained when isExplained(explained) -> {
            err.println("dualmip: " + explained.getMessage());
            yield Dualmip.FAILED;
          }
          default -> {
            err.println("dualmip: this is a bug, please report it with these lines:");
            failure.printStackTrace(err);
            yield Dualmip.FAILED;
          }
        };
    err.flush();
    return exitCode;
  }

  private static boolean isExplained(Exception failure) {
    return EXPLAINED.stream().anyMatch(kind -> kind.isInstance(failure));
  }
}
