package org.dualmip.service;

import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON from and to plain values: maps, lists, text, numbers, booleans, null.
 *
 * <p>Writing also takes records (objects; names as in configuration files, with hyphens), enum
 * constants (lower case with hyphens), and anything else by its {@code toString}. Stateless.
 */
public final class Json {
  private static final JsonFactory JSON = new JsonFactory();

  private Json() {}

  /** The value in one line. */
  public static String write(@Nullable Object value) {
    var text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, value);
    }
    return text.toString();
  }

  /**
   * The value that the text holds.
   *
   * @throws IllegalArgumentException if the text is not one JSON value
   */
  public static @Nullable Object read(String text) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      Object value = read(in, in.nextToken());
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("more than one JSON value");
      }
      return value;
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException(notJson.getOriginalMessage(), notJson);
    }
  }

  private static void write(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> {
        out.writeStartObject();
        named(map)
            .forEach((key, each) -> {
              out.writeName(key);
              write(out, each);
            });
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        list.forEach(each -> write(out, each));
        out.writeEndArray();
      }
      case Boolean bool -> out.writeBoolean(bool);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Enum<?> constant -> out.writeString(name(constant));
      case Event event -> write(out, event.fields());
      case Record composed when !composed.getClass().getName().contains(".net.") ->
          write(out, fields(composed));
      default -> out.writeString(value.toString());
    }
  }

  /** The entries under their names; a map without an order of its own is sorted. */
  private static Map<String, @Nullable Object> named(Map<?, ?> map) {
    Map<String, @Nullable Object> named =
        map instanceof SequencedMap ? new LinkedHashMap<>() : new TreeMap<>();
    map.forEach((key, each) -> named.put(name(key), each));
    return named;
  }

  private static String name(@Nullable Object key) {
    return key instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : String.valueOf(key);
  }

  private static Map<String, @Nullable Object> fields(Record composed) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    for (RecordComponent component : composed.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        fields.put(
            component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT),
            component.getAccessor().invoke(composed));
      } catch (ReflectiveOperationException bug) {
        throw new IllegalStateException(bug);
      }
    }
    return fields;
  }

  private static @Nullable Object read(JsonParser in, @Nullable JsonToken token) {
    return switch (token) {
      case null -> throw new IllegalArgumentException("no JSON value");
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String key = in.currentName();
          map.put(key, read(in, in.nextToken()));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken each = in.nextToken(); each != JsonToken.END_ARRAY; each = in.nextToken()) {
          list.add(read(in, each));
        }
        yield list;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      default -> in.getString();
    };
  }
}
