package org.dualmip.homeagent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What was opened, in order, to be closed in the reverse order whatever happens. One thread. */
final class OpenParts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<String> failures = new ArrayList<>();

  /** Notes a part for closing. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** What could not be closed, for people. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Closes the last first; one that fails does not keep the others. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception failed) {
        failures.add(part.getClass().getSimpleName() + ": " + failed.getMessage());
      }
    }
  }
}
