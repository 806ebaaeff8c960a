package org.dualmip.lab;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dualmip.lab.Observations.Association;
import org.dualmip.lab.Observations.Broke;
import org.dualmip.lab.Observations.Mark;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.Observations.Snapshot;
import org.dualmip.lab.report.FaultReport;
import org.dualmip.lab.report.HandoverReport;
import org.dualmip.lab.report.IkeSa;
import org.dualmip.lab.report.Leak;
import org.dualmip.lab.report.Phases;
import org.dualmip.lab.report.RunReport;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.report.Tshark.IkeMessage;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.traffic.Disturbance;
import org.dualmip.lab.traffic.FlowReport;
import org.dualmip.lab.traffic.ProbeLog;

/** Makes the report of a run out of what was seen. A pure function of its inputs. */
final class Analysis {
  /**
   * A soft move is over when the old path has drained, two seconds after it. What is lost later, on
   * a machine too busy to carry it, is told with the flow and in the timeline, not with the move.
   */
  private static final long SOFT_EFFECT = 5_000_000_000L;

  private static final int LEAKS_SHOWN = 20;
  private static final int PROBE_LENGTH = 64;

  private final Observations seen;
  private final Timeline timeline;
  private final List<IkeMessage> ike;
  private final List<String> failures = new ArrayList<>();

  private Analysis(Observations seen, Timeline timeline, List<IkeMessage> ike) {
    this.seen = seen;
    this.timeline = timeline;
    this.ike = ike;
  }

  /**
   * The report.
   *
   * @param ike the IKE messages of the DMZ's capture
   * @param leaks of all outside segments
   */
  static RunReport report(
      Scenario scenario,
      boolean quick,
      Observations seen,
      Timeline timeline,
      List<IkeMessage> ike,
      List<Leak> leaks) {
    return new Analysis(seen, timeline, ike).report(scenario, quick, leaks);
  }

  private RunReport report(Scenario scenario, boolean quick, List<Leak> leaks) {
    List<FlowReport> flows = new ArrayList<>(seen.flows());
    noteLosses(seen.probe().down());
    noteLosses(seen.probe().up());
    flows.add(probeFlow("probe-down", seen.probe().down()));
    flows.add(probeFlow("probe-up", seen.probe().up()));
    for (FlowReport flow : flows) {
      require(flow.survived(), flow.name() + " did not survive");
    }
    var handovers = new ArrayList<HandoverReport>();
    var faults = new ArrayList<FaultReport>();
    for (int i = 0; i < seen.marks().size(); i++) {
      switch (seen.marks().get(i)) {
        case Moved moved -> handovers.add(handover(handovers.size() + 1, moved, after(i)));
        case Broke broke -> faults.add(fault(broke, after(i)));
      }
    }
    require(leaks.isEmpty(), leaks.size() + " frames leaked");
    require(seen.deaths() == 0, seen.deaths() + " services died by themselves; see log/");
    require(seen.droppedFrames() == 0, "the lab's own links dropped " + seen.droppedFrames());
    return new RunReport(
        scenario.name(),
        "namespaces",
        quick,
        failures.isEmpty(),
        List.copyOf(failures),
        (seen.end() - seen.start()) / 1e6,
        flows,
        handovers,
        faults,
        leaks.size(),
        leaks.stream().limit(LEAKS_SHOWN).toList(),
        associations());
  }

  /** One line in the timeline for each run of datagrams that never arrived. */
  private void noteLosses(ProbeLog log) {
    var arrived = new BitSet(log.sent().length);
    for (int sequence : log.arrivedSequence()) {
      arrived.set(sequence);
    }
    int first = arrived.nextClearBit(0);
    while (first < log.sent().length) {
      int next = arrived.nextSetBit(first);
      int end = next < 0 ? log.sent().length : next;
      timeline.note(
          log.sent()[first],
          "probe-" + log.direction(),
          "lost",
          (end - first) + " sent from here to " + timeline.millis(log.sent()[end - 1]) + " ms");
      first = arrived.nextClearBit(end);
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      failures.add(otherwise);
    }
  }

  /** When the next thing happened after that mark, or the traffic ended. */
  private long after(int mark) {
    return mark + 1 < seen.marks().size() ? seen.marks().get(mark + 1).at() : Long.MAX_VALUE;
  }

  private Disturbance disturbance(Mark mark, long until) {
    return Disturbance.within(seen.probe().down(), mark.at(), until)
        .and(Disturbance.within(seen.probe().up(), mark.at(), until));
  }

  private HandoverReport handover(int index, Moved moved, long until) {
    boolean hard = moved.mode() == Mode.HARD;
    long effect = hard ? until : Math.min(until, moved.at() + SOFT_EFFECT);
    Disturbance probe = disturbance(moved, effect);
    double ideal = moved.kind().idealMillis(moved.pathRttMillis());
    int messages = ikeMessages(moved.at(), until);
    String name = "handover " + index + " (" + moved.from() + " to " + moved.to() + ")";
    require(hard || probe.lost() == 0, name + " is soft and lost " + probe.lost());
    if (moved.kind() == Kind.OUTSIDE) {
      require(messages == 0, name + " caused " + messages + " IKE messages");
      require(
          lastBefore(moved.at()).equals(firstFrom(moved.at())), name + " changed the VPN's SPIs");
    }
    return new HandoverReport(
        index,
        moved.from(),
        moved.to(),
        moved.kind().word(),
        moved.mode().word(),
        moved.pathRttMillis(),
        probe.gapMillis(),
        hard ? ideal : null,
        hard ? probe.gapMillis() / ideal : null,
        hard ? probe.gapMillis() <= moved.kind().targetMillis(moved.pathRttMillis()) : null,
        probe.stallMillis(),
        probe.lost(),
        probe.duplicated(),
        probe.reordered(),
        Phases.within(seen.events(), moved.at(), until),
        messages);
  }

