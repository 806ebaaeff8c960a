package org.dualmip.ipsec;

/**
 * Identities as strongSwan reads them: names, addresses or distinguished names, but no patterns.
 */
final class Identities {
  private Identities() {}

  /**
   * @throws IllegalArgumentException if it is empty, or a pattern that would match many peers
   */
  static void check(String identity) {
    if (identity.isBlank() || identity.length() > 255) {
      throw new IllegalArgumentException("an identity has 1 to 255 characters");
    }
    if (identity.contains("*") || identity.startsWith("%")) {
      throw new IllegalArgumentException(
          "an identity names one peer; this is a pattern: " + identity);
    }
  }
}
