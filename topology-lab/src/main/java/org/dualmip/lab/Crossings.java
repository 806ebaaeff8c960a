package org.dualmip.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.Observations.Crossed;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.report.CrossingReport;
import org.dualmip.lab.report.HandoverReport;
import org.dualmip.lab.report.NodeEvent;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Kind;
import org.jspecify.annotations.Nullable;

/** What moves in the cells of a table came to. Stateless. */
final class Crossings {
  private Crossings() {}

  /**
   * One for each.
   *
   * @param handovers of the moves among what was seen, in the same order
   * @param requests when the café saw a request to the inner home agent, in seconds since 1970
   */
  static List<CrossingReport> reports(
      Observations seen, List<HandoverReport> handovers, List<Double> requests, Timeline timeline) {
    Map<Long, Crossed> crossed = new HashMap<>();
    seen.crossings().forEach(one -> crossed.put(one.at(), one));
    List<NodeEvent> events = seen.events();
    var reports = new ArrayList<CrossingReport>();
    int first = 0;
    int move = 0;
    for (int i = 0; i < seen.marks().size(); i++) {
      if (!(seen.marks().get(i) instanceof Moved moved)) {
        continue;
      }
      HandoverReport handover = handovers.get(move++);
      Crossed cell = crossed.get(moved.at());
      if (cell == null) {
        continue;
      }
      long until = i + 1 < seen.marks().size() ? seen.marks().get(i + 1).at() : seen.end();
      while (first < events.size() && events.get(first).nanos() < moved.at()) {
        first++;
      }
      Way way = new Way(moved.kind() == Kind.ENTERING, cell.there());
      for (int e = first; e < events.size() && events.get(e).nanos() < until; e++) {
        way.hear(events.get(e));
      }
      reports.add(
          new CrossingReport(
              handover.index(),
              cell.cell().method(),
              cell.cell().roundTrip().toNanos() / 1e6,
              moved.kind().word(),
              way.since(way.asked),
              way.since(way.decided),
              way.probed,
              handover.gapMs(),
              handover.probeStallMs(),
              way.entering ? null : between(requests, timeline, moved.at(), until)));
    }
    return reports;
  }

  /** What did not come to a decision, in words. */
  static List<String> failures(List<CrossingReport> reports) {
    return reports.stream()
        .filter(report -> report.decisionMs() == null)
        .map(report ->
            "handover %d (%s, %s): never decided"
                .formatted(report.handover(), report.method(), report.direction()))
        .toList();
  }

  private static int between(List<Double> requests, Timeline timeline, long from, long until) {
    double first = timeline.epochSeconds(from);
    double end = timeline.epochSeconds(until);
    return (int) requests.stream().filter(at -> at >= first && at < end).count();
  }

  /** From the interface to the decision, as the node tells it. */
  private static final class Way {
    final boolean entering;
    final long there;
    boolean attached;
    @Nullable NodeEvent asked;
    @Nullable NodeEvent decided;
    boolean probed;

    Way(boolean entering, long there) {
      this.entering = entering;
      this.there = there;
    }

    void hear(NodeEvent event) {
      if (!attached) {
        attached = event.what().equals("link-found");
      } else if (decided != null) {
        return;
      } else if (event.phase().equals(entering ? "registering-inner" : "registering-outer")) {
        asked = asked == null ? event : asked;
      } else if (event.phase().startsWith("found-")) {
        probed = true;
      } else if (entering
          ? event.what().equals("verdict") && event.news().equals("inside")
          : event.phase().equals("registered-outer")) {
        decided = event;
      }
    }

    @Nullable Double since(@Nullable NodeEvent event) {
      return event == null ? null : (event.nanos() - there) / 1e6;
    }
  }
}
