package org.dualmip.linux;

/** Names of links, as the kernel allows them. */
final class LinkName {
  private static final int LONGEST = 15;

  private LinkName() {}

  /**
   * The name itself.
   *
   * @throws IllegalArgumentException if no link can have that name
   */
  static String check(String name) {
    boolean good =
        !name.isEmpty()
            && name.length() <= LONGEST
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != ':');
    if (!good) {
      throw new IllegalArgumentException(
          "not the name of a link: '"
              + name
              + "' (1 to 15 printable characters without space, slash and colon)");
    }
    return name;
  }
}
