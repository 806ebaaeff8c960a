package org.dualmip.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** What this process may do, as capabilities(7). Read from /proc at each call. */
public final class Rights {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";

  /** A capability that something here needs. */
  public enum Capability {
    /** Links, addresses, routes, rules, nftables, virtual adapters. */
    NET_ADMIN(12),
    /** Raw sockets: IP-in-IP, ARP. */
    NET_RAW(13),
    /** Network namespaces. */
    SYS_ADMIN(21);

    private final int bit;

    Capability(int bit) {
      this.bit = bit;
    }
  }

  private Rights() {}

  /** The capabilities in effect, out of those we know. */
  public static Set<Capability> held() {
    long mask = mask();
    var held = EnumSet.noneOf(Capability.class);
    for (Capability each : Capability.values()) {
      if ((mask >>> each.bit & 1) == 1) {
        held.add(each);
      }
    }
    return held;
  }

  /**
   * Refuses to go on without these capabilities.
   *
   * @param what the verb, for the message
   * @throws Refusal naming those that are missing
   */
  static void require(String what, Set<Capability> needed) {
    var missing = EnumSet.noneOf(Capability.class);
    missing.addAll(needed);
    missing.removeAll(held());
    if (!missing.isEmpty()) {
      throw Refusal.failed(
          "%s needs root (missing: %s): run 'sudo ./dualmip %s ...'; nothing was changed"
              .formatted(
                  what,
                  String.join(", ", missing.stream().map(each -> "CAP_" + each).toList()),
                  what));
    }
  }

  private static long mask() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(EFFECTIVE))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), 16))
          .findFirst()
          .orElse(0);
    } catch (IOException noProc) {
      return 0;
    }
  }
}
