package org.dualmip.lab.file;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.service.config.YamlNode;
import org.jspecify.annotations.Nullable;

/** A step: a section with the key of one verb and that verb's further keys, or a bare word. */
final class StepShape implements Shape<Told> {
  @Override
  public @Nullable Told read(Spot spot) {
    List<String> names = Verbs.ALL.stream().map(Verb::name).toList();
    if (spot.node() instanceof YamlNode.Scalar scalar && !scalar.empty()) {
      return bare(spot, scalar.text(), names);
    }
    if (!(spot.node() instanceof YamlNode.Mapping mapping) || mapping.entries().isEmpty()) {
      spot.wrong(spot.node().describe(), expected());
      return null;
    }
    List<String> verbs = mapping.entries().keySet().stream().filter(names::contains).toList();
    if (verbs.isEmpty()) {
      String first = mapping.entries().firstEntry().getKey();
      YamlNode.Place place = mapping.entries().firstEntry().getValue().place();
      var _ = spot.problems().unknown(new Word(place, spot.path(), first), "step", names);
      return null;
    }
    if (verbs.size() > 1) {
      spot.wrong(
          "two steps in one: " + String.join(" and ", verbs), "each with a hyphen of its own");
      return null;
    }
    Verb verb = Verbs.named(verbs.getFirst()).orElseThrow();
    return Optional.ofNullable(verb.keys().read(spot))
        .map(section -> new Told(verb, section))
        .orElse(null);
  }

  private static @Nullable Told bare(Spot spot, String name, List<String> names) {
    Word word = new Word(spot.node().place(), spot.path(), name);
    if (spot.problems().unknown(word, "step", names)) {
      return null;
    }
    Verb verb = Verbs.named(name).orElseThrow();
    if (!verb.bare()) {
      spot.wrong(name + " alone", name + ": " + verb.main().shape().expected());
      return null;
    }
    return new Told(verb, new Section(spot, Map.of()));
  }

  @Override
  public String expected() {
    return "a step such as move: cafe";
  }

  @Override
  public Map<String, Object> schema() {
    return Shapes.described("$ref", "#/$defs/step");
  }
}
