package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dualmip.lab.namespaces.Leftovers;
import org.dualmip.lab.namespaces.RootOnly;
import org.dualmip.lab.namespaces.RunId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a lab ends, nothing of it stays. Each test has a lab in a process of its own. */
class LabEndsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Process lab;
  private RunId run;

  /** The process: a lab that stays up, with the stand-in for DualMIP. */
  public static final class Main {
    private Main() {}

    /** Arguments: the stand-in, the folder of results. */
    public static void main(String[] arguments) {
      var lab = new Lab(List.of(arguments[0]), System.out, System.err);
      System.exit(lab.up("enterprise-roam", Path.of(arguments[1])));
    }
  }

  @BeforeEach
  void start() throws Exception {
    RootOnly.orSkip("the ends of a lab");
    lab = lab("one");
    run = idOf(lab);
  }

  @AfterEach
  void leavesNothing() throws Exception {
    if (lab != null) {
      lab.destroyForcibly();
      awaitNothingLeft();
    }
  }

  @Test
  void anInterruptAtTheTerminalRemovesEverythingBeforeTheProcessEnds() throws Exception {
    signal("INT");
    assertThat(lab.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(remains()).isEmpty();
  }

  @Test
  void afterAKillTheWatchdogRemovesEverything() throws Exception {
    assertThat(remains()).isNotEmpty();
    lab.destroyForcibly();
    awaitNothingLeft();
  }

  @Test
  void whenTheWatchdogIsKilledTooCleanRemovesTheDeadLabAndLeavesTheLivingOne() throws Exception {
    Process other = lab("two");
    RunId living = idOf(other);
    watchdog().destroyForcibly();
    lab.destroyForcibly();
    lab.waitFor();
    assertThat(remains()).isNotEmpty();

    String said = verb(OpenLabs::clean);

    assertThat(said).contains("Lab " + run + ": removed", "Lab " + living + " is alive");
    assertThat(remains()).isEmpty();
    assertThat(Leftovers.namespaces(living)).isNotEmpty();
    assertThat(verb(it -> it.down(Optional.of(living.text())))).contains("is down");
    other.waitFor();
    assertThat(Leftovers.namespaces(living)).isEmpty();
  }

  @Test
  void showsTheNodesRunsCommandsInThemAndGoesDown() throws Exception {
    assertThat(verb(OpenLabs::show)).contains("lab " + run + ": up", "wlan0 10.1.1.50/24");
    Path proof = folder.resolve("proof");
    int code =
        new OpenLabs(System.out, System.err)
            .exec(
                Optional.of(run.text()),
                "gw",
                List.of("sh", "-c", "ip -br address show dmz > " + proof + "; exit 7"));
    assertThat(code).isEqualTo(7);
    assertThat(proof).content().contains("203.0.113.1/26");
    assertThat(verb(it -> it.exec(Optional.of(run.text()), "nobody", List.of("true"))))
        .contains("There is no node \"nobody\"");
    assertThat(verb(it -> it.down(Optional.of(run.text())))).contains("Lab " + run + " is down");
    assertThat(remains()).isEmpty();
  }

  @Test
  void movesANodeAndSaysWhatIsWrongWithAnOrder() throws Exception {
    Optional<String> id = Optional.of(run.text());
    assertThat(verb(it -> it.move(id, Optional.empty(), "cafe", false)))
        .contains("mn: office-a -> cafe, hard", "user data flows after");
    assertThat(verb(OpenLabs::show)).contains("wlan0 198.51.100.50/24");
    assertThat(verb(it -> it.move(id, Optional.of("mn"), "cafe", false)))
        .contains("mn is in cafe already");
    assertThat(verb(it -> it.move(id, Optional.empty(), "moon", true)))
        .contains("no network \"moon\"", "office-a, office-b");
    assertThat(verb(it -> it.move(id, Optional.of("cn"), "cell", false)))
        .contains("no mobile node \"cn\"; there are mn");
    assertThat(verb(it -> it.ping(id, "gw", "xha", Optional.of(1)))).doesNotContain("dualmip lab");
    assertThat(verb(it -> it.capture(id, "cafe", true))).contains("not for a terminal");
  }

  private interface Verb {
    int run(OpenLabs labs);
  }

  private static String verb(Verb verb) {
    var bytes = new ByteArrayOutputStream();
    var print = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    verb.run(new OpenLabs(print, print));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private Process lab(String name) throws Exception {
    Path standIn = Path.of(getClass().getResource("/stand-in.sh").toURI());
    assertThat(standIn.toFile().setExecutable(true)).isTrue();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            standIn.toString(),
            folder.resolve(name).toString())
        .redirectErrorStream(true)
        .start();
  }

  private static RunId idOf(Process process) throws IOException {
    var said = new StringBuilder();
    var output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      if (line.equals("The lab is up. In another terminal:")) {
        return LabState.all().stream()
            .filter(state -> state.pid() == process.pid())
            .map(LabState::run)
            .findFirst()
            .orElseThrow();
      }
    }
    throw new AssertionError("the lab did not come up:\n" + said);
  }

  private void signal(String name) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + lab.pid()).start().waitFor())
        .isZero();
  }

  private ProcessHandle watchdog() {
    return lab.children()
        .filter(child -> child.info().commandLine().orElse("").contains("dualmip-lab-watchdog"))
        .findFirst()
        .orElseThrow();
  }

  private void awaitNothingLeft() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!remains().isEmpty()) {
      assertThat(System.nanoTime()).as(remains()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Namespaces, folder and processes of the lab that are still there. */
  private String remains() {
    String namespaces = String.join(" ", Leftovers.namespaces(run));
    String secret = Files.exists(Path.of("/run/dualmip-lab", run.text())) ? " folder" : "";
    String processes =
        String.join(
            " ",
            ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains("/run/dualmip-lab/" + run + "/"))
                .toList());
    return namespaces + secret + processes;
  }
}
