package org.dualmip.lab.report;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows a file of JSON lines that a daemon appends to. Belongs to one thread.
 *
 * <p>A line that is not whole yet is read the next time; one that is no event is counted.
 */
public final class EventFile {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path file;
  private long position;
  private int unreadable;

  /** The file need not exist yet. */
  public EventFile(Path file) {
    this.file = file;
  }

  /** The events since the last call. */
  public List<NodeEvent> more() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    byte[] fresh;
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < position) {
        position = 0; // begun anew
      }
      in.seek(position);
      fresh = new byte[Math.toIntExact(in.length() - position)];
      in.readFully(fresh);
    }
    int end = fresh.length;
    while (end > 0 && fresh[end - 1] != '\n') {
      end--;
    }
    position += end;
    var events = new ArrayList<NodeEvent>();
    new String(fresh, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> read(line, events));
    return events;
  }

  /** Lines that were no event. */
  public int unreadable() {
    return unreadable;
  }

  private void read(String line, List<NodeEvent> events) {
    try {
      JsonNode json = MAPPER.readTree(line);
      if (json.path("what").isString() && json.path("mono").isIntegralNumber()) {
        events.add(
            new NodeEvent(
                json.path("mono").longValue(),
                json.path("who").asString(""),
                json.path("what").stringValue(),
                json.path("link").isString() ? json.path("link").stringValue() : null,
                json.path("system").isString() ? json.path("system").stringValue() : null,
                json.path("new").asString(""),
                json.path("why").asString("")));
        return;
      }
    } catch (JacksonException notJson) {
      // counted below
    }
    unreadable++;
  }
}
