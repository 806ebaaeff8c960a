package org.dualmip.lab;

import java.io.PrintStream;
import java.util.Locale;

/** Tells the user what happens, with the time since the beginning. Thread-safe. */
final class Progress {
  private final PrintStream out;
  private final long start;

  Progress(PrintStream out, long startNanos) {
    this.out = out;
    this.start = startNanos;
  }

  /** One line. */
  synchronized void say(String line) {
    out.println(String.format(Locale.ROOT, "[%6.1f s] ", (System.nanoTime() - start) / 1e9) + line);
    out.flush();
  }
}
