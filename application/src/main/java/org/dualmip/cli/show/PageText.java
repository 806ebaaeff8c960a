package org.dualmip.cli.show;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays out a page of the administration socket. Stateless. */
public final class PageText {
  private static final String NOTHING = "none";
  private static final String INDENT = "  ";
  private static final int COUNTERS_MANY = 3;

  private PageText() {}

  /**
   * The page as lines.
   *
   * @param page plain values, as {@link org.dualmip.service.Json#read} gives them
   * @param now what ages count from
   */
  public static List<String> lines(@Nullable Object page, Instant now) {
    return switch (page) {
      case null -> List.of(NOTHING);
      case List<?> list when list.isEmpty() -> List.of(NOTHING);
      case List<?> list when list.stream().allMatch(Map.class::isInstance) -> rows(list, now);
      case List<?> list -> list.stream().map(each -> Words.value("", each, now)).toList();
      case Map<?, ?> map when map.isEmpty() -> List.of(NOTHING);
      case Map<?, ?> map -> object(map, now);
      default -> List.of(Words.value("", page, now));
    };
  }

  /** A table, or one block after the other where a row holds more than a line can. */
  private static List<String> rows(List<?> list, Instant now) {
    List<Map<?, ?>> rows = new ArrayList<>();
    list.forEach(each -> rows.add((Map<?, ?>) each));
    if (rows.stream().anyMatch(PageText::isDeep)) {
      var lines = new ArrayList<String>();
      for (Map<?, ?> row : rows) {
        if (!lines.isEmpty()) {
          lines.add("");
        }
        lines.addAll(object(row, now));
      }
      return lines;
    }
    return table(rows, now);
  }

  private static List<String> table(List<Map<?, ?>> rows, Instant now) {
    Set<String> keys = new LinkedHashSet<>();
    for (Map<?, ?> row : rows) {
      row.forEach((key, value) -> {
        if (!isUnset(value)) {
          keys.add(String.valueOf(key));
        }
      });
    }
    var columns = new Columns();
    columns.row(keys.stream().map(Words::name).toList());
    for (Map<?, ?> row : rows) {
      columns.row(keys.stream().map(key -> cell(key, row.get(key), now)).toList());
    }
    return columns.lines();
  }

  private static String cell(String key, @Nullable Object value, Instant now) {
    return isUnset(value) ? "-" : Words.value(key, value, now);
  }

  private static List<String> object(Map<?, ?> object, Instant now) {
    var flat = new Columns();
    var sections = new ArrayList<String>();
    boolean counters = isCounters(object);
    object.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (isUnset(value) || (counters && isZero(value))) {
        return;
      }
      if (isComposed(value)) {
        sections.add(Words.name(name) + ":");
        lines(value, now).forEach(line -> sections.add(line.isEmpty() ? "" : INDENT + line));
      } else {
        flat.row(List.of(Words.name(name) + ":", Words.value(name, value, now)));
      }
    });
    if (counters && object.values().stream().anyMatch(PageText::isZero)) {
      flat.row(List.of(flat.isEmpty() ? "all:" : "others:", "0"));
    }
    var lines = new ArrayList<>(flat.lines());
    lines.addAll(sections);
    return lines;
  }

  /** Of many counters only those that counted are of interest. */
  private static boolean isCounters(Map<?, ?> object) {
    return object.values().stream().filter(Number.class::isInstance).count() >= COUNTERS_MANY
        && object.values().stream()
            .allMatch(value -> value instanceof Number || value instanceof Map<?, ?>);
  }

  private static boolean isZero(@Nullable Object value) {
    return value instanceof Number number && number.doubleValue() == 0;
  }

  /** What is not set is not shown. */
  private static boolean isUnset(@Nullable Object value) {
    return value == null
        || value.equals("")
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  /** What needs lines of its own. */
  private static boolean isComposed(Object value) {
    return value instanceof Map<?, ?>
        || (value instanceof List<?> list
            && (list.stream().anyMatch(Map.class::isInstance) || isLong(list)));
  }

  private static boolean isDeep(Map<?, ?> row) {
    return row.values().stream().anyMatch(value -> value != null && isComposed(value));
  }

  private static boolean isLong(List<?> texts) {
    return texts.stream().anyMatch(text -> String.valueOf(text).contains(" "));
  }
}
