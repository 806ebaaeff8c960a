package org.dualmip.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a program takes of the machine at a time, as proc(5) tells.
 *
 * @param at when
 * @param service whose program it is
 * @param pid which, since a service may have been started again
 * @param residentKb its memory now
 * @param peakKb the most so far
 * @param cpuSeconds its processor time so far, in user and kernel
 * @param threads how many
 * @param descriptors open files and sockets
 */
record Vitals(
    long at,
    String service,
    long pid,
    long residentKb,
    long peakKb,
    double cpuSeconds,
    int threads,
    int descriptors) {
  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
  private static final int USER_TIME = 11; // proc(5): the 14th, after pid, name and state
  private static final int SYSTEM_TIME = 12;
  private static final int THREADS = 17;
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+)");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+)");

  /** Looks; nothing if the program is gone. */
  static Optional<Vitals> of(String service, long pid) {
    Path own = PROC.resolve(String.valueOf(pid));
    try (var open = Files.list(own.resolve("fd"))) {
      int descriptors = (int) open.count();
      return Optional.of(
          read(
              System.nanoTime(),
              service,
              pid,
              Files.readString(own.resolve("stat")),
              Files.readString(own.resolve("status")),
              descriptors));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** From the text of the two files. */
  static Vitals read(
      long at, String service, long pid, String stat, String status, int descriptors) {
    // The name may hold anything, also spaces and brackets; what follows the last bracket not.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    return new Vitals(
        at,
        service,
        pid,
        number(RESIDENT, status),
        number(PEAK, status),
        ticks / TICKS_PER_SECOND,
        Integer.parseInt(fields[THREADS]),
        descriptors);
  }

  private static long number(Pattern pattern, String status) {
    var found = pattern.matcher(status);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
