package org.dualmip.cli.architecture.broken.mobilenode;

import java.nio.file.Path;
import java.time.Instant;

/** Wrong: an engine that knows files and asks for the time. */
public final class DualNode {
  /** As wrong in a nested class. */
  static final class Inner {
    Drain drain = new Drain();
    Path path = Path.of(".");
    Instant now = Instant.now();
  }
}
