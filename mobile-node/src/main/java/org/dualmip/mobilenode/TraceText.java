package org.dualmip.mobilenode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dualmip.detector.Prefix6;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * Values of the domain detector as plain maps, lists, text and numbers, and back: a record is a map
 * of its components; one of several kinds says in {@code is} which. Durations are nanoseconds, a
 * time is its nanoseconds and the wall clock. Stateless.
 */
final class TraceText {
  private static final String KIND = "is";

  private TraceText() {}

  /** The plain form. */
  static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boolean flag -> flag;
      case Integer number -> (long) number;
      case Enum<?> constant -> words(constant.name());
      case Duration duration -> duration.toNanos();
      case Now now -> List.of(now.monotonic().nanos(), now.wall().toString());
      case List<?> list -> list.stream().map(TraceText::plain).toList();
      case Ip4 _, Prefix4 _, Prefix6 _, MacAddress _, String _ -> value.toString();
      case Record composed -> fields(composed);
      default -> throw new IllegalArgumentException("no form for " + value.getClass());
    };
  }

  private static Map<String, @Nullable Object> fields(Record composed) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (composed.getClass().getInterfaces().length > 0) {
      fields.put(KIND, kind(composed.getClass()));
    }
    for (RecordComponent component : composed.getClass().getRecordComponents()) {
      try {
        fields.put(words(component.getName()), plain(component.getAccessor().invoke(composed)));
      } catch (ReflectiveOperationException bug) {
        throw new IllegalStateException(bug);
      }
    }
    return fields;
  }

  /**
   * The value of a plain form.
   *
   * @throws IllegalArgumentException if it is not one of that type
   */
  static <T> T read(Class<T> type, @Nullable Object plain) {
    Object value = value(type, plain);
    if (value == null) {
      throw new IllegalArgumentException("nothing, where " + kind(type) + " is expected");
    }
    return type.cast(value);
  }

  private static @Nullable Object value(Type type, @Nullable Object plain) {
    if (plain == null) {
      return null;
    }
    if (type instanceof ParameterizedType list && plain instanceof List<?> items) {
      List<@Nullable Object> values = new ArrayList<>();
      items.forEach(item -> values.add(value(list.getActualTypeArguments()[0], item)));
      return values;
    }
    if (!(type instanceof Class<?> one)) {
      throw new IllegalArgumentException(plain + " is no list");
    }
    if (one == Now.class && plain instanceof List<?> times && times.size() == 2) {
      return new Now(
          new MonotonicTime(number(times.getFirst())),
          Instant.parse(String.valueOf(times.getLast())));
    }
    if (one == boolean.class && plain instanceof Boolean) {
      return plain;
    }
    if (one == int.class) {
      return Math.toIntExact(number(plain));
    }
    if (one == Duration.class) {
      return Duration.ofNanos(number(plain));
    }
    if (plain instanceof String text) {
      return text(one, text);
    }
    if (plain instanceof Map<?, ?> fields) {
      return one.isSealed()
          ? construct(kindOf(one, fields.get(KIND)), fields)
          : construct(one, fields);
    }
    throw new IllegalArgumentException(plain + " is no " + kind(one));
  }

  private static long number(@Nullable Object plain) {
    if (plain instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(plain + " is no number");
  }

  private static Object text(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    if (type == Ip4.class) {
      return Ip4.of(text);
    }
    if (type == Prefix4.class) {
      return Prefix4.of(text);
    }
    if (type == Prefix6.class) {
      return Prefix6.of(text);
    }
    if (type == MacAddress.class) {
      return MacAddress.of(text);
    }
    for (Object constant : type.isEnum() ? type.getEnumConstants() : new Object[0]) {
      if (words(((Enum<?>) constant).name()).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(text + " is no " + kind(type));
  }

  private static Class<?> kindOf(Class<?> type, @Nullable Object kind) {
    for (Class<?> each : type.getPermittedSubclasses()) {
      if (kind(each).equals(kind)) {
        return each;
      }
    }
    throw new IllegalArgumentException(kind + " is no kind of " + kind(type));
  }

  private static Object construct(Class<?> type, Map<?, ?> fields) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException(fields + " is no " + kind(type));
    }
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      String name = words(components[i].getName());
      values[i] = value(components[i].getGenericType(), fields.get(name));
      if (values[i] == null && !fields.containsKey(name)) {
        if (types[i] != List.class) {
          throw new IllegalArgumentException(kind(type) + " without " + name);
        }
        values[i] = List.of(); // a trace from before there was such a list
      }
    }
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException refused) {
      throw new IllegalArgumentException(fields + " is no " + kind(type), refused);
    }
  }

  private static String kind(Class<?> type) {
    return words(type.getSimpleName());
  }

  /** {@code OuterRegistered}, {@code outerRegistered} and {@code OUTER_REGISTERED} alike. */
  private static String words(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT))
        ? name.toLowerCase(Locale.ROOT).replace('_', '-')
        : name.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
