package org.dualmip.lab.namespaces;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What tells two labs on one machine apart: four hexadecimal digits in every name that a lab makes.
 *
 * @param text the digits
 */
public record RunId(String text) {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{4}");
  private static final Pattern NAMESPACE = Pattern.compile("dm-([0-9a-f]{4})-[a-z0-9-]+");

  /**
   * @throws IllegalArgumentException if the text is anything else
   */
  public RunId {
    if (!DIGITS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" names no lab: four hexadecimal digits, as 'lab show' prints them");
    }
  }

  /** One at random. */
  public static RunId random(RandomGenerator random) {
    return new RunId(String.format("%04x", random.nextInt(0x10000)));
  }

  /** The run that a namespace belongs to, if a lab made it. */
  public static Optional<RunId> ofNamespace(String name) {
    var matcher = NAMESPACE.matcher(name);
    return matcher.matches() ? Optional.of(new RunId(matcher.group(1))) : Optional.empty();
  }

  /** The namespace of a node. */
  public String namespace(String node) {
    return "dm-" + text + "-" + node;
  }

  @Override
  public String toString() {
    return text;
  }
}
