package org.dualmip.lab.deployment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A configuration file in the making: keys of one or two levels, in the order in which they came. A
 * value is one line of YAML or a list of such lines.
 *
 * @param values by path: {@code lifetime} or {@code inner.lifetime}
 */
public record Yaml(Map<String, Object> values) {
  /** Copies the map. */
  public Yaml {
    values = new LinkedHashMap<>(values);
  }

  /** A file with nothing in it. */
  public static Yaml empty() {
    return new Yaml(Map.of());
  }

  /** The same with that key set. */
  public Yaml with(String path, Object value) {
    var more = new LinkedHashMap<>(values);
    more.put(path, value);
    return new Yaml(more);
  }

  /** The same with one more item in a list. */
  public Yaml item(String path, String value) {
    var items = new ArrayList<Object>();
    if (values.get(path) instanceof List<?> known) {
      items.addAll(known);
    }
    items.add(value);
    return with(path, List.copyOf(items));
  }

  /** The same without a key, or without a whole section. */
  public Yaml without(String path) {
    var less = new LinkedHashMap<>(values);
    less.keySet().removeIf(key -> key.equals(path) || key.startsWith(path + "."));
    return new Yaml(less);
  }

  /** The value of a key, as text. */
  public String text(String path) {
    return Objects.requireNonNull(values.get(path), path).toString();
  }

  /** Whether there is that key or section. */
  public boolean has(String path) {
    return values.keySet().stream().anyMatch(key -> key.equals(path) || key.startsWith(path + "."));
  }

  /** The file. */
  public String render() {
    var sections = new LinkedHashMap<String, StringBuilder>();
    values.forEach((path, value) -> {
      int dot = path.indexOf('.');
      String first = dot < 0 ? path : path.substring(0, dot);
      StringBuilder section =
          sections.computeIfAbsent(first, _ -> new StringBuilder(dot < 0 ? "" : first + ":\n"));
      line(section, dot < 0 ? "" : "  ", dot < 0 ? path : path.substring(dot + 1), value);
    });
    return String.join("", sections.values());
  }

  private static void line(StringBuilder to, String indent, String key, Object value) {
    if (value instanceof List<?> items) {
      to.append(indent).append(key).append(":\n");
      items.forEach(item -> to.append(indent).append("  - ").append(item).append('\n'));
    } else {
      to.append(indent).append(key).append(": ").append(value).append('\n');
    }
  }
}
