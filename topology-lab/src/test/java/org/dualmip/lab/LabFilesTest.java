package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lab says about scenario files, before it builds anything. */
class LabFilesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Lab lab = new Lab(List.of("false"), new PrintStream(out), new PrintStream(err));

  @TempDir private Path folder;

  @Test
  void saysWhatAGoodFileHolds() {
    assertThat(lab.validate(Path.of("../docs/examples/two-cafes.yaml"))).isZero();
    assertThat(text(out))
        .contains("two-cafes.yaml: no problems found; moves: 3, faults: 1, at least 12 min");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void saysWhereAFileIsWrongAndRunsNothing() throws Exception {
    Path file =
        Files.writeString(folder.resolve("a.yml"), "start: office-a\nsteps: [move: caffe]\n");
    assertThat(lab.validate(file)).isEqualTo(2);
    String said = text(err);
    assertThat(said).startsWith(file + ":2:15: steps[0].move: unknown network \"caffe\", perhaps");
    assertThat(lab.run(file.toString(), folder.resolve("out"), true)).isEqualTo(2);
    assertThat(lab.up(file.toString(), folder.resolve("out"))).isEqualTo(2);
    assertThat(text(err)).isEqualTo(said.repeat(3));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aNameThatNoScenarioHasIsComparedWithThoseThatShip() {
    assertThat(lab.run("enterprise-rome", folder, true)).isEqualTo(2);
    assertThat(text(err)).contains("perhaps \"enterprise-roam\" is meant").contains(".yaml");
    assertThat(lab.run("none.yaml", folder, true)).isEqualTo(2);
    assertThat(text(err)).contains("none.yaml: no such file");
  }

  @Test
  void aNewFileIsGoodAndNeverReplacesOne() throws Exception {
    Path file = folder.resolve("mine");
    assertThat(lab.begin(file)).isZero();
    assertThat(text(out)).contains("lab run " + file + " --quick");
    assertThat(lab.validate(file)).isZero();
    Files.writeString(file, "mine");
    assertThat(lab.begin(file)).isEqualTo(2);
    assertThat(file).hasContent("mine");
    assertThat(text(err)).contains("is there already");
    assertThat(lab.begin(folder.resolve("no/mine.yaml"))).isEqualTo(2);
    assertThat(text(err)).contains("there is no folder");
  }

  /** In the place of the program: says what its file holds, and that one key is unknown. */
  @Test
  void letsTheProgramItselfJudgeWhatIsChangedInTheNodesFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"),
            "start: office-a\nsteps: [stay]\nnode: {inner: {monitr: 30s}}\n");
    String script =
        "grep -q 'monitr: 30s' $3 && test $1 = node && test $4 = --check"
            + " && echo $3:9:3: inner.monitr: unknown key && exit 2";
    var strict =
        new Lab(List.of("sh", "-c", script, "sh"), new PrintStream(out), new PrintStream(err));
    assertThat(strict.validate(file)).isEqualTo(2);
    assertThat(text(err)).isEqualTo(file + ": node: inner.monitr: unknown key\n");
    assertThat(new Lab(List.of("true"), new PrintStream(out), System.err).validate(file)).isZero();
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
