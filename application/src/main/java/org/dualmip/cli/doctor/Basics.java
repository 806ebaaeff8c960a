package org.dualmip.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dualmip.cli.Rights;
import org.dualmip.cli.Rights.Capability;
import org.dualmip.cli.doctor.Finding.NeededBy;
import org.dualmip.cli.doctor.Finding.Status;

/** Probes of the machine itself: Java, rights, processors, memory. */
final class Basics {
  private static final int JAVA = 25;
  private static final long KIBI = 1024;
  private static final long LAB_MEGABYTES = 1500;

  private Basics() {}

  static List<Probe> probes() {
    return List.of(Basics::java, Basics::rights, Basics::processors, Basics::memory);
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    String found =
        "%s (%s) in %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"));
    return feature == JAVA
        ? new Finding("JDK 25", Status.OK, found, "", NeededBy.EVERYTHING)
        : new Finding(
            "JDK 25",
            Status.MISSING,
            found,
            "start it with ./dualmip, which finds a JDK 25",
            NeededBy.EVERYTHING);
  }

  private static Finding rights() {
    Set<Capability> missing = EnumSet.allOf(Capability.class);
    missing.removeAll(Rights.held());
    if (missing.isEmpty()) {
      return new Finding("rights", Status.OK, "all that is needed", "", NeededBy.EVERYTHING);
    }
    return new Finding(
        "rights",
        Status.MISSING,
        "no " + missing.stream().map(each -> "CAP_" + each).collect(Collectors.joining(", no ")),
        "run as root, for example 'sudo ./dualmip doctor'",
        NeededBy.EVERYTHING);
  }

  private static Finding processors() {
    int count = Runtime.getRuntime().availableProcessors();
    return new Finding(
        "processors",
        Status.INFO,
        count + (count < 2 ? "; gaps in a lab will be longer than they need to be" : ""),
        "",
        NeededBy.NOBODY);
  }

  private static Finding memory() {
    long megabytes = availableMegabytes();
    if (megabytes < 0) {
      return new Finding(
          "memory", Status.UNKNOWN, "/proc/meminfo cannot be read", "", NeededBy.NOBODY);
    }
    return megabytes >= LAB_MEGABYTES
        ? new Finding("memory", Status.OK, megabytes + " MB available", "", NeededBy.LAB)
        : new Finding(
            "memory",
            Status.MISSING,
            "only " + megabytes + " MB available",
            "a lab wants " + LAB_MEGABYTES + " MB: end other programs",
            NeededBy.LAB);
  }

  private static long availableMegabytes() {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIBI)
          .findFirst()
          .orElse(-1);
    } catch (IOException noProc) {
      return -1;
    }
  }
}
