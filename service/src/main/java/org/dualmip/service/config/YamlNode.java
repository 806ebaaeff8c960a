package org.dualmip.service.config;

import java.util.List;
import java.util.SequencedMap;

/** A piece of a YAML file that remembers where it stands; immutable. */
public sealed interface YamlNode {
  /** Where something begins; both counted from 1. */
  record Place(int line, int column) {}

  /** Where it begins. */
  Place place();

  /** What this is, for people: never a secret, because keys are read from scalars. */
  String describe();

  /** A scalar; {@code plain} is false for a quoted one, {@code empty} is true for a null. */
  record Scalar(Place place, String text, boolean empty) implements YamlNode {
    @Override
    public String describe() {
      return empty ? "nothing" : "\"" + text + "\"";
    }
  }

  /** A list. */
  record Sequence(Place place, List<YamlNode> items) implements YamlNode {
    @Override
    public String describe() {
      return "a list";
    }
  }

  /** A section; keys in the order of the file. */
  record Mapping(Place place, SequencedMap<String, Entry> entries) implements YamlNode {
    @Override
    public String describe() {
      return "a section";
    }
  }

  /** A key with its value. */
  record Entry(Place place, YamlNode value) {}
}
