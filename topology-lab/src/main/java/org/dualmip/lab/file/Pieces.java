package org.dualmip.lab.file;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dualmip.lab.deployment.Yaml;
import org.dualmip.service.config.YamlNode;

/**
 * Lays a piece of a configuration file over the whole: a value replaces a value, a list a list, an
 * empty value takes away. Stateless.
 */
final class Pieces {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/._+@%-]*");

  private Pieces() {}

  /** The file with the piece laid over it. */
  static Yaml over(Yaml file, YamlNode.Mapping piece) {
    Yaml changed = file;
    for (var entry : piece.entries().entrySet()) {
      YamlNode value = entry.getValue().value();
      if (value instanceof YamlNode.Mapping section) {
        for (var below : section.entries().entrySet()) {
          changed = set(changed, entry.getKey() + "." + below.getKey(), below.getValue().value());
        }
      } else {
        changed = set(changed, entry.getKey(), value);
      }
    }
    return changed;
  }

  private static Yaml set(Yaml file, String path, YamlNode value) {
    return switch (value) {
      case YamlNode.Scalar scalar when scalar.empty() -> file.without(path);
      case YamlNode.Sequence sequence when !path.contains(".") -> {
        Yaml changed = file.without(path);
        for (YamlNode item : sequence.items()) {
          changed = changed.item(path, flow(item));
        }
        yield changed;
      }
      default -> file.without(path).with(path, flow(value));
    };
  }

  /** The value in one line. */
  private static String flow(YamlNode value) {
    return switch (value) {
      case YamlNode.Scalar scalar -> scalar.empty() ? "null" : quoted(scalar.text());
      case YamlNode.Sequence sequence -> list(sequence.items());
      case YamlNode.Mapping mapping ->
          mapping.entries().entrySet().stream()
              .map(entry -> quoted(entry.getKey()) + ": " + flow(entry.getValue().value()))
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }

  private static String list(List<YamlNode> items) {
    return items.stream().map(Pieces::flow).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + "\"";
  }
}
