package org.dualmip.lab.report;

import java.nio.file.Path;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes and reads {@code result.json}. */
public final class ResultFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ResultFile() {}

  /** Writes the report. */
  public static void write(RunReport report, Path file) {
    MAPPER.writeValue(file, report);
  }

  /** Reads a report back. */
  public static RunReport read(Path file) {
    return MAPPER.readValue(file, RunReport.class);
  }
}
