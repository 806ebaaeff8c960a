package org.dualmip.service.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds records from a tree and collects every problem on the way. Used once, by one thread. */
final class RecordBinder {
  private final Path file;
  private final Scalars scalars;
  private final List<ConfigProblem> problems = new ArrayList<>();

  RecordBinder(Path file) {
    this.file = file;
    Path parent = file.toAbsolutePath().getParent();
    this.scalars = new Scalars(parent == null ? Path.of("/") : parent);
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  void problem(YamlNode.Place place, String key, String found, String expected) {
    problems.add(new ConfigProblem(file, place.line(), place.column(), key, found, expected));
  }

  /** The record, or null if problems were found. */
  @Nullable Object record(Class<?> type, String path, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problem(node.place(), path, node.describe(), "a section with the keys " + keys(type));
      return null;
    }
    int before = problems.size();
    Map<String, RecordComponent> components = components(type);
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (!components.containsKey(key)) {
            unknown(entry.place(), below(path, key), key, components);
          }
        });
    Object[] values =
        components.entrySet().stream()
            .map(component -> component(component.getKey(), component.getValue(), path, mapping))
            .toArray();
    return problems.size() == before ? build(type, path, mapping, values) : null;
  }

  /** {@code homeNetwork} stands in the file as home-network. */
  static String keyOf(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private @Nullable Object component(
      String key, RecordComponent component, String path, YamlNode.Mapping mapping) {
    YamlNode.Entry entry = mapping.entries().get(key);
    if (entry != null) {
      return value(component.getGenericType(), key, below(path, key), entry.value());
    }
    Default fallback = component.getAnnotation(Default.class);
    if (fallback != null) {
      return fallback(component, key, path, fallback.value());
    }
    if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      problem(mapping.place(), below(path, key), "missing", expected(component.getGenericType()));
    }
    return null;
  }

  private @Nullable Object fallback(
      RecordComponent component, String key, String path, String text) {
    try {
      YamlNode node = YamlTree.parse(text);
      return node == null ? null : value(component.getGenericType(), key, below(path, key), node);
    } catch (YamlTree.SyntaxException bug) {
      throw new IllegalStateException("the default of " + component + " is no YAML", bug);
    }
  }

  private @Nullable Object value(Type type, String key, String path, YamlNode node) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(list.getActualTypeArguments()[0], key, path, node);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord() && !Scalars.known(raw)) {
      return record(raw, path, node);
    }
    if (!Scalars.known(raw)) {
      throw new IllegalStateException("no way to read a " + raw + " from a file");
    }
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.empty()) {
      problem(node.place(), path, node.describe(), Scalars.expected(raw));
      return null;
    }
    try {
      return scalars.read(raw, key, scalar.text());
    } catch (Scalars.UnfitException unfit) {
      problem(node.place(), path, unfit.found, unfit.expected);
      return null;
    }
  }

  private @Nullable Object list(Type item, String key, String path, YamlNode node) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      problem(node.place(), path, node.describe(), "a list, each item " + expected(item));
      return null;
    }
    int before = problems.size();
    List<Object> values = new ArrayList<>();
    for (YamlNode each : sequence.items()) {
      Object value = value(item, key, path + "[" + values.size() + "]", each);
      values.add(value == null ? "a problem already noted" : value);
    }
    return problems.size() == before ? List.copyOf(values) : null;
  }

  private @Nullable Object build(
      Class<?> type, String path, YamlNode.Mapping mapping, @Nullable Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      if (!(refused.getCause() instanceof InvalidSetting invalid)) {
        throw new IllegalStateException(refused);
      }
      YamlNode.Entry entry = mapping.entries().get(invalid.key());
      problem(
          entry == null ? mapping.place() : entry.value().place(),
          below(path, invalid.key()),
          invalid.found(),
          invalid.expected());
      return null;
    } catch (ReflectiveOperationException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private void unknown(
      YamlNode.Place place, String path, String key, Map<String, RecordComponent> components) {
    problem(
        place,
        path,
        "unknown key" + Spelling.hint(key, components.keySet()),
        "one of " + String.join(", ", components.keySet()));
  }

  private static String expected(Type type) {
    if (type instanceof ParameterizedType list) {
      return "a list, each item " + expected(list.getActualTypeArguments()[0]);
    }
    Class<?> raw = (Class<?>) type;
    return Scalars.known(raw) ? Scalars.expected(raw) : "a section with the keys " + keys(raw);
  }

  private static String keys(Class<?> type) {
    return String.join(", ", components(type).keySet());
  }

  private static Map<String, RecordComponent> components(Class<?> type) {
    var components = new LinkedHashMap<String, RecordComponent>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(keyOf(component), component);
    }
    return components;
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
