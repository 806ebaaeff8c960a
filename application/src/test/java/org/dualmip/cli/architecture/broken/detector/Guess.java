package org.dualmip.cli.architecture.broken.detector;

import java.util.random.RandomGenerator;

/** Wrong: makes its own chance, and logs. */
public final class Guess {
  static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger("guess");

  long chance() {
    return RandomGenerator.getDefault().nextLong();
  }
}
