package org.dualmip.service.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * The values that stand in one scalar, each with a sentence about what is expected. Thread-safe.
 */
public final class Scalars {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
  private static final long KEY_FILE_MAX = 4096;
  private static final String KEY_EXPECTED =
      "at least " + Secret.MIN_OCTETS + " random octets in hexadecimal (openssl rand -hex 32)";

  /** A scalar that cannot be read as its type. */
  public static final class UnfitException extends Exception {
    final String found;
    final String expected;

    UnfitException(String found, String expected) {
      super(found, null, false, false);
      this.found = found;
      this.expected = expected;
    }

    /** What stands there, for people. */
    public String found() {
      return found;
    }

    /** What should stand there. */
    public String expected() {
      return expected;
    }
  }

  private final Path directory;

  /**
   * For the values of a file.
   *
   * @param directory what relative paths are relative to
   */
  public Scalars(Path directory) {
    this.directory = directory;
  }

  /** Whether values of that type can be read here. */
  public static boolean known(Class<?> type) {
    return type.isEnum()
        || Set.<Class<?>>of(
                String.class,
                int.class,
                Integer.class,
                long.class,
                Long.class,
                boolean.class,
                Boolean.class,
                Ip4.class,
                Prefix4.class,
                Duration.class,
                Path.class,
                Secret.class)
            .contains(type);
  }

  /** What a value of the type looks like. */
  public static String expected(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Scalars::nameOf)
          .collect(Collectors.joining(" or "));
    }
    return switch (type.getSimpleName()) {
      case "String" -> "text";
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "boolean", "Boolean" -> "true or false";
      case "Ip4" -> "an IPv4 address such as 10.1.0.2";
      case "Prefix4" -> "an IPv4 prefix such as 10.1.0.0/24";
      case "Duration" -> "a duration such as 500ms, 60s, 10m or 1h";
      case "Path" -> "the name of a file";
      default -> KEY_EXPECTED;
    };
  }

  /** The name of a constant as it stands in a file: {@code HMAC_SHA_256} is hmac-sha-256. */
  public static String nameOf(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a value.
   *
   * @param key the last part of the key path, which tells an inline secret from a file of one
   * @throws UnfitException if the text is no such value
   */
  public Object read(Class<?> type, String key, String text) throws UnfitException {
    try {
      if (type == Secret.class) {
        return key.endsWith("-file") ? secretFile(directory.resolve(text)) : Secret.ofHex(text);
      }
      return plain(type, text);
    } catch (IllegalArgumentException unfit) {
      throw new UnfitException(found(type, text, unfit), expected(type));
    }
  }

  private Object plain(Class<?> type, String text) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> nameOf(constant).equals(text))
          .findFirst()
          .orElseThrow(IllegalArgumentException::new);
    }
    return switch (type.getSimpleName()) {
      case "String" -> text;
      case "int", "Integer" -> Integer.valueOf(text);
      case "long", "Long" -> Long.valueOf(text);
      case "boolean", "Boolean" -> bool(text);
      case "Ip4" -> Ip4.of(text);
      case "Prefix4" -> Prefix4.of(text);
      case "Duration" -> duration(text);
      default -> directory.resolve(text);
    };
  }

  /** Names the reason where a type has more to say than "not one", and never repeats a secret. */
  private static String found(Class<?> type, String text, IllegalArgumentException unfit) {
    String reason = unfit.getMessage();
    if (type == Secret.class && reason != null) {
      return reason;
    }
    if (type == Prefix4.class && reason != null && reason.contains("bits set")) {
      return reason;
    }
    return "\"" + text + "\"";
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration duration(String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    ChronoUnit unit = UNITS.getOrDefault(matcher.group(2), ChronoUnit.SECONDS);
    return Duration.of(Long.parseLong(matcher.group(1)), unit);
  }

  private static Secret secretFile(Path file) throws UnfitException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OTHERS::contains)) {
        throw new UnfitException(
            file + " with permissions " + PosixFilePermissions.toString(permissions),
            "a file that only its owner can read (chmod 600 " + file + ")");
      }
      if (!Files.isRegularFile(file) || Files.size(file) > KEY_FILE_MAX) {
        throw new UnfitException(file + ", which is no key file", KEY_EXPECTED);
      }
      return Secret.ofHex(Files.readString(file));
    } catch (NoSuchFileException missing) {
      throw new UnfitException(
          "no file " + file, "one with a key (umask 077; openssl rand -hex 32 > " + file + ")");
    } catch (IOException unreadable) {
      throw new UnfitException(
          file + ", which cannot be read: " + unreadable.getMessage(), "a readable key file");
    } catch (IllegalArgumentException weak) {
      throw new UnfitException(weak.getMessage() + " in " + file, KEY_EXPECTED);
    }
  }
}
