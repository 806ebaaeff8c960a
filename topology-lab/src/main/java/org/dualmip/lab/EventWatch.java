package org.dualmip.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.lab.report.EventFile;
import org.dualmip.lab.report.NodeEvent;
import org.dualmip.lab.report.Timeline;

/**
 * Follows what the services say about themselves, on a thread of its own.
 *
 * <p>The times of events are the services', so that looking only now and then costs no exactness.
 */
final class EventWatch implements AutoCloseable {
  private static final int PERIOD_MILLIS = 10;

  private final Map<String, EventFile> files = new LinkedHashMap<>();
  private final Map<String, List<NodeEvent>> events = new LinkedHashMap<>();
  private final Timeline timeline;
  private final Thread thread;
  private volatile boolean watching = true;

  /**
   * Begins to follow.
   *
   * @param services their files of events, by name
   */
  EventWatch(Map<String, Path> services, Timeline timeline) {
    this.timeline = timeline;
    services.forEach((service, file) -> {
      files.put(service, new EventFile(file));
      events.put(service, new ArrayList<>());
    });
    thread = Thread.ofPlatform().name("event watch").daemon().start(this::watch);
  }

  private void watch() {
    try {
      while (watching) {
        for (var file : files.entrySet()) {
          List<NodeEvent> fresh = file.getValue().more();
          fresh.forEach(event ->
              timeline.note(
                  event.nanos(), file.getKey(), event.phase(), event.news() + "; " + event.why()));
          add(file.getKey(), fresh);
        }
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (IOException unreadable) {
      timeline.note(System.nanoTime(), "lab", "cannot read the events", unreadable.toString());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(String service, List<NodeEvent> fresh) {
    events.computeIfAbsent(service, _ -> new ArrayList<>()).addAll(fresh);
  }

  /** Everything that a service said so far, in the order of its file. */
  synchronized List<NodeEvent> all(String service) {
    return List.copyOf(events.getOrDefault(service, List.of()));
  }

  /** Whether a node's gate opened with that interface as the one that carries, since then. */
  boolean gateOpenedVia(String node, String nic, long since) {
    return gateOpened(node, nic, since).isPresent();
  }

  /** When and how it did so last. */
  Optional<NodeEvent> gateOpened(String node, String nic, long since) {
    return all(node).reversed().stream()
        .takeWhile(event -> since == 0 || event.nanos() - since >= 0)
        .filter(event -> event.what().equals("gate-opened") && concerns(event, nic))
        .findFirst();
  }

  private static boolean concerns(NodeEvent event, String nic) {
    return nic.equals(event.link()) || event.news().contains(nic);
  }

  /** Whether a service said such a thing since then. */
  boolean said(String service, String what, String words, long since) {
    return all(service).reversed().stream()
        .takeWhile(event -> event.nanos() - since >= 0)
        .anyMatch(event ->
            event.what().equals(what) && (event.news() + " " + event.why()).contains(words));
  }

  /** The last thing a service said, for a person. */
  String lastWords(String service) {
    List<NodeEvent> all = all(service);
    if (all.isEmpty()) {
      return "nothing";
    }
    NodeEvent last = all.getLast();
    return last.phase() + ": " + last.news() + " (" + last.why() + ")";
  }

  @Override
  public void close() {
    watching = false;
    thread.interrupt();
  }
}
