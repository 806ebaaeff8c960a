package org.dualmip.service.config;

import java.nio.file.Path;

/**
 * One thing wrong in a configuration file.
 *
 * @param file the file, as the user named it
 * @param line counted from 1; 0 if the problem concerns the file as a whole
 * @param column counted from 1; 0 if the problem concerns the file as a whole
 * @param key the path of the key, such as {@code mobile-nodes[1].spi}; empty for the whole file
 * @param found what stands there
 * @param expected what should stand there, or what to do
 */
public record ConfigProblem(
    Path file, int line, int column, String key, String found, String expected) {

  /** {@code FILE:LINE:COLUMN: KEY: FOUND; expected EXPECTED}, the parts that exist. */
  @Override
  public String toString() {
    var text = new StringBuilder().append(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ");
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    return text.append(found).append("; expected ").append(expected).toString();
  }
}
