package org.dualmip.lab.file;

/**
 * A key of a section.
 *
 * @param name as it stands in the file
 * @param meaning a sentence for people, also in editors
 * @param shape of its value
 * @param required whether it must be there
 */
record Key<T>(String name, String meaning, Shape<T> shape, boolean required) {
  /** One that may be left out. */
  static <T> Key<T> of(String name, String meaning, Shape<T> shape) {
    return new Key<>(name, meaning, shape, false);
  }

  /** One that must be there. */
  static <T> Key<T> needed(String name, String meaning, Shape<T> shape) {
    return new Key<>(name, meaning, shape, true);
  }
}
