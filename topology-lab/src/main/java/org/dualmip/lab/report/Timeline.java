package org.dualmip.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Everything that happened in a run, in the order of one clock. Thread-safe.
 *
 * <p>It also relates the three clocks of a run: the monotonic one of the lab and the daemons, the
 * wall clock of the captures, and the seconds since the beginning that people read.
 */
public final class Timeline {
  private record Entry(long nanos, String who, String what, String detail) {}

  private final long startNanos;
  private final Instant startWall;
  private final List<Entry> entries = new ArrayList<>();

  /** Begins at the given reading of {@link System#nanoTime()} and of the wall clock. */
  public Timeline(long startNanos, Instant startWall) {
    this.startNanos = startNanos;
    this.startWall = startWall;
  }

  /** Notes something. */
  public synchronized void note(long nanos, String who, String what, String detail) {
    entries.add(new Entry(nanos, who, what, detail));
  }

  /** Milliseconds since the beginning. */
  public double millis(long nanos) {
    return (nanos - startNanos) / 1e6;
  }

  /** Milliseconds from the beginning to a time stamp of a capture, in seconds since 1970. */
  public double millisOfEpoch(double epochSeconds) {
    return (epochSeconds - startWall.getEpochSecond()) * 1e3 - startWall.getNano() / 1e6;
  }

  /** The time stamp that a capture has at that time, in seconds since 1970. */
  public double epochSeconds(long nanos) {
    return startWall.getEpochSecond() + startWall.getNano() / 1e9 + (nanos - startNanos) / 1e9;
  }

  /** Time since the beginning. */
  public Duration elapsed(long nanos) {
    return Duration.ofNanos(nanos - startNanos);
  }

  /** Writes {@code time_ms,wall,who,what,detail}, sorted by time, quoted as RFC 4180 §2 says. */
  public synchronized void write(Path file) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("time_ms,wall,who,what,detail");
    entries.stream()
        .sorted(Comparator.comparingLong(entry -> entry.nanos() - startNanos))
        .forEach(entry ->
            lines.add(
                String.join(
                    ",",
                    String.format(Locale.ROOT, "%.3f", millis(entry.nanos())),
                    startWall.plusNanos(entry.nanos() - startNanos).toString(),
                    quoted(entry.who()),
                    quoted(entry.what()),
                    quoted(entry.detail()))));
    Files.write(file, lines);
  }

  private static String quoted(String text) {
    return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
