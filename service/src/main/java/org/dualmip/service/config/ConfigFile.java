package org.dualmip.service.config;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads a YAML file into a record.
 *
 * <p>Each component of the record is a key: {@code homeNetwork} stands in the file as {@code
 * home-network}. A component that is itself a record is a section, a {@code List} is a list. A key
 * is required unless its component is {@code @Nullable} or has a {@link Default}. Values are text,
 * numbers, booleans, enum constants in lower case, addresses, prefixes, durations, paths (relative
 * to the file) and {@link Secret}s. Constructors may throw {@link InvalidSetting}.
 */
public final class ConfigFile {
  private static final long MAX_OCTETS = 1 << 20;

  private ConfigFile() {}

  /**
   * Reads and checks the whole file.
   *
   * @throws ConfigException with every problem found
   */
  public static <T extends Record> T read(Path file, Class<T> type) throws ConfigException {
    var binder = new RecordBinder(file);
    Object value = null;
    try {
      value = binder.record(type, "", root(file));
    } catch (YamlTree.SyntaxException syntax) {
      binder.problem(syntax.place, "", syntax.found, syntax.expected);
    }
    if (value == null) {
      throw new ConfigException(binder.problems());
    }
    return type.cast(value);
  }

  /**
   * Reads a file whose shape no record can express.
   *
   * @return its root; an empty scalar if the file is empty
   * @throws ConfigException if it cannot be read or is not YAML
   */
  public static YamlNode tree(Path file) throws ConfigException {
    try {
      return root(file);
    } catch (YamlTree.SyntaxException syntax) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  file,
                  syntax.place.line(),
                  syntax.place.column(),
                  "",
                  syntax.found,
                  syntax.expected)));
    }
  }

  private static YamlNode root(Path file) throws ConfigException, YamlTree.SyntaxException {
    YamlNode root = YamlTree.parse(text(file));
    return root == null ? new YamlNode.Scalar(new YamlNode.Place(1, 1), "", true) : root;
  }

  /**
   * The keys whose values differ, outermost only: {@code mobile-nodes}, not one node's key. For
   * telling what a re-read file asks to change.
   */
  public static <T extends Record> List<String> changedKeys(T before, T after) {
    List<String> changed = new ArrayList<>();
    for (RecordComponent component : before.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        if (!Objects.equals(
            component.getAccessor().invoke(before), component.getAccessor().invoke(after))) {
          changed.add(RecordBinder.keyOf(component));
        }
      } catch (ReflectiveOperationException bug) {
        throw new IllegalStateException(bug);
      }
    }
    return changed;
  }

  private static String text(Path file) throws ConfigException {
    try {
      if (Files.size(file) > MAX_OCTETS) {
        throw whole(file, "more than " + MAX_OCTETS + " octets", "a configuration file");
      }
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw whole(file, "no such file", "a configuration file");
    } catch (AccessDeniedException denied) {
      throw whole(file, "not readable by this user", "a file this user can read");
    } catch (CharacterCodingException coding) {
      throw whole(file, "octets that are no UTF-8", "a text file");
    } catch (IOException unreadable) {
      throw whole(file, "not readable: " + unreadable.getMessage(), "a configuration file");
    }
  }

  private static ConfigException whole(Path file, String found, String expected) {
    return new ConfigException(List.of(new ConfigProblem(file, 0, 0, "", found, expected)));
  }
}
