package org.dualmip.lab.file;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value looks like: reads it, says so to people, and describes it in JSON Schema.
 *
 * @param <T> what is read
 */
interface Shape<T> {
  /** The value; null if it is wrong, which has then been noted. */
  @Nullable T read(Spot spot);

  /** What should stand there, for people. */
  String expected();

  /** The same in JSON Schema, draft 2020-12. */
  Map<String, Object> schema();
}
