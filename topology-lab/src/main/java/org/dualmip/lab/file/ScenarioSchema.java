package org.dualmip.lab.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema (draft 2020-12) of scenario files, made of the table that the reader follows. */
public final class ScenarioSchema {
  private ScenarioSchema() {}

  /** The schema, as the file that editors read. */
  public static String text() {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return new JsonMapper().writer().with(printer).writeValueAsString(tree()) + "\n";
  }

  /** The schema as maps, lists, text and numbers. */
  static Map<String, Object> tree() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A DualMIP lab scenario");
    schema.putAll(Grammar.FILE.schema());
    schema.put("$defs", Map.of("step", step()));
    return schema;
  }

  private static Map<String, Object> step() {
    var kinds = new ArrayList<Map<String, Object>>();
    List<String> bare = Verbs.ALL.stream().filter(Verb::bare).map(Verb::name).toList();
    kinds.add(Shapes.described("enum", bare));
    for (Verb verb : Verbs.ALL) {
      Map<String, Object> kind = verb.keys().schema();
      kind.put("required", required(verb));
      kinds.add(kind);
    }
    return Shapes.described("anyOf", kinds);
  }

  /** The key that names the step is there even where its value may be left out with it. */
  private static List<String> required(Verb verb) {
    var required = new ArrayList<>(List.of(verb.name()));
    verb.more().stream().filter(Key::required).map(Key::name).forEach(required::add);
    return required;
  }
}
