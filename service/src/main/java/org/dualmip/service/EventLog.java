package org.dualmip.service;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where events go: the last ones stay in memory, all go to a file of JSON lines and to the log.
 *
 * <p>{@link #add} may be called by any thread and never waits for a disk: a thread of its own
 * writes, and flushes after each event. If it cannot keep up, events are missing in the file, not
 * in memory, and {@link #lost} counts them.
 */
public final class EventLog implements AutoCloseable {
  private static final int WAITING_MAX = 4096;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger("dualmip");

  private final int capacity;
  private final ArrayDeque<Event> last = new ArrayDeque<>();
  private final ArrayBlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AtomicLong lost = new AtomicLong();
  private final @Nullable Writer file;
  private final Thread writer;
  private volatile boolean open = true;

  /**
   * Opens the file for appending.
   *
   * @param file JSON lines, or null for none
   * @param capacity how many events stay in memory
   * @throws UncheckedIOException naming the file, if it cannot be opened
   */
  public EventLog(@Nullable Path file, int capacity) {
    this.capacity = capacity;
    this.file = file == null ? null : openFile(file);
    this.writer = Thread.ofPlatform().name("events").daemon().start(this::write);
  }

  /** Takes an event in. Any thread. */
  public void add(Event event) {
    synchronized (last) {
      if (last.size() == capacity) {
        last.removeFirst();
      }
      last.addLast(event);
    }
    if (!open || !waiting.offer(event)) {
      lost.incrementAndGet();
    }
  }

  /** The events in memory, oldest first. Any thread. */
  public List<Event> last() {
    synchronized (last) {
      return new ArrayList<>(last);
    }
  }

  /** Events that did not get into the file and the log. */
  public long lost() {
    return lost.get();
  }

  /** Writes what waits, for up to a second, and closes the file. */
  @Override
  public void close() {
    open = false;
    try {
      boolean _ = writer.join(STOP_LIMIT);
      if (file != null) {
        file.close();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException failed) {
      LOG.warn("cannot close the file of events: {}", failed.getMessage());
    }
  }

  private void write() {
    try {
      while (open || !waiting.isEmpty()) {
        Event event = waiting.poll(50, TimeUnit.MILLISECONDS);
        if (event != null) {
          LOG.info("{} {}", event.who(), event);
          writeLine(event);
        }
      }
    } catch (InterruptedException _) {
      open = false;
    }
  }

  private void writeLine(Event event) {
    if (file == null) {
      return;
    }
    try {
      file.write(Json.write(event.fields()));
      file.write('\n');
      file.flush();
    } catch (IOException failed) {
      if (lost.getAndIncrement() == 0) {
        LOG.warn("cannot write the file of events: {}", failed.getMessage());
      }
    }
  }

  private static Writer openFile(Path file) {
    try {
      return new BufferedWriter(
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "cannot write events to " + file + ": choose another file, or create its directory",
          failed);
    }
  }
}
