package org.dualmip.lab.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.service.config.ConfigFile;
import org.dualmip.service.config.YamlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds docs/reference/scenario.schema.json to the table that the reader follows, and the shipped
 * files to the schema. After a change {@code -Ddualmip.reference=write} writes it anew.
 */
class ScenarioSchemaTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path FILE = DOCS.resolve("reference/scenario.schema.json");
  private static final Path REFERENCE = DOCS.resolve("reference/scenario-files.md");

  @Test
  void thePublishedSchemaIsThatOfTheReader() throws IOException {
    if ("write".equals(System.getProperty("dualmip.reference"))) {
      Files.writeString(FILE, ScenarioSchema.text());
    }
    assertThat(FILE).content().isEqualTo(ScenarioSchema.text());
  }

  @Test
  void theReferenceExplainsEveryKeyAndEveryStep() throws IOException {
    String page = Files.readString(REFERENCE);
    for (Key<?> key : Grammar.FILE.all()) {
      assertThat(page).contains("`" + key.name() + "`");
    }
    for (Key<?> key : Links.ALL) {
      assertThat(page).contains("`" + key.name() + "`");
    }
    for (Verb verb : Verbs.ALL) {
      assertThat(page).contains("`" + verb.name());
      verb.more().stream()
          .filter(key -> !Links.ALL.contains(key))
          .forEach(key -> assertThat(page).contains("`" + key.name()));
    }
  }

  static List<Path> examples() throws IOException {
    try (var files = Files.list(DOCS.resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsGoodAndAsTheSchemaSays(Path example) throws Exception {
    Scenario scenario = ScenarioFile.read(example);
    assertThat(scenario.steps()).isNotEmpty();
    assertThat(misfits(example)).isEmpty();
  }

  @Test
  void theExampleOfTwoCafesFitsFortyLines() throws IOException {
    assertThat(Files.readAllLines(DOCS.resolve("examples/two-cafes.yaml")))
        .hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void theBeginningOfANewFileIsGoodAndAsTheSchemaSays(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mine.yaml");
    ScenarioFile.begin(file);
    assertThat(ScenarioFile.read(file).name()).isEqualTo("mine");
    assertThat(misfits(file)).isEmpty();
  }

  @Test
  void theTenLinesOfTheManualAreGood(@TempDir Path folder) throws Exception {
    String manual = Files.readString(DOCS.resolve("lab.md"));
    int begin = manual.indexOf("```yaml\n") + "```yaml\n".length();
    String text = manual.substring(begin, manual.indexOf("```", begin));
    Path file = Files.writeString(folder.resolve("ten.yaml"), text);
    assertThat(text.lines().count()).isLessThanOrEqualTo(10);
    assertThat(ScenarioFile.read(file).steps()).isNotEmpty();
    assertThat(misfits(file)).isEmpty();
  }

  @Test
  void theSchemaRefusesWhatTheReaderRefuses(@TempDir Path folder) throws Exception {
    for (String line :
        List.of(
            "steps: [rest]",
            "steps: [{mvoe: cafe}]",
            "steps: [{move: cafe, mode: softly}]",
            "steps: [{repeat: 0, steps: [stay]}]",
            "steps: []",
            "steps: [{stay: 5}]",
            "steps: [stay]\ntrafic: [probe]",
            "steps: [stay]\nnetworks: {cafe: {loss: 3}}")) {
      Path file = folder.resolve("bad.yaml");
      Files.writeString(file, "start: office-a\n" + line + "\n");
      assertThat(misfits(file)).as(line).isNotEmpty();
    }
  }

  private static List<String> misfits(Path file) throws Exception {
    var misfits = new ArrayList<String>();
    fit(ConfigFile.tree(file), ScenarioSchema.tree(), "", misfits);
    return misfits;
  }

  /** The part of JSON Schema that the schema uses; all YAML scalars are taken for what fits. */
  @SuppressWarnings("unchecked")
  private static void fit(YamlNode node, Object given, String path, List<String> misfits) {
    if (!(given instanceof Map)) {
      return;
    }
    var schema = (Map<String, Object>) given;
    if (schema.containsKey("$ref")) {
      assertThat(schema.get("$ref")).isEqualTo("#/$defs/step");
      var defs = (Map<String, Object>) Objects.requireNonNull(ScenarioSchema.tree().get("$defs"));
      fit(node, Objects.requireNonNull(defs.get("step")), path, misfits);
      return;
    }
    if (schema.get("anyOf") instanceof List<?> kinds) {
      boolean one =
          kinds.stream()
              .anyMatch(kind -> {
                var inside = new ArrayList<String>();
                fit(node, kind, path, inside);
                return inside.isEmpty();
              });
      check(one, path + " is none of the steps", misfits);
      return;
    }
    switch (node) {
      case YamlNode.Scalar scalar -> scalar(scalar, schema, path, misfits);
      case YamlNode.Sequence sequence -> {
        check("array".equals(schema.get("type")), path + " is a list", misfits);
        check(
            sequence.items().size() >= (Integer) schema.getOrDefault("minItems", 0),
            path + " is too short",
            misfits);
        sequence
            .items()
            .forEach(
                item -> fit(item, schema.getOrDefault("items", Map.of()), path + "[]", misfits));
      }
      case YamlNode.Mapping mapping -> mapping(mapping, schema, path, misfits);
    }
  }

  @SuppressWarnings("unchecked")
  private static void mapping(
      YamlNode.Mapping mapping, Map<String, Object> schema, String path, List<String> misfits) {
    check("object".equals(schema.get("type")), path + " is a section", misfits);
    var properties = (Map<String, Object>) schema.getOrDefault("properties", Map.of());
    var required = (List<String>) schema.getOrDefault("required", List.of());
    check(mapping.entries().keySet().containsAll(required), path + " lacks a key", misfits);
    Object others = schema.getOrDefault("additionalProperties", true);
    mapping
        .entries()
        .forEach((name, entry) -> {
          Object shape = properties.getOrDefault(name, others);
          check(!Boolean.FALSE.equals(shape), path + "." + name + " is unknown", misfits);
          fit(entry.value(), shape, path + "." + name, misfits);
        });
  }

  private static void scalar(
      YamlNode.Scalar scalar, Map<String, Object> schema, String path, List<String> misfits) {
    String text = scalar.text();
    if (schema.get("enum") instanceof List<?> words) {
      check(words.contains(text), path + ": " + text, misfits);
    } else if ("integer".equals(schema.get("type"))) {
      check(
          text.matches("-?\\d+")
              && Long.parseLong(text) >= ((Number) schema.getOrDefault("minimum", 0)).longValue(),
          path + ": " + text,
          misfits);
    } else {
      check("string".equals(schema.get("type")), path + " is a scalar", misfits);
      Object pattern = schema.get("pattern");
      check(
          pattern == null || Pattern.compile(pattern.toString()).matcher(text).find(),
          path + ": " + text,
          misfits);
    }
  }

  private static void check(boolean holds, String otherwise, List<String> misfits) {
    if (!holds) {
      misfits.add(otherwise);
    }
  }
}
