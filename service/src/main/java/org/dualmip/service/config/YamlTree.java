package org.dualmip.service.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads YAML text into a tree with places.
 *
 * <p>Jackson's token stream is used rather than its data binding, which stops at the first error
 * and knows no place for an unknown key of a record. Aliases and tags are refused: a reader of the
 * file should see what is meant.
 */
final class YamlTree {
  private static final Pattern PLACE = Pattern.compile("in reader, line (\\d+), column (\\d+)");

  private static final YAMLFactory YAML = new YAMLFactory();

  /** A syntax error: the text is not YAML, or uses a feature that is refused. */
  static final class SyntaxException extends Exception {
    final YamlNode.Place place;
    final String found;
    final String expected;

    SyntaxException(YamlNode.Place place, String found, String expected) {
      super(found, null, false, false);
      this.place = place;
      this.found = found;
      this.expected = expected;
    }
  }

  private final YAMLParser parser;

  private YamlTree(YAMLParser parser) {
    this.parser = parser;
  }

  /** The one document of the text, or null if it is empty. */
  static @Nullable YamlNode parse(String text) throws SyntaxException {
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      var tree = new YamlTree((YAMLParser) parser);
      JsonToken first = parser.nextToken();
      if (first == null) {
        return null;
      }
      YamlNode root = tree.node(first);
      if (parser.nextToken() != null) {
        throw new SyntaxException(tree.here(), "a second document", "one document in the file");
      }
      return root;
    } catch (JacksonException notYaml) {
      throw syntax(notYaml);
    }
  }

  private YamlNode node(JsonToken token) throws SyntaxException {
    if (parser.isCurrentAlias()) {
      throw new SyntaxException(here(), "an alias", "the value itself");
    }
    if (parser.getTypeId() != null) {
      throw new SyntaxException(here(), "a tag", "the value without its tag");
    }
    return switch (token) {
      case START_OBJECT -> mapping();
      case START_ARRAY -> sequence();
      case VALUE_NULL -> new YamlNode.Scalar(here(), "", true);
      default -> new YamlNode.Scalar(here(), parser.getString(), false);
    };
  }

  private YamlNode sequence() throws SyntaxException {
    YamlNode.Place place = here();
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      items.add(node(next));
    }
    return new YamlNode.Sequence(place, items);
  }

  private YamlNode mapping() throws SyntaxException {
    YamlNode.Place place = here();
    var entries = new LinkedHashMap<String, YamlNode.Entry>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      YamlNode.Place keyPlace = here();
      YamlNode.Entry earlier = entries.get(key);
      if (earlier != null) {
        throw new SyntaxException(
            keyPlace,
            "key \"" + key + "\" again, first on line " + earlier.place().line(),
            "each key once");
      }
      entries.put(key, new YamlNode.Entry(keyPlace, node(parser.nextToken())));
    }
    return new YamlNode.Mapping(place, entries);
  }

  private YamlNode.Place here() {
    return place(parser.currentTokenLocation());
  }

  private static YamlNode.Place place(@Nullable TokenStreamLocation location) {
    return location == null
        ? new YamlNode.Place(0, 0)
        : new YamlNode.Place(location.getLineNr(), location.getColumnNr());
  }

  /**
   * What the YAML reader says, in a line: the problem with its own place, then what the reader was
   * doing there. Its message has the problem last, each part with a place and a quotation below.
   */
  private static SyntaxException syntax(JacksonException notYaml) {
    String message = String.valueOf(notYaml.getOriginalMessage());
    List<String> parts =
        message.lines().filter(line -> !line.isBlank() && !line.startsWith(" ")).toList();
    Matcher places = PLACE.matcher(message);
    YamlNode.Place place = place(notYaml.getLocation());
    while (places.find()) {
      place =
          new YamlNode.Place(Integer.parseInt(places.group(1)), Integer.parseInt(places.group(2)));
    }
    String problem = parts.isEmpty() ? "not YAML" : parts.getLast();
    return new SyntaxException(
        place, parts.size() < 2 ? problem : problem + " " + parts.getFirst(), "valid YAML");
  }
}
