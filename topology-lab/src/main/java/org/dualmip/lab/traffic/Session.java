package org.dualmip.lab.traffic;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.namespaces.Launcher.Start;
import org.jspecify.annotations.Nullable;

/** An ssh session: one numbered line a second, echoed by the other end. */
public final class Session implements Flow {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Process client;
  private final BufferedWriter input;
  private final Thread reader;
  private final Thread writer;
  private boolean paused; // guarded by this
  private volatile boolean writing = true;
  private volatile int sent; // written by the writer thread alone
  private volatile int echoed; // written by the reader thread alone
  private volatile long lastArrival = System.nanoTime();
  private volatile long longestSilence;
  private volatile @Nullable String problem;

  /**
   * Starts the client; {@link SshFiles} has prepared the server.
   *
   * @param name what results call it
   * @param host where the client runs
   */
  public Session(Launcher launcher, String name, String host, List<String> command, Path log) {
    this.name = name;
    client = launcher.start(new Start(host, withErrorsIn(command, log), null));
    input = client.outputWriter(StandardCharsets.US_ASCII);
    reader = Thread.ofPlatform().name("ssh reader").daemon().start(this::read);
    writer = Thread.ofPlatform().name("ssh writer").daemon().start(this::write);
  }

  /** What ssh itself has to say goes to a file, so that only echoes come back. */
  private static List<String> withErrorsIn(List<String> command, Path log) {
    var all = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>>\"$0\"", log.toString()));
    all.addAll(command);
    return all;
  }

  private void write() {
    try {
      for (int number = 1; writing; number++) {
        awaitResumed();
        input.write(line(number) + "\n");
        input.flush();
        sent = number;
        Thread.sleep(PERIOD);
      }
    } catch (IOException ended) {
      problem = "the session closed";
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitResumed() throws InterruptedException {
    while (paused && writing) {
      wait();
    }
  }

  /** Writes nothing until {@link #resume}; the connection stays open. */
  public synchronized void pause() {
    paused = true;
  }

  /** Goes on writing. */
  public synchronized void resume() {
    lastArrival = System.nanoTime(); // the silence was ours
    paused = false;
    notifyAll();
  }

  private void read() {
    try (var output = client.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        long now = System.nanoTime();
        int expected = echoed + 1;
        if (!line.equals(line(expected))) {
          problem = "expected \"" + line(expected) + "\", got \"" + line + "\"";
          return;
        }
        if (expected > 1) { // before the first line is the time to log in
          longestSilence = Math.max(longestSilence, now - lastArrival);
        }
        lastArrival = now;
        echoed = expected;
      }
    } catch (IOException ended) {
      problem = "the session closed";
    }
  }

  private static String line(int number) {
    return String.format("line %06d", number);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long lastArrival() {
    return lastArrival;
  }

  /** Whether the other end has answered once. */
  public boolean isOpen() {
    return echoed > 0;
  }

  @Override
  public FlowReport finish() throws InterruptedException {
    writing = false;
    resume();
    writer.join();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (echoed < sent && problem == null && System.nanoTime() - deadline < 0) {
      Thread.sleep(20);
    }
    String what = problem;
    boolean complete = client.isAlive() && sent > 0 && echoed == sent;
    if (what == null && !complete) {
      what = "sent " + sent + " lines, " + echoed + " were echoed";
    }
    client.destroy();
    if (!client.waitFor(2, TimeUnit.SECONDS)) {
      client.destroyForcibly();
    }
    reader.join();
    return new FlowReport(
        name(), what == null, (long) echoed * (line(0).length() + 1), longestSilence / 1e6, what);
  }

  @Override
  public void close() {
    writing = false;
    writer.interrupt();
    client.destroyForcibly();
  }
}
