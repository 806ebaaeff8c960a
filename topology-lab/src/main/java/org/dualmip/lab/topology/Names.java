package org.dualmip.lab.topology;

import java.util.regex.Pattern;

/** What the kernel takes as the name of an interface: IFNAMSIZ is 16 with the closing zero. */
final class Names {
  private static final Pattern INTERFACE = Pattern.compile("[a-z0-9][a-z0-9-]{0,14}");

  private Names() {}

  static void check(String name) {
    if (!INTERFACE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" cannot name an interface: 1 to 15 lower-case letters, digits and hyphens");
    }
  }
}
