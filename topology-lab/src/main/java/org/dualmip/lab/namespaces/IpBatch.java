package org.dualmip.lab.namespaces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  IpBatch add(String command, Object... arguments) {
    lines.add(command.formatted(arguments));
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
    try {
      Process ip = new ProcessBuilder("ip", "-n", namespace, "-b", "-").redirectErrorStream(true).start();
      try (var input = ip.getOutputStream()) {
        input.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (ip.waitFor() != 0) {
        throw new LabException(
            "cannot build " + namespace + ": ip said \"" + output + "\" to one of\n  "
                + String.join("\n  ", lines));
      }
    } catch (IOException refused) {
      throw new LabException("cannot run ip(8): install iproute2", refused);
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while building " + namespace, wish);
    }
  }
}
