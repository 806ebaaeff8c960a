package org.dualmip.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A service that runs during a test.
 *
 * @param process the program
 * @param log what it prints
 */
record Service(Process process, Path log) implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(5);

  /** Starts one and waits until its administration socket is there and answers. */
  static Service start(Program program, Path log, Path control, String verb, Path file)
      throws InterruptedException {
    var service = new Service(program.start(log, verb, "-c", file.toString()), log);
    long end = System.nanoTime() + SOON.toNanos();
    while (!answers(control)) {
      assertThat(service.process.isAlive() && System.nanoTime() < end)
          .as(verb + " serves\n" + service.printed())
          .isTrue();
      Thread.sleep(50);
    }
    return service;
  }

  private static boolean answers(Path control) {
    return Files.exists(control)
        && Program.built().run("why", "--control", control.toString()).out().contains("started");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it without giving it a chance. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it by SIGTERM, as it should end. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS))
        .as("ended within 5 s\n" + printed())
        .isTrue();
    assertThat(process.exitValue()).as(printed()).isZero();
  }

  String printed() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
