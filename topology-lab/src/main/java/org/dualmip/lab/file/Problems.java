package org.dualmip.lab.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigProblem;
import org.dualmip.service.config.Spelling;
import org.dualmip.service.config.YamlNode;

/** What is wrong in a file, each thing once. Belongs to one thread. */
final class Problems {
  private final Path file;
  private final List<ConfigProblem> all = new ArrayList<>();

  /** None yet. */
  Problems(Path file) {
    this.file = file;
  }

  /** One more. */
  void note(YamlNode.Place place, String key, String found, String expected) {
    var problem = new ConfigProblem(file, place.line(), place.column(), key, found, expected);
    if (!all.contains(problem)) { // a step is told again in each round of a repeat
      all.add(problem);
    }
  }

  /** A word that stands in its place and is wrong. */
  void note(Word word, String found, String expected) {
    note(word.place(), word.path(), found, expected);
  }

  /** Whether a word is one of those known; else it is noted, with what it resembles. */
  boolean unknown(Word word, String what, Collection<String> known) {
    if (known.contains(word.text())) {
      return false;
    }
    note(
        word,
        "unknown " + what + " \"" + word.text() + "\"" + Spelling.hint(word.text(), known),
        "one of " + String.join(", ", known));
    return true;
  }

  /** How many there are. */
  int count() {
    return all.size();
  }

  /**
   * Ends the reading if there is any.
   *
   * @throws ConfigException with all of them
   */
  void throwIfAny() throws ConfigException {
    if (!all.isEmpty()) {
      throw new ConfigException(all);
    }
  }
}
