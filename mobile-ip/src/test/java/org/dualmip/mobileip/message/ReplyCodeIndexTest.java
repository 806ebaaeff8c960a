package org.dualmip.mobileip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages' tables say where the rule behind each code is: in a class that gives that code. */
class ReplyCodeIndexTest {
  private static final Path SOURCES = Path.of("src/main/java/org/dualmip/mobileip");

  /** The last two cells of a row: the codes, and the classes. */
  private static final Pattern ROW =
      Pattern.compile("<td>([^<]*)</td>\\s*<td>([A-Za-z, ]+)</td></tr>");

  private static final Pattern NUMBER = Pattern.compile("\\b\\d{2,3}\\b");

  /** Accepted needs no rule, and for "unspecified" there is always a better reason. */
  private static final List<String> WITHOUT_A_RULE =
      List.of("ACCEPTED", "ACCEPTED_NO_SIMULTANEOUS", "UNSPECIFIED", "FA_UNSPECIFIED");

  @ParameterizedTest
  @ValueSource(strings = {"agent", "foreign"})
  void each_code_stands_beside_a_class_that_gives_it(String name) throws IOException {
    Map<Integer, String> index = index(SOURCES.resolve(name).resolve("package-info.java"));
    boolean foreign = name.equals("foreign");
    for (Map.Entry<String, ReplyCode> code : codes().entrySet()) {
      if (code.getValue().deniedByForeignAgent() == foreign) {
        String classes = index.getOrDefault(code.getValue().value(), "");
        assertThat(Stream.of(classes.split(", ")).filter(one -> !one.isEmpty()))
            .as("who gives %s", code.getValue())
            .anyMatch(one -> gives(SOURCES.resolve(name).resolve(one + ".java"), code.getKey()));
      }
    }
  }

  private static Map<Integer, String> index(Path table) throws IOException {
    Map<Integer, String> index = new TreeMap<>();
    String text = Files.readString(table).replace("\n *", " ");
    for (Matcher row = ROW.matcher(text); row.find(); ) {
      for (Matcher code = NUMBER.matcher(row.group(1)); code.find(); ) {
        index.merge(
            Integer.parseInt(code.group()), row.group(2), (one, other) -> one + ", " + other);
      }
    }
    return index;
  }

  private static Map<String, ReplyCode> codes() {
    Map<String, ReplyCode> codes = new TreeMap<>();
    for (Field field : ReplyCode.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !WITHOUT_A_RULE.contains(field.getName())) {
        try {
          codes.put(field.getName(), (ReplyCode) field.get(null));
        } catch (IllegalAccessException impossible) {
          throw new AssertionError(impossible);
        }
      }
    }
    return codes;
  }

  private static boolean gives(Path source, String constant) {
    try {
      return Files.exists(source)
          && Arrays.asList(Files.readString(source).split("\\W")).contains(constant);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
