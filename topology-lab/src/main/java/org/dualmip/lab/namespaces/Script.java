package org.dualmip.lab.namespaces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program that reads what to do and does it at once.
 *
 * @param command program and arguments
 * @param input what it reads
 */
record Script(List<String> command, String input) {
  /**
   * Runs it to its end.
   *
   * @param purpose what it is for, as it follows "cannot"
   * @throws LabException with what the program said, if it refuses
   */
  void run(String purpose) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var to = process.getOutputStream()) {
        to.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new LabException("cannot " + purpose + ": " + said + "\nwhile doing\n" + input);
      }
    } catch (IOException refused) {
      throw new LabException("cannot " + purpose + ": " + command + " did not run", refused);
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
      throw new LabException("cannot " + purpose + ": interrupted", wish);
    }
  }
}
