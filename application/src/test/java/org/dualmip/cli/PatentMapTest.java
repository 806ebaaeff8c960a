package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the documentation honest: the classes and tests that it names exist. */
class PatentMapTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

  @Test
  void theClassesAndTestsThatTheMapNamesExist() throws IOException {
    Set<String> named = new TreeSet<>();
    CLASS
        .matcher(Files.readString(ROOT.resolve("docs/patent-map.md")))
        .results()
        .forEach(match -> named.add(match.group(1)));
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(classes()).containsAll(named);
  }

  private static Set<String> classes() throws IOException {
    try (Stream<Path> files =
        Files.find(ROOT, 14, (file, _) -> file.toString().endsWith(".java"))) {
      return files
          .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }
}