  private FaultReport fault(Broke broke, long until) {
    double silence = disturbance(broke, until).gapMillis();
    require(
        broke.inTime(), broke.name() + ": no recovery within " + broke.bound().toSeconds() + " s");
    long flowing =
        Math.max(
            endOfSilence(seen.probe().down(), broke.at(), until),
            endOfSilence(seen.probe().up(), broke.at(), until));
    return new FaultReport(
        broke.name(),
        broke.inTime(),
        broke.inTime() ? Math.max(0, (flowing - broke.over()) / 1e6) : null,
        broke.connections() == 0 ? null : (broke.connections() - broke.over()) / 1e6,
        broke.bound().toMillis(),
        silence,
        broke.inTime() ? null : broke.lastWords());
  }

  /** When the last silence that no link delay explains was over. */
  private static long endOfSilence(ProbeLog log, long from, long until) {
    long previous = from;
    long end = from;
    for (long at : log.arrivedAt()) {
      if (at >= from && at < until) {
        if (at - previous > 300_000_000) {
          end = at;
        }
        previous = at;
      }
    }
    return end;
  }

  private int ikeMessages(long from, long until) {
    double start = timeline.millis(from);
    double end = until == Long.MAX_VALUE ? Double.MAX_VALUE : timeline.millis(until);
    return (int)
        ike.stream()
            .mapToDouble(message -> timeline.millisOfEpoch(message.epochSeconds()))
            .filter(at -> at >= start && at < end)
            .count();
  }

  /** The SPIs, of IKE and ESP, that the last snapshot before a time shows. */
  private Set<String> lastBefore(long time) {
    return seen.snapshots().stream()
        .filter(snapshot -> snapshot.at() < time)
        .reduce((earlier, later) -> later)
        .map(Analysis::spis)
        .orElse(Set.of());
  }

  private Set<String> firstFrom(long time) {
    return seen.snapshots().stream()
        .filter(snapshot -> snapshot.at() >= time)
        .findFirst()
        .map(Analysis::spis)
        .orElse(Set.of());
  }

  private static Set<String> spis(Snapshot snapshot) {
    return snapshot.associations().stream()
        .flatMap(one ->
            Stream.concat(
                Stream.of(one.initiatorSpi(), one.responderSpi()), one.childSpis().stream()))
        .collect(Collectors.toSet());
  }

  /** What the snapshots and the captured messages together say about each association. */
  private List<IkeSa> associations() {
    var byInitiator = new LinkedHashMap<String, IkeSa>();
    for (IkeMessage message : ike) {
      if (message.responderSpi().chars().allMatch(c -> c == '0')) {
        continue; // the first message of an exchange that may come to nothing
      }
      double at = timeline.millisOfEpoch(message.epochSeconds());
      merge(byInitiator, message.initiatorSpi(), message.responderSpi(), List.of(), at, at);
    }
    for (Snapshot snapshot : seen.snapshots()) {
      double at = timeline.millis(snapshot.at());
      for (Association one : snapshot.associations()) {
        double established = at - one.ageSeconds() * 1000.0;
        merge(
            byInitiator, one.initiatorSpi(), one.responderSpi(), one.childSpis(), established, at);
      }
    }
    return List.copyOf(byInitiator.values());
  }

  private static void merge(
      Map<String, IkeSa> all,
      String initiator,
      String responder,
      List<String> children,
      double from,
      double until) {
    all.merge(
        initiator,
        new IkeSa(initiator, responder, children, from, until, until - from),
        (known, news) -> {
          var spis = new LinkedHashSet<>(known.childSpis());
          spis.addAll(news.childSpis());
          // The capture knows to the microsecond when it began, strongSwan to the second.
          double end = Math.max(known.lastSeenMs(), news.lastSeenMs());
          return new IkeSa(
              initiator,
              responder,
              List.copyOf(spis),
              known.establishedMs(),
              end,
              end - known.establishedMs());
        });
  }

  private static FlowReport probeFlow(String name, ProbeLog log) {
    long first = log.sent().length == 0 ? 0 : log.sent()[0];
    Disturbance whole = Disturbance.within(log, first, Long.MAX_VALUE);
    boolean alive = log.arrivedAt().length > 0 && isFresh(log);
    return new FlowReport(
        name,
        alive,
        (long) log.arrivedAt().length * PROBE_LENGTH,
        whole.gapMillis(),
        whole.lost() == 0 && whole.duplicated() == 0 && whole.reordered() == 0
            ? null
            : whole.lost()
                + " of "
                + log.sent().length
                + " lost, "
                + whole.duplicated()
                + " duplicated, "
                + whole.reordered()
                + " reordered");
  }

  /** Whether it arrived until the end. */
  private static boolean isFresh(ProbeLog log) {
    return log.sent()[log.sent().length - 1] - log.arrivedAt()[log.arrivedAt().length - 1]
        < 1_000_000_000L;
  }
}
