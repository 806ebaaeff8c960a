package org.dualmip.lab.namespaces;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** For tests that build namespaces: says loudly what did not run where that is impossible. */
public final class RootOnly {
  private RootOnly() {}

  /** Skips the test, with its reason, on a host that cannot run it. */
  public static void orSkip(String test) {
    boolean able =
        "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/dev/net/tun"));
    if (!able) {
      System.err.println("NOT RUN: " + test + " needs root and /dev/net/tun");
    }
    Assumptions.assumeTrue(able, test + " needs root and /dev/net/tun");
  }
}
