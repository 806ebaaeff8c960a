package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Holds docs/reference/cli.md to what the program itself says. After a change of the help, {@code
 * mvn test -pl application -am -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Ddualmip.reference=write} writes the file anew.
 */
class ReferenceTest {
  private static final Path FILE = Path.of("..", "docs", "reference", "cli.md");
  private static final int WIDTH = 90;
  private static final String HEAD =
      """
      # Commands

      What `./dualmip VERB --help` says, all of it in one place. A test compares this page with the
      program (`ReferenceTest`, which also writes it).

      Results go to standard output, everything else to standard error. Tables are for people and may
      change; `--json` is for programs. The environment variable `DUALMIP_CONTROL` stands in for
      `--control`; `JAVA_HOME` names the JDK 25 to use.
      """;

  @Test
  void theReferenceSaysWhatTheHelpSays() throws IOException {
    String expected = reference();
    if ("write".equals(System.getProperty("dualmip.reference"))) {
      Files.writeString(FILE, expected);
    }
    assertThat(FILE).content().isEqualTo(expected);
  }

  private static String reference() {
    var text = new StringBuilder(HEAD);
    CommandLine program =
        Dualmip.commandLine().setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    describe(program, text);
    return text.toString();
  }

  private static void describe(CommandLine command, StringBuilder text) {
    text.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
    command
        .getUsageMessage(CommandLine.Help.Ansi.OFF)
        .lines()
        .forEach(line -> text.append(line.stripTrailing()).append('\n'));
    text.append("```\n");
    command.getSubcommands().values().forEach(each -> describe(each, text));
  }

  @Test
  void everyVerbAndEveryOptionIsExplained() {
    explained(Dualmip.commandLine());
  }

  private static void explained(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
    command
        .getCommandSpec()
        .args()
        .forEach(argument ->
            assertThat(String.join(" ", argument.description()))
                .as(name + " " + argument.paramLabel())
                .isNotBlank()
                .satisfies(said ->
                    assertThat(said.substring(0, 1))
                        .isEqualTo(said.substring(0, 1).toUpperCase(Locale.ROOT))));
    command.getSubcommands().values().forEach(ReferenceTest::explained);
  }
}
