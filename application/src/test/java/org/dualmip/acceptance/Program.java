package org.dualmip.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Runs {@code ./dualmip}, and what judges it. */
final class Program {
  private static final Path DUALMIP = Path.of(System.getProperty("dualmip.program", "../dualmip"));

  private static final Duration SCENARIO_PATIENCE = Duration.ofMinutes(8);

  private Program() {}

  /** What a command left. */
  record Ended(int exit, String output) {
    /** Why a scenario failed, if it did; else the end of what was printed. */
    String reasons() {
      int failed = output.lastIndexOf("\nFAILED");
      return failed >= 0
          ? output.substring(failed + 1)
          : output.substring(Math.max(0, output.length() - 2000));
    }
  }

  /** A folder for what a test leaves, empty. */
  static Path folder(String name) {
    return Path.of("target", "lab", name).toAbsolutePath();
  }

  /** Runs the program to its end; its output goes to a file beside the results. */
  static Ended run(Duration patience, String... words) {
    List<String> command = new ArrayList<>(List.of(DUALMIP.toString()));
    command.addAll(List.of(words));
    return command(patience, command);
  }

  /** Starts the program and leaves it running. */
  static Process start(Path output, String... words) {
    return start(output, builder -> builder.redirectErrorStream(true), words);
  }

  /** The same, with what it says about errors in a file of its own. */
  static Process start(Path output, Path errors, String... words) {
    return start(output, builder -> builder.redirectError(errors.toFile()), words);
  }

  private static Process start(Path output, UnaryOperator<ProcessBuilder> errors, String... words) {
    List<String> command = new ArrayList<>(List.of(DUALMIP.toString()));
    command.addAll(List.of(words));
    try {
      Files.createDirectories(output.toAbsolutePath().getParent());
      return errors
          .apply(new ProcessBuilder(command))
          .redirectOutput(output.toFile())
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs any command to its end. */
  static Ended command(Duration patience, List<String> command) {
    try {
      Path output = Files.createTempFile("dualmip", ".out");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroy();
        ended = process.waitFor(20, TimeUnit.SECONDS);
      }
      String text = Files.readString(output);
      Files.delete(output);
      assertThat(ended).as("%s ends within %s: %s", command, patience, text).isTrue();
      return new Ended(process.exitValue(), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /**
   * Runs a scenario that must pass, in its short form, with every flow alive and nothing seen that
   * is private.
   */
  static JsonNode passes(String scenario) {
    Path folder = folder(scenario);
    Ended ended =
        run(SCENARIO_PATIENCE, "lab", "run", scenario, "--quick", "--out", folder.toString());
    System.out.println(ended.output());
    assertThat(folder.resolve("result.json")).as(ended.reasons()).exists();
    JsonNode result = result(folder);
    assertThat(ended.exit()).as(ended.reasons()).isZero();
    assertThat(result.get("passed").asBoolean()).isTrue();
    assertThat(result.get("leaks").asInt()).isZero();
    for (JsonNode flow : result.get("flows")) {
      assertThat(flow.get("survived").asBoolean()).as(flow.toString()).isTrue();
      assertThat(flow.get("bytes").asLong()).as(flow.toString()).isPositive();
    }
    return result;
  }

  /** Where the node was, and in which access mode, stay by stay. */
  static List<String> modes(JsonNode result) {
    var modes = new ArrayList<String>();
    result.get("access_modes").forEach(mode -> modes.add(mode.asString()));
    return modes;
  }

  /** The result file of a run. */
  static JsonNode result(Path folder) {
    return new ObjectMapper().readTree(folder.resolve("result.json").toFile());
  }

  /** A text beside the tests, without its lines of explanation. */
  static String resource(String name) {
    try (var text = Program.class.getResourceAsStream(name)) {
      if (text == null) {
        throw new IllegalArgumentException("no resource " + name);
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line + "\n")
          .collect(Collectors.joining());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The fields that tshark reads in the frames of a capture that match a display filter. */
  static List<String> tshark(Path capture, String filter, String... fields) {
    List<String> command =
        new ArrayList<>(
            List.of("tshark", "-n", "-r", capture.toString(), "-Y", filter, "-T", "fields"));
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    command.addAll(List.of("-c", "200000"));
    Ended ended = command(Duration.ofMinutes(3), command);
    return ended
        .output()
        .lines()
        .filter(line -> !line.startsWith("Running as user"))
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** Namespaces of labs that are left on this machine. */
  static List<String> namespaces() {
    return command(Duration.ofSeconds(10), List.of("ip", "netns", "list"))
        .output()
        .lines()
        .filter(line -> line.startsWith("dm-"))
        .toList();
  }
}
