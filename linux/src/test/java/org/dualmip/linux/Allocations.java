package org.dualmip.linux;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Watches who makes objects on some threads.
 *
 * <p>How many octets a thread allocates is known exactly, but not whose they are: a native call
 * that keeps errno makes a slice of the memory it keeps it in ({@code checkCaptureSegment}), and
 * only the optimizing compiler does without, not everywhere and not always. So Flight Recorder
 * looks at the stack each time a thread's buffer for objects is full, and what share of these
 * stacks is not the native call's is the share of the octets that somebody else allocates.
 */
final class Allocations implements AutoCloseable {
  private static final String EVENT = "jdk.ObjectAllocationSample";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Recording recording = new Recording();
  private final Map<Long, Long> before = new LinkedHashMap<>();

  private Allocations(String threads) {
    recording.enable(EVENT).withStackTrace().with("throttle", "off");
    recording.start();
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches(threads))
        .forEach(thread ->
            before.put(thread.threadId(), THREADS.getThreadAllocatedBytes(thread.threadId())));
  }

  /** Begins to watch the threads whose names match. */
  static Allocations of(String threads) {
    return new Allocations(threads);
  }

  /**
   * What one thread did.
   *
   * @param octets it allocated
   * @param samples how often its stack was looked at
   * @param sites where it allocated something of its own then, and how often
   */
  record Account(long octets, int samples, Map<String, Long> sites) {
    /** The octets that were not native calls'; all of them as long as no stack was seen. */
    long own() {
      long seen = sites.values().stream().mapToLong(Long::longValue).sum();
      return samples == 0 ? octets : octets * seen / samples;
    }

    /**
     * Whether so few octets would be noticed if they were its own: there are not more at all, or
     * they fill its buffer about three times.
     */
    boolean notices(long few) {
      return octets < few || few * samples >= 3 * octets;
    }
  }

  /** What each of the threads did since the beginning. */
  List<Account> accounts() throws IOException {
    Map<Long, List<RecordedEvent>> samples =
        events().stream()
            .filter(event -> event.getEventType().getName().equals(EVENT))
            .collect(Collectors.groupingBy(event -> event.getThread().getJavaThreadId()));
    var accounts = new ArrayList<Account>();
    before.forEach((thread, octets) -> {
      List<RecordedEvent> ofThread = samples.getOrDefault(thread, List.of());
      accounts.add(
          new Account(
              THREADS.getThreadAllocatedBytes(thread) - octets,
              ofThread.size(),
              ofThread.stream()
                  .filter(Allocations::isOwn)
                  .collect(
                      Collectors.groupingBy(
                          Allocations::site, TreeMap::new, Collectors.counting()))));
    });
    return accounts;
  }

  private List<RecordedEvent> events() throws IOException {
    Path file = Files.createTempFile("allocations", ".jfr");
    try {
      recording.dump(file);
      return RecordingFile.readAllEvents(file);
    } finally {
      Files.delete(file);
    }
  }

  private static boolean isOwn(RecordedEvent sample) {
    return frames(sample).stream()
        .noneMatch(frame ->
            frame.getMethod().getName().equals("checkCaptureSegment")
                && frame
                    .getMethod()
                    .getType()
                    .getName()
                    .equals("jdk.internal.foreign.abi.SharedUtils"));
  }

  private static String site(RecordedEvent sample) {
    return sample.getClass("objectClass").getName()
        + frames(sample).stream()
            .map(frame -> frame.getMethod().getType().getName() + ":" + frame.getLineNumber())
            .limit(6)
            .collect(Collectors.joining(" < ", " at ", ""));
  }

  private static List<RecordedFrame> frames(RecordedEvent sample) {
    return sample.getStackTrace() == null ? List.of() : sample.getStackTrace().getFrames();
  }

  @Override
  public void close() {
    recording.close();
  }
}
