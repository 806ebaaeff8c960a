package org.dualmip.lab;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.dualmip.lab.Observations.Broke;
import org.dualmip.lab.Observations.Configured;
import org.dualmip.lab.Observations.Mark;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.Observations.Paused;
import org.dualmip.lab.report.CrossingReport;
import org.dualmip.lab.report.FaultReport;
import org.dualmip.lab.report.HandoverReport;
import org.dualmip.lab.report.Leak;
import org.dualmip.lab.report.Phases;
import org.dualmip.lab.report.ProcessReport;
import org.dualmip.lab.report.RunReport;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.report.TrickReport;
import org.dualmip.lab.report.Tshark.IkeMessage;
import org.dualmip.lab.scenario.Expectations.Frames;
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

  private final Scenario scenario;
  private final Observations seen;
  private final Timeline timeline;
  private final IkeHistory ike;
  private final List<String> failures = new ArrayList<>();

  private Analysis(Scenario scenario, Observations seen, Timeline timeline, List<IkeMessage> ike) {
    this.scenario = scenario;
    this.seen = seen;
    this.timeline = timeline;
    this.ike = new IkeHistory(ike, seen.snapshots(), timeline);
  }

  /**
   * What a capture was searched for.
   *
   * @param expected what should be there
   * @param count what is there
   */
  record Counted(Frames expected, int count) {}

  /**
   * The report.
   *
   * @param ike the IKE messages of the DMZ's capture
   * @param leaks of all outside segments
   * @param frames what the scenario expects in captures, counted
   * @param requests when the café saw a request to the inner home agent, in seconds since 1970
   */
  static RunReport report(
      Scenario scenario,
      boolean quick,
      Observations seen,
      Timeline timeline,
      List<IkeMessage> ike,
      List<Leak> leaks,
      List<Counted> frames,
      List<Double> requests) {
    return new Analysis(scenario, seen, timeline, ike).report(quick, leaks, frames, requests);
  }

  private RunReport report(
      boolean quick, List<Leak> leaks, List<Counted> frames, List<Double> requests) {
    List<FlowReport> flows = new ArrayList<>(seen.flows());
    for (Traffic.Seen probe : seen.probes()) {
      for (ProbeLog log : List.of(probe.logs().down(), probe.logs().up())) {
        noteLosses(probe.prefix(), log);
        flows.add(probeFlow(probe.prefix() + "probe-" + log.direction(), log));
      }
    }
    for (FlowReport flow : flows) {
      require(flow.survived(), flow.name() + " did not survive");
    }
    var handovers = new ArrayList<HandoverReport>();
    var faults = new ArrayList<FaultReport>();
    for (int i = 0; i < seen.marks().size(); i++) {
      switch (seen.marks().get(i)) {
        case Moved moved -> handovers.add(handover(handovers.size() + 1, moved, after(i)));
        case Broke broke -> faults.add(fault(broke, after(i)));
        case Paused paused -> paused(paused);
        case Configured _ -> {}
      }
    }
    failures.addAll(seen.unmet());
    List<TrickReport> tricks = Tricks.reports(seen, handovers, ike);
    failures.addAll(Tricks.failures(tricks));
    List<CrossingReport> crossings = Crossings.reports(seen, handovers, requests, timeline);
    failures.addAll(Crossings.failures(crossings));
    List<ProcessReport> processes = Appetite.reports(seen.vitals());
    if (scenario.isHostile()) {
      failures.addAll(Appetite.excesses(processes));
    }
    expected(frames);
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
        seen.modes(),
        flows,
        handovers,
        faults,
        leaks.size(),
        leaks.stream().limit(LEAKS_SHOWN).toList(),
        tricks,
        processes,
        ike.associations(),
        crossings);
  }

  /** One line in the timeline for each run of datagrams that never arrived. */
  private void noteLosses(String prefix, ProbeLog log) {
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
          prefix + "probe-" + log.direction(),
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
    return logs().stream()
        .map(log -> Disturbance.within(log, mark.at(), until))
        .reduce(Disturbance::and)
        .orElse(Disturbance.NONE);
  }

  private List<ProbeLog> logs() {
    return seen.probes().stream()
        .flatMap(probe -> Stream.of(probe.logs().down(), probe.logs().up()))
        .toList();
  }

  private void expected(List<Counted> frames) {
    List<String> modes = scenario.expected().modes();
    require(
        modes.isEmpty() || modes.equals(seen.modes()),
        "access modes: expected " + modes + ", seen " + seen.modes());
    seen.modes()
        .forEach(mode ->
            require(scenario.expected().permits(mode), "access mode: not expected: " + mode));
    for (Counted counted : frames) {
      Frames wanted = counted.expected();
      require(
          counted.count() >= wanted.least() && counted.count() <= wanted.most(),
          "%s on %s: %d frames, expected %s"
              .formatted(
                  wanted.meaning(),
                  wanted.segment(),
                  counted.count(),
                  wanted.most() == 0 ? "none" : wanted.least() + " or more"));
    }
  }

  private void paused(Paused paused) {
    require(
        paused.moving() != 0,
        "after the silence at %.0f s the connections did not move again"
            .formatted(timeline.millis(paused.at()) / 1e3));
  }

  private HandoverReport handover(int index, Moved moved, long until) {
    boolean hard = moved.mode() == Mode.HARD;
    long effect = hard ? until : Math.min(until, moved.at() + SOFT_EFFECT);
    Disturbance probe = disturbance(moved, effect);
    double ideal = moved.kind().idealMillis(moved.pathRttMillis());
    int messages = ike.between(moved.at(), Math.min(until, seen.end())); // not the good-byes
    String name = "handover " + index + " (" + moved.from() + " to " + moved.to() + ")";
    require(
        hard || probe.lost() <= scenario.expected().softLoss(),
        name + " is soft and lost " + probe.lost());
    scenario
        .expected()
        .longestGap()
        .ifPresent(longest ->
            require(
                probe.gapMillis() <= longest.toMillis(),
                "%s was silent for %.0f ms, expected at most %d"
                    .formatted(name, probe.gapMillis(), longest.toMillis())));
    if (moved.kind() == Kind.OUTSIDE && !scenario.expected().vpnFollows()) {
      require(messages == 0, name + " caused " + messages + " IKE messages");
      require(ike.isUnchangedOver(moved.at()), name + " changed the VPN's SPIs");
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
        logs().stream()
            .mapToLong(log -> endOfSilence(log, broke.at(), until))
            .max()
            .orElse(broke.at());
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
