package org.dualmip.lab.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.namespaces.Launcher.Start;

/** One TCP connection by iperf3 from the correspondent to the mobile node, paced. */
public final class Download implements Flow {
  private static final String RATE = "6M";
  private static final String LONGEST_SECONDS = "86400";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FRESH = Duration.ofSeconds(3).toNanos();

  private final String name;
  private final Process server;
  private final Process client;
  private final Thread reader;
  private final Path log;
  private final IperfIntervals intervals = new IperfIntervals(); // the reader's until it ends
  private volatile long lastArrival = System.nanoTime();

  /**
   * Starts server and client.
   *
   * @param name what results call it
   * @param talk between whom
   * @param port of the server
   * @param log where the client's output is kept
   */
  public Download(Launcher launcher, String name, Talk talk, int port, Path log)
      throws InterruptedException {
    this.name = name;
    this.log = log;
    String at = String.valueOf(port);
    this.server =
        launcher.start(
            new Start(
                talk.peer(),
                List.of(
                    "iperf3",
                    "--server",
                    "--bind",
                    talk.to().toString(),
                    "--port",
                    at,
                    "--forceflush"),
                log.resolveSibling(talk.peer() + "-iperf3.log")));
    Thread.sleep(200); // it has no way to say that it listens
    client =
        launcher.start(
            new Start(
                talk.host(),
                List.of(
                    "iperf3",
                    "--client",
                    talk.to().toString(),
                    "--port",
                    at,
                    "--bind",
                    talk.from().toString(),
                    "--reverse",
                    // A namespace may not choose its own default where the host has restricted it.
                    "--congestion",
                    "cubic",
                    "--bitrate",
                    RATE,
                    "--interval",
                    "0.1",
                    "--time",
                    LONGEST_SECONDS,
                    "--forceflush"),
                null));
    reader = Thread.ofPlatform().name("iperf3").daemon().start(this::read);
  }

  private void read() {
    try (var output = client.inputReader();
        var copy = Files.newBufferedWriter(log)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        copy.append(line).append('\n');
        if (intervals.accept(line)) {
          lastArrival = System.nanoTime();
        }
      }
    } catch (IOException ended) {
      return; // the process is gone; what it said counts
    }
  }

  private boolean moves() {
    return System.nanoTime() - lastArrival < FRESH;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long lastArrival() {
    return lastArrival;
  }

  @Override
  public FlowReport finish() throws InterruptedException {
    // After a long silence TCP tries again only now and then; that is slow, not dead.
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (client.isAlive() && !moves() && System.nanoTime() - deadline < 0) {
      Thread.sleep(50);
    }
    boolean runs = client.isAlive();
    boolean moves = moves();
    client.destroy();
    if (!client.waitFor(2, TimeUnit.SECONDS)) {
      client.destroyForcibly();
    }
    reader.join();
    server.destroy();
    String problem =
        !runs
            ? "iperf3 ended by itself; see log/" + log.getFileName()
            : moves ? null : "nothing arrived for more than " + PATIENCE.toSeconds() + " s";
    return new FlowReport(
        name(), runs && moves, intervals.bytes(), intervals.longestSilenceMillis(), problem);
  }

  @Override
  public void close() {
    client.destroyForcibly();
    server.destroyForcibly();
  }
}
