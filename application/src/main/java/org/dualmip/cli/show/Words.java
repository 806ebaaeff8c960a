package org.dualmip.cli.show;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names and values of a page in words. Stateless. */
final class Words {
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  private static final Pattern DURATION = Pattern.compile("PT[0-9HMS.]+");
  private static final List<String> SIZES = List.of("B", "kB", "MB", "GB", "TB");

  /** What a number counts, by the way its name ends. */
  private static final Map<String, TemporalUnit> UNITS =
      Map.of(
          "-s", ChronoUnit.SECONDS,
          "-seconds", ChronoUnit.SECONDS,
          "-ms", ChronoUnit.MILLIS,
          "-millis", ChronoUnit.MILLIS,
          "-ns", ChronoUnit.NANOS,
          "-nanos", ChronoUnit.NANOS);

  private Words() {}

  /** {@code expires-in-ms} is read as "expires in". */
  static String name(String key) {
    return key.substring(0, key.length() - unitOf(key).length())
        .replace('-', ' ')
        .replace('_', ' ');
  }

  private static String unitOf(String key) {
    return UNITS.keySet().stream().filter(key::endsWith).findFirst().orElse("");
  }

  /**
   * A value in one line; empty if it is not set.
   *
   * @param key its name, which carries the unit
   * @param now what ages count from
   */
  static String value(String key, @Nullable Object value, Instant now) {
    return switch (value) {
      case null -> "";
      case Boolean yes -> yes ? "yes" : "no";
      case Number number -> number(key, number);
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(each -> {
                String inner = String.valueOf(each.getKey());
                return name(inner) + " " + value(inner, each.getValue(), now);
              })
              .collect(Collectors.joining(", "));
      case Iterable<?> list -> {
        var parts = new ArrayList<String>();
        list.forEach(each -> parts.add(value(key, each, now)));
        yield String.join(", ", parts);
      }
      default -> text(value.toString(), now);
    };
  }

  private static String number(String key, Number number) {
    TemporalUnit unit = UNITS.get(unitOf(key));
    if (unit != null) {
      return duration(Duration.of(number.longValue(), unit));
    }
    return isSize(key) ? size(number.longValue()) : number.toString();
  }

  private static boolean isSize(String key) {
    return key.contains("bytes") || key.contains("octets");
  }

  private static String text(String text, Instant now) {
    try {
      if (INSTANT.matcher(text).matches()) {
        return age(Instant.parse(text), now);
      }
      if (DURATION.matcher(text).matches()) {
        return duration(Duration.parse(text));
      }
    } catch (DateTimeParseException _) {
      return text;
    }
    return text;
  }

  /** "12 s ago", "in 9 min 48 s". */
  static String age(Instant then, Instant now) {
    Duration since = Duration.between(then, now);
    if (since.isNegative()) {
      return "in " + duration(since.negated());
    }
    return since.toMillis() < 1000 ? "now" : duration(since) + " ago";
  }

  /** The two largest units that matter: "350 ms", "12 s", "9 min 48 s", "2 h 5 min", "3 d 4 h". */
  static String duration(Duration duration) {
    if (duration.isNegative()) {
      return "-" + duration(duration.negated());
    }
    long seconds = duration.toSeconds();
    if (seconds == 0) {
      return duration.toMillis() + " ms";
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** In decimal units, as links are measured. */
  static String size(long octets) {
    double amount = octets;
    int unit = 0;
    while (amount >= 1000 && unit < SIZES.size() - 1) {
      amount /= 1000;
      unit++;
    }
    return unit == 0
        ? octets + " B"
        : String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, SIZES.get(unit));
  }
}
