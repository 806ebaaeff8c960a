package org.dualmip.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dualmip.lab.Lab;
import org.dualmip.lab.OpenLabs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dualmip lab}: the verbs of {@link Lab} and {@link OpenLabs}. */
@Command(
    name = "lab",
    synopsisSubcommandLabel = "VERB",
    description = {
      "Runs an enterprise in miniature on this machine.",
      "Builds it out of network namespaces and moves a device through it. Needs root."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LabCommand implements Runnable {
  private static final String OUT =
      "Where results, captures and logs go. What an earlier run left there is replaced.";
  private static final String SCENARIO =
      "A name that 'lab list' prints, or a file: FILE.yaml, or any with a slash in its name.";
  private static final String WHICH = "Which lab, where several are up: digits of 'lab show'.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a verb of the lab is missing");
  }

  @Command(name = "list", description = "Lists the scenarios.")
  int list() {
    return lab().list();
  }

  @Command(
      name = "run",
      description = {
        "Builds the lab, runs a scenario in it, prints the results and removes the lab.",
        "Ends with 0 if the scenario passed."
      })
  int run(
      @Parameters(paramLabel = "SCENARIO", description = SCENARIO) String scenario,
      @Option(names = "--out", paramLabel = "DIR", description = OUT + " Default: out/SCENARIO")
          @Nullable Path out,
      @Option(names = "--quick", description = "The same steps with shorter stays.")
          boolean quick) {
    return lab().run(scenario, out == null ? Path.of("out", base(scenario)) : out, quick);
  }

  /** A scenario's name, or a file's without folders and ending. */
  private static String base(String scenario) {
    return Path.of(scenario).getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  @Command(
      name = "validate",
      description = {
        "Checks a scenario file: every problem with its line and key.",
        "Needs no root and touches nothing."
      })
  int validate(
      @Parameters(paramLabel = "FILE", description = "The scenario file (YAML).") Path file) {
    return lab().validate(file);
  }

  @Command(name = "new", description = "Writes a commented scenario file that runs as it is.")
  int begin(
      @Parameters(paramLabel = "FILE", description = "Its name, such as mine.yaml.") Path file) {
    return lab().begin(file);
  }

  @Command(name = "up", description = "Builds the lab and keeps it up until Ctrl-C or 'lab down'.")
  int up(
      @Parameters(
              paramLabel = "SCENARIO",
              arity = "0..1",
              defaultValue = "enterprise-roam",
              description =
                  "Whose network and services. " + SCENARIO + " Default: ${DEFAULT-VALUE}")
          String scenario,
      @Option(
              names = "--out",
              paramLabel = "DIR",
              defaultValue = "out/up",
              description = OUT + " Default: ${DEFAULT-VALUE}")
          Path out) {
    return lab().up(scenario, out);
  }

  @Command(name = "down", description = "Ends a lab that is up.")
  int down(@Option(names = "--id", paramLabel = "LAB", description = WHICH) @Nullable String id) {
    return labs().down(Optional.ofNullable(id));
  }

  @Command(
      name = "clean",
      description = {
        "Removes what labs left behind that died: namespaces, links, processes, files.",
        "A lab that is alive is not touched."
      })
  int clean() {
    return labs().clean();
  }

  @Command(
      name = "show",
      description = "Shows the labs that are up, their nodes and their administration sockets.")
  int show() {
    return labs().show();
  }

  @Command(
      name = "exec",
      description = "Runs a command inside a node of the lab, as in 'lab exec mn ip route'.")
  int exec(
      @Option(names = "--id", paramLabel = "LAB", description = WHICH) @Nullable String id,
      @Parameters(index = "0", paramLabel = "NODE", description = "A name that 'lab show' prints.")
          String node,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "COMMAND",
              description = "The command and its arguments.")
          List<String> command) {
    return labs().exec(Optional.ofNullable(id), node, command);
  }

  @Command(name = "shell", description = "Opens a shell inside a node of the lab.")
  int shell(
      @Option(names = "--id", paramLabel = "LAB", description = WHICH) @Nullable String id,
      @Parameters(paramLabel = "NODE", description = "A name that 'lab show' prints.")
          String node) {
    return labs().shell(Optional.ofNullable(id), node);
  }

  @Command(
      name = "move",
      description = {
        "Moves a mobile node of a lab that is up to another access network.",
        "Says when user data flows again, and how."
      })
  int move(
      @Option(names = "--id", paramLabel = "LAB", description = WHICH) @Nullable String id,
      @Option(
              names = "--node",
              paramLabel = "NODE",
              description = "Which mobile node. Default: the first.")
          @Nullable String node,
      @Option(
              names = "--soft",
              description = "With the other interface up before the old one goes.")
          boolean soft,
      @Parameters(paramLabel = "NETWORK", description = "Where to, such as cafe.") String to) {
    return labs().move(Optional.ofNullable(id), Optional.ofNullable(node), to, soft);
  }

  @Command(
      name = "ping",
      description = {
        "Pings from node to node of a lab that is up, by the addresses that applications use.",
        "Until Ctrl-C, or so often."
      })
  int ping(
      @Option(names = "--id", paramLabel = "LAB", description = WHICH) @Nullable String id,
      @Option(names = "--count", paramLabel = "N", description = "How often. Default: endless.")
          @Nullable Integer count,
      @Parameters(index = "0", paramLabel = "FROM", description = "A node.") String from,
      @Parameters(index = "1", paramLabel = "TO", description = "A node or an address.")
          String to) {
    return labs().ping(Optional.ofNullable(id), from, to, Optional.ofNullable(count));
  }

  @Command(
      name = "capture",
      description = {
        "Writes what passes on a network of the lab to standard output, as pcapng, until Ctrl-C:",
        "'sudo dualmip lab capture cafe | wireshark -k -i -'."
      })
  int capture(
      @Option(names = "--id", paramLabel = "LAB", description = WHICH) @Nullable String id,
      @Parameters(paramLabel = "NETWORK", description = "Such as cafe, internet, dmz.")
          String network) {
    return labs().capture(Optional.ofNullable(id), network, ShowCommand.isAtATerminal());
  }

  private static OpenLabs labs() {
    return new OpenLabs(new PrintStream(System.out, true), new PrintStream(System.err, true));
  }

  private static Lab lab() {
    return new Lab(program(), new PrintStream(System.out, true), new PrintStream(System.err, true));
  }

  /** How the lab starts this program again, for its nodes. */
  private static List<String> program() {
    String script = System.getProperty("dualmip.program");
    return script != null
        ? List.of(script)
        : List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
  }
}
