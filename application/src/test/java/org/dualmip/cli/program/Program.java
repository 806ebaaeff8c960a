package org.dualmip.cli.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A way to start {@code ./dualmip}.
 *
 * @param path of the script
 * @param before the command that starts it, such as {@code runuser -u nobody --}
 * @param environment added to ours; an empty value takes a variable away
 */
record Program(Path path, List<String> before, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What a process did. */
  record Outcome(int exit, String out, String err) {
    /** Both outputs, for messages of tests. */
    @Override
    public String toString() {
      return "exit " + exit + "\n--- out\n" + out + "--- err\n" + err;
    }
  }

  /** The program under test: what this build made. */
  static Program built() {
    return new Program(
        Path.of(System.getProperty("dualmip.program", "../dualmip")).toAbsolutePath().normalize(),
        List.of(),
        Map.of());
  }

  /** The same by another path. */
  Program at(Path other) {
    return new Program(other, before, environment);
  }

  /** The same with another environment. */
  Program with(Map<String, String> changed) {
    return new Program(path, before, changed);
  }

  /** The same started by a command. */
  Program by(List<String> command) {
    return new Program(path, command, environment);
  }

  /**
   * The same without the rights of root. It may still read every file, as the project may lie where
   * other users may not look.
   */
  Program withoutRoot() {
    return by(
        List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=-all,+dac_read_search",
            "--ambient-caps=-all,+dac_read_search",
            "--bounding-set=-all,+dac_read_search",
            "--"));
  }

  /** The same after shell commands in a mount namespace, as root. */
  Program after(String shell) {
    return by(List.of("unshare", "--mount", "--", "sh", "-ec", shell + "\nexec \"$@\"", "hidden"));
  }

  /** Runs it to its end. */
  Outcome run(String... arguments) {
    try {
      Path out = Files.createTempFile("dualmip-it", ".out");
      Path err = Files.createTempFile("dualmip-it", ".err");
      try {
        Process process =
            builder(arguments)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(
              "no end within " + PATIENCE + "\n" + Files.readString(out) + Files.readString(err));
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** Starts it, with both outputs in a file. */
  Process start(Path log, String... arguments) {
    try {
      return builder(arguments).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private ProcessBuilder builder(String... arguments) {
    var command = new ArrayList<>(before);
    command.add(path.toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    environment.forEach((name, value) -> {
      if (value.isEmpty()) {
        builder.environment().remove(name);
      } else {
        builder.environment().put(name, value);
      }
    });
    return builder;
  }
}
