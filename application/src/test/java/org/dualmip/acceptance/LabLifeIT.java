package org.dualmip.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Labs come and go, side by side, and leave nothing; the program's other verbs look into them. */
class LabLifeIT {
  private static final Duration SHORT = Duration.ofSeconds(30);

  @Test
  void twoLabsStandSideBySideAndGoWithoutTraceHoweverTheyEnd() throws Exception {
    Set<String> before = new HashSet<>(Program.namespaces());
    Path first = Program.folder("life-one");
    Path second = Program.folder("life-two");
    Process one =
        Program.start(first.resolveSibling("life-one.out"), "lab", "up", "--out", first.toString());
    Process two =
        Program.start(
            second.resolveSibling("life-two.out"), "lab", "up", "--out", second.toString());
    try {
      awaitUp(first.resolveSibling("life-one.out"));
      awaitUp(second.resolveSibling("life-two.out"));
      Set<String> both = new HashSet<>(Program.namespaces());
      both.removeAll(before);
      List<String> labs = both.stream().map(name -> name.split("-", -1)[1]).distinct().toList();
      assertThat(labs).hasSize(2);

      for (String id : labs) {
        Program.Ended ping =
            Program.run(SHORT, "lab", "ping", "--id", id, "--count", "3", "mn", "cn");
        assertThat(ping.exit()).as(ping.output()).isZero();
        assertThat(ping.output()).contains("10.1.0.10");
      }
      movesInARunningLab(labs.getLast());
      looksIntoARunningLab(labs.getFirst());

      one.destroy(); // SIGTERM, as Ctrl-C ends it
      two.destroyForcibly(); // SIGKILL
      assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(two.waitFor(10, TimeUnit.SECONDS)).isTrue();
      Program.Ended clean = Program.run(SHORT, "lab", "clean");
      assertThat(clean.exit()).as(clean.output()).isZero();
      await(Duration.ofSeconds(20), () -> before.containsAll(Program.namespaces()));
      assertThat(Program.namespaces()).as("namespaces left").allMatch(before::contains);
      for (String id : labs) {
        assertThat(Path.of("/run/dualmip-lab", id)).doesNotExist();
        assertThat(Program.command(SHORT, List.of("pgrep", "-f", "dualmip-lab/" + id)).output())
            .as("processes left")
            .isBlank();
      }
    } finally {
      one.destroyForcibly();
      two.destroyForcibly();
    }
  }

  /** {@code show}, {@code why} and {@code doctor} against what runs. */
  private static void looksIntoARunningLab(String id) {
    String socket = "/run/dualmip-lab/" + id + "/mn.control";
    Program.Ended node = Program.run(SHORT, "show", "node", "--control", socket);
    assertThat(node.exit()).as(node.output()).isZero();
    assertThat(node.output()).contains("10.1.0.100").contains("inside");
    Program.Ended json = Program.run(SHORT, "show", "node", "--json", "--control", socket);
    assertThat(json.output()).contains("\"access-mode\":\"c\"");
    Program.Ended why = Program.run(SHORT, "why", "--control", socket);
    assertThat(why.exit()).as(why.output()).isZero();
    assertThat(why.output()).contains("10.1.0.2").contains("RFC 5265");
    Program.Ended bindings =
        Program.run(
            SHORT, "show", "bindings", "--control", "/run/dualmip-lab/" + id + "/iha.control");
    assertThat(bindings.output()).contains("10.1.0.100").contains("10.1.1.50");
    assertThat(Program.run(SHORT, "doctor").exit()).isZero();
  }

  /** Out to the café, where a capture begins to fill; the other lab stays as it is. */
  private static void movesInARunningLab(String id) throws Exception {
    Path capture = Program.folder("life-capture.pcapng");
    Process live =
        Program.start(
            capture, Program.folder("life-capture.out"), "lab", "capture", "--id", id, "cafe");
    Program.Ended move = Program.run(SHORT, "lab", "move", "--id", id, "--soft", "cafe");
    assertThat(move.exit()).as(move.output()).isZero();
    assertThat(move.output()).contains("office-a -> cafe, soft", "outside as 10.1.99.1");
    await(SHORT, () -> !Program.tshark(capture, "udp.port == 434", "frame.number").isEmpty());
    live.destroy();
    assertThat(live.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Program.tshark(capture, "mip", "frame.number")).isNotEmpty();
    Program.Ended again = Program.run(SHORT, "lab", "move", "--id", id, "cafe");
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.output()).contains("mn is in cafe already");
  }

  private static void awaitUp(Path output) throws Exception {
    await(
        Duration.ofSeconds(90),
        () -> {
          try {
            return Files.exists(output) && Files.readString(output).contains("The lab is up");
          } catch (java.io.IOException unreadable) {
            return false;
          }
        });
    assertThat(output).content().contains("The lab is up");
  }

  private static void await(Duration patience, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
      Thread.sleep(100);
    }
  }
}
