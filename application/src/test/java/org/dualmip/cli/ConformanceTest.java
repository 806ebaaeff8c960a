package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the tables of docs/conformance honest: what they name exists, and no rule is left out. */
class ConformanceTest {
  private static final Path ROOT = Path.of("..");
  private static final Path TABLES = ROOT.resolve("docs/conformance");
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");
  private static final Pattern REASON =
      Pattern.compile("not (done|applicable): \\S.*", Pattern.DOTALL);
  private static final Map<String, String> SOURCES = sources();

  /** One rule of an RFC. */
  private record Row(String section, String what, String level, String code, String test) {
    static Row read(String line) {
      String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
      assertThat(cells).as(line).hasSize(5);
      return new Row(
          cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
    }

    List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (!List.of("MUST", "MUST NOT", "SHOULD", "SHOULD NOT").contains(level)) {
        problems.add(level + " is no level");
      }
      if (section.isEmpty() || what.isEmpty()) {
        problems.add("says nothing");
      }
      problems.addAll(unknownNames(code));
      problems.addAll(unknownNames(test));
      if (!REASON.matcher(code).matches()) {
        if (!NAME.matcher(code).find()) {
          problems.add("names neither a class nor a reason");
        }
        if (level.startsWith("MUST") && !NAME.matcher(test).find()) {
          problems.add("names no test");
        }
      }
      return problems.stream().map(problem -> "§" + section + " " + what + ": " + problem).toList();
    }
  }

  private static List<String> unknownNames(String cell) {
    List<String> unknown = new ArrayList<>();
    Matcher names = NAME.matcher(cell);
    while (names.find()) {
      String source = SOURCES.get(names.group(1));
      String method = names.group(2);
      if (source == null) {
        unknown.add("there is no class " + names.group(1));
      } else if (method != null && !source.contains(" " + method + "(")) {
        unknown.add("there is no " + names.group(1) + "." + method);
      }
    }
    return unknown;
  }

  static Stream<Path> tables() throws IOException {
    try (Stream<Path> files = Files.list(TABLES)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("rfc"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyRuleHasItsClassAndTestOrAReason(Path table) throws IOException {
    List<Row> rows =
        Files.readAllLines(table).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| §"))
            .filter(line -> !line.startsWith("| ---"))
            .map(Row::read)
            .toList();
    assertThat(rows).isNotEmpty();
    assertThat(rows.stream().flatMap(row -> row.problems().stream())).isEmpty();
  }

  @Test
  void everyTableIsReached() throws IOException {
    String contents = Files.readString(TABLES.resolve("README.md"));
    assertThat(tables())
        .hasSizeGreaterThan(20)
        .allSatisfy(table -> assertThat(contents).contains("(" + table.getFileName() + ")"));
  }

  /** Each Java file by the name of its class. */
  private static Map<String, String> sources() {
    try (Stream<Path> files =
        Files.find(ROOT, 14, (file, _) -> file.toString().endsWith(".java"))) {
      return files
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> String.valueOf(file.getFileName()).replace(".java", ""),
                  ConformanceTest::read,
                  String::concat));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
