package org.dualmip.service.config;

/**
 * Thrown by the constructor of a configuration record when values do not go together. The reader
 * turns it into a {@link ConfigProblem} at the place of the key.
 */
public final class InvalidSetting extends RuntimeException {
  private final String key;
  private final String found;
  private final String expected;

  /**
   * @param key the key at fault within the record's own section, as written in the file
   * @param found what stands there, for people
   * @param expected what should stand there, or what to do
   */
  public InvalidSetting(String key, String found, String expected) {
    super(key + ": " + found + "; expected " + expected, null, false, false);
    this.key = key;
    this.found = found;
    this.expected = expected;
  }

  String key() {
    return key;
  }

  String found() {
    return found;
  }

  String expected() {
    return expected;
  }
}
