package org.dualmip.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.report.EventFile;
import org.dualmip.lab.report.NodeEvent;
import org.dualmip.lab.report.Timeline;

/**
 * Follows what the mobile node says about itself, on a thread of its own.
 *
 * <p>The times of events are the node's, so that looking only now and then costs no exactness.
 */
final class NodeWatch implements AutoCloseable {
  private static final int PERIOD_MILLIS = 10;

  private final EventFile file;
  private final Timeline timeline;
  private final Thread thread;
  private final List<NodeEvent> events = new ArrayList<>();
  private volatile boolean watching = true;

  NodeWatch(Path file, Timeline timeline) {
    this.file = new EventFile(file);
    this.timeline = timeline;
    thread = Thread.ofPlatform().name("node watch").daemon().start(this::watch);
  }

  private void watch() {
    try {
      while (watching) {
        for (NodeEvent event : file.more()) {
          timeline.note(
              event.nanos(), event.who(), event.phase(), event.news() + "; " + event.why());
          synchronized (this) {
            events.add(event);
          }
        }
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (IOException unreadable) {
      timeline.note(System.nanoTime(), "lab", "cannot read the events", unreadable.toString());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything so far, in the order of the file. */
  synchronized List<NodeEvent> all() {
    return List.copyOf(events);
  }

  /** Whether the gate opened with that interface as the one that carries, since then. */
  synchronized boolean gateOpenedVia(String nic, long since) {
    return events.reversed().stream()
        .takeWhile(event -> since == 0 || event.nanos() - since >= 0)
        .anyMatch(event -> event.what().equals("gate-opened") && concerns(event, nic));
  }

  private static boolean concerns(NodeEvent event, String nic) {
    return nic.equals(event.link()) || event.news().contains(nic);
  }

  /** The last thing the node said, for a person. */
  synchronized String lastWords() {
    if (events.isEmpty()) {
      return "nothing";
    }
    NodeEvent last = events.getLast();
    return last.phase() + ": " + last.news() + " (" + last.why() + ")";
  }

  @Override
  public void close() {
    watching = false;
    thread.interrupt();
  }
}
