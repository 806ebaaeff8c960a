package org.dualmip.lab.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.service.config.Scalars;
import org.dualmip.service.config.YamlNode;
import org.jspecify.annotations.Nullable;

/** The shapes of values. */
final class Shapes {
  private static final Scalars SCALARS = new Scalars(Path.of("/"));
  private static final Pattern SHARE_TEXT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,6})?)\\s?%");
  private static final Pattern RATE_TEXT =
      Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)\\s?(kbit|Mbit|Gbit)");
  private static final Map<String, Long> RATES =
      Map.of("kbit", 1_000L, "Mbit", 1_000_000L, "Gbit", 1_000_000_000L);

  /** Any text. */
  static final Shape<String> TEXT = new Scalar<>(text -> text, "text", described("type", "string"));

  /** A time. */
  static final Shape<Duration> DURATION = known(Duration.class, "^\\d{1,9}(ms|s|m|h)$");

  /** A prefix. */
  static final Shape<Prefix4> PREFIX = known(Prefix4.class, "^\\d+(\\.\\d+){3}/\\d+$");

  /** An address. */
  static final Shape<Ip4> ADDRESS = known(Ip4.class, "^\\d+(\\.\\d+){3}$");

  /** A share of frames, below all of them. */
  static final Shape<Double> SHARE =
      new Scalar<>(
          text -> Double.parseDouble(matched(SHARE_TEXT, text)[0]) / 100,
          "a share of frames such as 3% or 0.5%, below 100%",
          pattern("^\\d{1,2}(\\.\\d{1,6})?\\s?%$"));

  /** A rate, in bits per second. */
  static final Shape<Long> RATE =
      new Scalar<>(
          Shapes::rate,
          "a rate such as 64kbit, 20Mbit or 1Gbit (a second)",
          pattern("^\\d{1,6}(\\.\\d{1,3})?\\s?(kbit|Mbit|Gbit)$"));

  private Shapes() {}

  /** A name that is looked up later. */
  static Shape<Word> word(String expected) {
    return new Shape<>() {
      @Override
      public @Nullable Word read(Spot spot) {
        if (!(spot.node() instanceof YamlNode.Scalar scalar) || scalar.empty()) {
          spot.wrong(spot.node().describe(), expected);
          return null;
        }
        return new Word(scalar.place(), spot.path(), scalar.text());
      }

      @Override
      public String expected() {
        return expected;
      }

      @Override
      public Map<String, Object> schema() {
        return described("type", "string");
      }
    };
  }

  /** Text of a certain form. */
  static Shape<String> text(String form, String expected) {
    Pattern pattern = Pattern.compile(form);
    return new Scalar<>(
        text -> {
          matched(pattern, text);
          return text;
        },
        expected,
        pattern("^" + form + "$"));
  }

  /** A whole number within bounds. */
  static Shape<Long> whole(long least, long most) {
    return new Scalar<>(
        text -> {
          long value;
          try {
            value = Long.parseLong(text);
          } catch (NumberFormatException none) {
            throw new IllegalArgumentException("\"" + text + "\"", none);
          }
          if (value < least || value > most) {
            throw new IllegalArgumentException(text);
          }
          return value;
        },
        "a whole number from " + least + " to " + most,
        described("type", "integer", "minimum", least, "maximum", most));
  }

  /** One of the constants, in lower case. */
  static <E extends Enum<E>> Shape<E> choice(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Scalars::nameOf).toList();
    return new Scalar<>(
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> Scalars.nameOf(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\"")),
        Scalars.expected(type),
        described("enum", names));
  }

  /** A list that is not empty. */
  static <T> Shape<List<T>> list(Shape<T> item) {
    return new Shape<>() {
      @Override
      public @Nullable List<T> read(Spot spot) {
        if (!(spot.node() instanceof YamlNode.Sequence sequence) || sequence.items().isEmpty()) {
          boolean empty = spot.node() instanceof YamlNode.Sequence;
          spot.wrong(empty ? "an empty list" : spot.node().describe(), expected());
          return null;
        }
        var values = new ArrayList<T>();
        for (int i = 0; i < sequence.items().size(); i++) {
          Optional.ofNullable(item.read(spot.item(i, sequence.items().get(i))))
              .ifPresent(values::add);
        }
        return values;
      }

      @Override
      public String expected() {
        return "a list, each item " + item.expected();
      }

      @Override
      public Map<String, Object> schema() {
        return described("type", "array", "minItems", 1, "items", item.schema());
      }
    };
  }

  /** A section whose keys are names of the writer's own. */
  static <T> Shape<Map<Word, T>> named(Shape<T> each) {
    return new Shape<>() {
      @Override
      public @Nullable Map<Word, T> read(Spot spot) {
        if (!(spot.node() instanceof YamlNode.Mapping mapping)) {
          spot.wrong(spot.node().describe(), expected());
          return null;
        }
        var values = new LinkedHashMap<Word, T>();
        mapping
            .entries()
            .forEach((name, entry) -> {
              Spot below = spot.below(name, entry.value());
              Optional.ofNullable(each.read(below))
                  .ifPresent(
                      value -> values.put(new Word(entry.place(), below.path(), name), value));
            });
        return values;
      }

      @Override
      public String expected() {
        return "a section of names, each with " + each.expected();
      }

      @Override
      public Map<String, Object> schema() {
        return described("type", "object", "additionalProperties", each.schema());
      }
    };
  }

  /** A section that is a piece of another file. */
  static Shape<YamlNode.Mapping> piece(String expected) {
    return new Shape<>() {
      @Override
      public YamlNode.@Nullable Mapping read(Spot spot) {
        if (spot.node() instanceof YamlNode.Mapping mapping) {
          return mapping;
        }
        spot.wrong(spot.node().describe(), expected);
        return null;
      }

      @Override
      public String expected() {
        return expected;
      }

      @Override
      public Map<String, Object> schema() {
        return described("type", "object");
      }
    };
  }

  private static <T> Shape<T> known(Class<T> type, String form) {
    return new Scalar<>(
        text -> {
          try {
            return type.cast(SCALARS.read(type, "", text));
          } catch (Scalars.UnfitException unfit) {
            throw new IllegalArgumentException(unfit.found(), unfit);
          }
        },
        Scalars.expected(type),
        pattern(form));
  }

  private static long rate(String text) {
    String[] parts = matched(RATE_TEXT, text);
    long rate = Math.round(Double.parseDouble(parts[0]) * RATES.getOrDefault(parts[1], 0L));
    if (rate == 0) {
      throw new IllegalArgumentException("\"" + text + "\"");
    }
    return rate;
  }

  /** The groups. */
  private static String[] matched(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\"");
    }
    var groups = new String[matcher.groupCount()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = matcher.group(i + 1);
    }
    return groups;
  }

  /** A schema of names and values in turn, in that order. */
  static Map<String, Object> described(Object... pairs) {
    var schema = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      schema.put(pairs[i].toString(), pairs[i + 1]);
    }
    return schema;
  }

  private static Map<String, Object> pattern(String form) {
    return described("type", "string", "pattern", form);
  }
}
