package org.dualmip.lab.file;

import java.util.Map;
import org.dualmip.service.config.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * A value that stands in one scalar.
 *
 * @param parser reads its text
 * @param expected what it looks like
 * @param schema the same in JSON Schema
 */
record Scalar<T>(Parser<T> parser, String expected, Map<String, Object> schema)
    implements Shape<T> {
  /** Reads text. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is none; its message is what was found
     */
    T parse(String text);
  }

  @Override
  public @Nullable T read(Spot spot) {
    if (!(spot.node() instanceof YamlNode.Scalar scalar) || scalar.empty()) {
      spot.wrong(spot.node().describe(), expected);
      return null;
    }
    try {
      return parser.parse(scalar.text());
    } catch (IllegalArgumentException unfit) {
      spot.wrong(String.valueOf(unfit.getMessage()), expected);
      return null;
    }
  }
}
