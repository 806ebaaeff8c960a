package org.dualmip.lab.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The steps of a handover, as the node itself tells them. */
public final class Phases {
  private Phases() {}

  /**
   * When each step was reached, in milliseconds after the first link event, up to and including the
   * gate's opening after the new link was found. A step that comes twice counts the first time.
   *
   * @param events in the order of time
   * @param from when the move began
   * @param until when the next began
   */
  public static Map<String, Double> within(List<NodeEvent> events, long from, long until) {
    var phases = new LinkedHashMap<String, Double>();
    long start = 0;
    boolean found = false;
    for (NodeEvent event : events) {
      if (event.nanos() < from || event.nanos() >= until) {
        continue;
      }
      if (phases.isEmpty()) {
        if (!event.what().startsWith("link-")) {
          continue;
        }
        start = event.nanos();
      }
      phases.putIfAbsent(event.phase(), (event.nanos() - start) / 1e6);
      found |= event.what().equals("link-found");
      if (found && event.what().equals("gate-opened")) {
        break;
      }
    }
    return phases;
  }
}
