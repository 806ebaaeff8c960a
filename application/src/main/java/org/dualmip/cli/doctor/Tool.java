package org.dualmip.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other programs: where they are and what they say. Stateless. */
final class Tool {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Where programs for root are, which the PATH of other users often lacks. */
  private static final List<String> FOR_ROOT = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

  private Tool() {}

  /**
   * What a program did.
   *
   * @param exit its exit code; 127 if it could not be started, 124 if it did not end in time
   * @param output both of its outputs, stripped
   */
  record Result(int exit, String output) {
    boolean succeeded() {
      return exit == 0;
    }

    /** The first line of the output. */
    String line() {
      return output.lines().findFirst().orElse("");
    }
  }

  /** Where a program is. */
  static Optional<Path> find(String name) {
    String path = System.getenv("PATH");
    return Stream.concat(
            path == null ? Stream.empty() : Arrays.stream(path.split(":", -1)), FOR_ROOT.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a program to its end. */
  static Result run(List<String> command) {
    return run(command, "");
  }

  /** Runs a program to its end with something to read. */
  static Result run(List<String> command, String input) {
    var found = new ArrayList<>(command);
    find(command.getFirst()).ifPresent(program -> found.set(0, program.toString()));
    var builder = new ProcessBuilder(found).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
        var timeout = Thread.ofVirtual().start(() -> killAfter(process, PATIENCE));
        feed(process, input);
        String output = reader.readAllAsString().strip();
        int exit = process.waitFor();
        timeout.interrupt();
        return new Result(exit, output);
      }
    } catch (IOException notStarted) {
      return new Result(127, String.valueOf(notStarted.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Result(124, "interrupted");
    }
  }

  private static void feed(Process process, String input) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It ended without reading: its exit code tells why.
      return;
    }
  }

  private static void killAfter(Process process, Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      // It ended in time.
      return;
    }
  }
}
