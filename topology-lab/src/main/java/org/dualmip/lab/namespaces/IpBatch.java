package org.dualmip.lab.namespaces;

import java.util.ArrayList;
import java.util.List;

/**
 * Commands for ip(8) in one namespace, run by one process: building a whole node takes
 * milliseconds. Belongs to one thread.
 */
final class IpBatch {
  private final String namespace;
  private final List<String> lines = new ArrayList<>();

  IpBatch(String namespace) {
    this.namespace = namespace;
  }

  /** Adds a command, without the leading "ip". */
  IpBatch add(String command) {
    lines.add(command);
    return this;
  }

  /**
   * Runs them in order and stops at the first that fails.
   *
   * @throws LabException naming the command and what ip said
   */
  void run() {
    if (lines.isEmpty()) {
      return;
    }
    new Script(List.of("ip", "-n", namespace, "-b", "-"), String.join("\n", lines) + "\n")
        .run("build " + namespace);
  }
}
