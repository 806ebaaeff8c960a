package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dualmip.service.admin.AdminServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path folder;

  private record Outcome(int exit, String out, String err) {}

  private static Outcome run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine commandLine = Dualmip.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return new Outcome(commandLine.execute(arguments), out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~                           | a verb is missing           | dualmip --help",
        "agnet                        | unknown verb 'agnet'        | Did you mean: dualmip agent",
        "agent                        | --config=FILE               | dualmip agent --help",
        "agent --chekc                | unknown option '--chekc'    | --check",
        "agent -c a.yaml more         | unexpected argument 'more'  | dualmip agent --help",
        "show bindngs                 | 'bindngs' is none of        | bindings, visitors, node, tunnels",
        "--log-level loud doctor      | 'loud' is none of           | error, warn, info, debug",
        "lab                          | a verb of the lab is missing| dualmip lab --help",
        "lab rnu                      | unknown verb 'rnu'          | dualmip lab --help",
        "lab run                      | SCENARIO                    | dualmip lab run --help",
        "lab exec mn                  | COMMAND                     | dualmip lab exec --help",
        "why --last 0 --control /none | --last: 0                   | expected 1 or more",
      })
  void aMistakeIsNamedWithTheWayOut(String arguments, String mistake, String wayOut) {
    Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains(mistake).contains(wayOut).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void theVersionNamesTheProgramAndTheJavaBelowIt() {
    assertThat(run("--version").out())
        .startsWith("dualmip ")
        .contains("(Java " + Runtime.version())
        .doesNotContain("${");
  }

  @Test
  void helpGoesToStandardOutputForEveryVerb() {
    for (String verb : Dualmip.commandLine().getSubcommands().keySet()) {
      Outcome outcome = run(verb, "--help");
      assertThat(outcome.exit()).isZero();
      assertThat(outcome.out()).contains("Usage: dualmip " + verb);
      assertThat(outcome.err()).isEmpty();
    }
  }

  @Test
  void aServiceThatIsNotThereIsAFailureAndNoMistake() {
    Outcome outcome = run("show", "--control", folder.resolve("none").toString());
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("dualmip: no service at ").doesNotContain("\tat ");
  }

  @Test
  void showTellsAllThatAServiceHas() {
    Path socket = folder.resolve("s.control");
    try (AdminServer _ = serve(socket)) {
      assertThat(run("show", "--control", socket.toString()))
          .isEqualTo(
              new Outcome(
                  0,
                  """
                  bindings
                    home        remaining
                    10.1.0.100  1 min 1 s

                  vpn
                    state:  up
                  """,
                  ""));
      assertThat(run("show", "vpn", "--control", socket.toString()).out())
          .isEqualTo("state:  up\n");
      assertThat(run("show", "--json", "vpn", "--control", socket.toString()).out())
          .isEqualTo("{\"state\":\"up\"}\n");
      assertThat(run("show", "--json", "--control", socket.toString()).out())
          .isEqualTo(
              "{\"bindings\":[{\"home\":\"10.1.0.100\",\"remaining-s\":61}],"
                  + "\"vpn\":{\"state\":\"up\"}}\n");
    }
  }

  @Test
  void whatAServiceDoesNotHaveIsSaid() {
    Path socket = folder.resolve("s.control");
    try (AdminServer _ = serve(socket)) {
      Outcome outcome = run("show", "node", "--control", socket.toString());
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.err()).contains("this service has no 'node'");
    }
  }

  @Test
  void whyTellsTheLastEvents() {
    Path socket = folder.resolve("s.control");
    try (AdminServer _ = serve(socket)) {
      assertThat(run("why", "--last", "1", "--control", socket.toString()).out())
          .contains("agent stopped")
          .contains("because asked to")
          .doesNotContain("started");
      assertThat(run("why", "--json", "--control", socket.toString()).out().lines())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
    }
  }

  @Test
  void aWrongFileIsNamedWithLineAndKey() throws IOException {
    Path file = folder.resolve("agent.yaml");
    Files.writeString(file, "role: outer\nadress: 203.0.113.2\n");
    Outcome outcome = run("agent", "--check", "-c", file.toString());
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains(file + ":2:1: adress: unknown key").contains("\"address\"");
  }

  @Test
  void theTrainingRunNeedsNothingAndLeavesNothing() throws IOException {
    Training.train(folder);
    assertThat(folder).isEmptyDirectory();
  }

  private static AdminServer serve(Path socket) {
    return AdminServer.open(
        socket,
        Map.of(
            "/show/bindings",
                () -> List.of(new TreeMap<>(Map.of("home", "10.1.0.100", "remaining-s", 61))),
            "/show/vpn", () -> Map.of("state", "up"),
            "/why",
                () ->
                    List.of(
                        Map.of("who", "agent", "what", "started", "why", "serving"),
                        Map.of("who", "agent", "what", "stopped", "why", "asked to"))));
  }
}
