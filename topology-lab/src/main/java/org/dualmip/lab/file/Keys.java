package org.dualmip.lab.file;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dualmip.service.config.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * A section with certain keys.
 *
 * @param all in the order in which people are told of them
 */
record Keys(List<Key<?>> all) implements Shape<Section> {
  /** With these. */
  static Keys of(Key<?>... keys) {
    return new Keys(List.of(keys));
  }

  @Override
  public @Nullable Section read(Spot spot) {
    if (!(spot.node() instanceof YamlNode.Mapping mapping)) {
      spot.wrong(spot.node().describe(), expected());
      return null;
    }
    int before = spot.problems().count();
    List<String> names = all.stream().map(Key::name).toList();
    mapping
        .entries()
        .forEach((name, entry) -> {
          var _ =
              spot.problems()
                  .unknown(
                      new Word(entry.place(), spot.below(name, entry.value()).path(), name),
                      "key",
                      names);
        });
    var values = new HashMap<Key<?>, Object>();
    for (Key<?> key : all) {
      YamlNode.Entry entry = mapping.entries().get(key.name());
      if (entry != null) {
        Optional.ofNullable(key.shape().read(spot.below(key.name(), entry.value())))
            .ifPresent(value -> values.put(key, value));
      } else if (key.required()) {
        spot.below(key.name(), mapping).wrong("missing", key.shape().expected());
      }
    }
    return spot.problems().count() == before ? new Section(spot, values) : null;
  }

  @Override
  public String expected() {
    return all.stream()
        .map(Key::name)
        .collect(Collectors.joining(", ", "a section with the keys ", ""));
  }

  @Override
  public Map<String, Object> schema() {
    var properties = new LinkedHashMap<String, Object>();
    for (Key<?> key : all) {
      var property = new LinkedHashMap<String, Object>();
      property.put("description", key.meaning());
      property.putAll(key.shape().schema());
      properties.put(key.name(), property);
    }
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    List<String> required = all.stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }
}
