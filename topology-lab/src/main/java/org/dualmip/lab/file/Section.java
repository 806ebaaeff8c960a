package org.dualmip.lab.file;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dualmip.service.config.YamlNode;

/**
 * A section that has been read.
 *
 * @param spot where it stands
 * @param values of the keys that are there
 */
record Section(Spot spot, Map<Key<?>, Object> values) {
  /** The value of a key, if it is there. */
  @SuppressWarnings("unchecked") // put there by the key's own shape
  <T> Optional<T> get(Key<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** The value of a key that must be there. */
  <T> T need(Key<T> key) {
    return get(key).orElseThrow(() -> new IllegalStateException("no " + key.name()));
  }

  /** The value of a key, or what it is when it is left out. */
  <T> T or(Key<T> key, T otherwise) {
    return get(key).orElse(otherwise);
  }

  boolean has(Key<?> key) {
    return values.containsKey(key);
  }

  /** Notes that the value of a key, or its absence, is wrong. */
  void wrong(Key<?> key, String found, String expected) {
    Spot at = spot;
    if (spot.node() instanceof YamlNode.Mapping mapping) {
      YamlNode.Entry entry = mapping.entries().get(key.name());
      at = spot.below(key.name(), entry == null ? mapping : entry.value());
    }
    at.wrong(found, expected);
  }

  /** What stands there, as a word, for messages. */
  Word word(Key<?> key) {
    if (spot.node() instanceof YamlNode.Mapping mapping
        && mapping.entries().containsKey(key.name())) {
      YamlNode.Entry entry = Objects.requireNonNull(mapping.entries().get(key.name()));
      Spot at = spot.below(key.name(), entry.value());
      return new Word(at.node().place(), at.path(), at.node().describe());
    }
    return new Word(spot.node().place(), spot.path(), spot.node().describe());
  }
}
