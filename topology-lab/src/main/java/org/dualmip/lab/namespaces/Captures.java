package org.dualmip.lab.namespaces;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dualmip.lab.namespaces.Launcher.Start;
import org.dualmip.lab.topology.Segment;

/** One dumpcap per segment, on its bridge. Belongs to one thread. */
public final class Captures implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  // Enough for every header down to the innermost; the payload is nobody's business.
  private static final String SNAPLEN = "256";
  private static final String BUFFER_MEGABYTES = "8";

  private final List<Process> captures = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param file where the frames of a segment go
   */
  public Captures(
      Launcher launcher, List<Segment> segments, Function<String, Path> file, Path log) {
    for (Segment segment : segments) {
      captures.add(
          launcher.start(
              new Start(
                  Built.SWITCHES,
                  List.of(
                      "dumpcap",
                      "-q",
                      "-i",
                      segment.name(),
                      "-s",
                      SNAPLEN,
                      "-B",
                      BUFFER_MEGABYTES,
                      "-w",
                      file.apply(segment.name()).toString()),
                  log)));
    }
  }

  /** Whether all of them still run. */
  public boolean areAlive() {
    return captures.stream().allMatch(Process::isAlive);
  }

  /** Ends them in order, so that the files are complete. */
  public void finish() throws InterruptedException {
    captures.forEach(Process::destroy);
    for (Process capture : captures) {
      if (!capture.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        capture.destroyForcibly();
      }
    }
  }

  @Override
  public void close() {
    captures.forEach(Process::destroyForcibly);
  }
}
