package org.dualmip.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServiceProcessTest {
  /** A service in a process of its own, so that real signals can be sent to it. */
  static final class Sample {
    public static void main(String[] arguments) throws Exception {
      System.exit(
          new ServiceProcess()
              .serve(process -> {
                if (arguments[0].equals("dies")) {
                  process.failed(new IllegalStateException("a part died"));
                }
                System.out.println("started");
                return new Service() {
                  @Override
                  public void reload() {
                    System.out.println("reloaded");
                  }

                  @Override
                  public void close() {
                    if (arguments[0].equals("hangs")) {
                      new java.util.concurrent.Semaphore(0).acquireUninterruptibly();
                    }
                    System.out.println("closed");
                  }
                };
              }));
    }
  }

  private static Process start(String how) throws IOException {
    return new ProcessBuilder(
            List.of(
                // Whoever started the tests may have had signals ignored, as nohup does.
                "env",
                "--default-signal",
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Sample.class.getName(),
                how))
        .redirectErrorStream(true)
        .start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void await(BufferedReader lines, String wanted) throws IOException {
    for (String line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
      assertThat(line).as("the output before " + wanted).isNotNull();
    }
  }

  private static void signal(Process process, String name) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  @Test
  void hangupReReadsAndTerminateStopsCleanly() throws Exception {
    Process process = start("well");
    try (BufferedReader lines = output(process)) {
      await(lines, "started");
      signal(process, "HUP");
      await(lines, "reloaded");
      signal(process, "TERM");
      await(lines, "closed");
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void interruptStopsToo() throws Exception {
    Process process = start("well");
    try (BufferedReader lines = output(process)) {
      await(lines, "started");
      signal(process, "INT");
      await(lines, "closed");
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aDeadPartStopsTheServiceWithAnExitCode() throws Exception {
    Process process = start("dies");
    try (BufferedReader lines = output(process)) {
      await(lines, "closed");
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aStopThatHangsEndsWithinFiveSeconds() throws Exception {
    Process process = start("hangs");
    try (BufferedReader lines = output(process)) {
      await(lines, "started");
      long signalled = System.nanoTime();
      signal(process, "TERM");
      assertThat(process.waitFor(8, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(System.nanoTime() - signalled).isLessThan(5_500_000_000L);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aServiceThatCannotStartSaysSoItself() {
    assertThatThrownBy(() ->
            new ServiceProcess()
                .serve(_ -> {
                  throw new IOException("needs CAP_NET_ADMIN");
                }))
        .hasMessage("needs CAP_NET_ADMIN");
  }
}
