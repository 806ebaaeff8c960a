package org.dualmip.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dualmip.cli.program.Program.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --check}: a wrong file is told by file, line, column and key, and nothing else happens.
 */
class CheckIT {
  @TempDir Path folder;

  private Configurations files = new Configurations(Path.of("."));

  @BeforeEach
  void writeCredentials() {
    files = new Configurations(folder);
    files.writeCredentials();
  }

  private static void assertRefused(Outcome outcome, String... said) {
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(2);
    assertThat(outcome.err()).contains(said).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void whatIsRightIsSaidToBe() {
    Path agent = files.write("agent.yaml", Configurations.AGENT);
    Path node = files.write("node.yaml", Configurations.NODE);
    Path gateway = files.write("gateway.yaml", Configurations.GATEWAY);
    Program program = Program.built().withoutRoot();
    assertThat(program.run("agent", "--check", "-c", agent.toString()))
        .isEqualTo(new Outcome(0, agent + ": no problems found\n", ""));
    assertThat(program.run("node", "--check", "-c", node.toString()))
        .isEqualTo(new Outcome(0, node + ": no problems found\n", ""));
    assertThat(program.run("gateway", "--check", "-c", gateway.toString()))
        .isEqualTo(new Outcome(0, gateway + ": no problems found\n", ""));
    assertThat(folder.resolve("agent.state")).doesNotExist();
    assertThat(folder.resolve("agent.control")).doesNotExist();
  }

  @Test
  void everyProblemOfAnAgentIsToldAtOnce() {
    Path file =
        files.write(
            "agent.yaml",
            Configurations.AGENT.replace("spi: 257", "spi: 7").replace("state:", "stat:"));
    assertRefused(
        Program.built().run("agent", "--check", "-c", file.toString()),
        file + ":5:32: mobile-nodes[0].spi: SPI 7; expected 256 to 4294967295",
        file + ":6:1: stat: unknown key, perhaps \"state\" is meant",
        ": state: missing");
  }

  @Test
  void aNodeWithAWrongAddressIsToldWhere() {
    Path file = files.write("node.yaml", Configurations.NODE.replace("10.1.0.100", "10.1.0.256"));
    assertRefused(
        Program.built().run("node", "--check", "-c", file.toString()),
        file + ":4:17: inner.home-address: ");
  }

  @Test
  void aNodeWithTheSameKeyTwiceIsToldWhere() {
    Path file = files.write("node.yaml", Configurations.NODE + "control: again.control\n");
    assertRefused(
        Program.built().run("node", "--check", "-c", file.toString()),
        file + ":24:1: key \"control\" again, first on line 22");
  }

  @Test
  void aGatewayWhoseCertificateIsMissingIsToldWhich() {
    Path file = files.write("gateway.yaml", Configurations.GATEWAY.replace("gw.pem", "gone.pem"));
    assertRefused(
        Program.built().run("gateway", "--check", "-c", file.toString()),
        file.toString(),
        folder.resolve("gone.pem") + ": does not exist");
  }

  @Test
  void aCertificateOfAnotherNameIsToldBeforeAnybodyConnects() {
    Path file = files.write("gateway.yaml", Configurations.GATEWAY.replace("gw.pem", "mn.pem"));
    assertRefused(
        Program.built().run("gateway", "--check", "-c", file.toString()),
        folder.resolve("mn.pem").toString());
  }

  @Test
  void aFileThatIsNotThereIsToldToo() {
    assertRefused(
        Program.built().run("agent", "--check", "-c", folder.resolve("none.yaml").toString()),
        folder.resolve("none.yaml") + ": no such file");
  }
}
