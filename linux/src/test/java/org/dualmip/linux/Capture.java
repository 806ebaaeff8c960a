package org.dualmip.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A tcpdump that captures already. Closing ends it. */
final class Capture implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private Capture(Process process) throws IOException {
    this.process = process;
    this.lines = process.inputReader();
    while (!lines.readLine().contains("listening on")) {
      // it says so once it captures
    }
  }

  /** Starts it at a place. */
  static Capture at(Place place, String... options) throws IOException {
    var command = new ArrayList<>(List.of("tcpdump", "-Z", "root", "-l", "-n"));
    command.addAll(List.of(options));
    return new Capture(place.start(command.toArray(String[]::new)));
  }

  /** What it says of the next packet, in one line. */
  String line() throws IOException {
    return lines.readLine();
  }

  /** All that it says until it has captured as many packets as it is to. */
  String text() {
    return String.join(" ", lines.lines().toList());
  }

  @Override
  public void close() {
    process.destroy();
  }
}
