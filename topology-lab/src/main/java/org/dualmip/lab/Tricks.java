package org.dualmip.lab;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.report.HandoverReport;
import org.dualmip.lab.report.TrickReport;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Trick;

/** What tricks cost, and whether they made the VPN move. Stateless. */
final class Tricks {
  private Tricks() {}

  /**
   * One for each move into a network that was hostile then.
   *
   * @param handovers of the moves among what was seen, in the same order
   */
  static List<TrickReport> reports(
      Observations seen, List<HandoverReport> handovers, IkeHistory ike) {
    var reports = new ArrayList<TrickReport>();
    int move = 0;
    for (int i = 0; i < seen.marks().size(); i++) {
      if (!(seen.marks().get(i) instanceof Moved moved)) {
        continue;
      }
      HandoverReport report = handovers.get(move++);
      if (moved.trick() == Trick.NONE) {
        continue;
      }
      long until = i + 1 < seen.marks().size() ? seen.marks().get(i + 1).at() : seen.end();
      Double clean = cleanGap(seen, handovers, moved);
      reports.add(
          new TrickReport(
              moved.trick().word(),
              report.index(),
              report.kind(),
              report.gapMs(),
              clean,
              clean == null ? null : report.gapMs() - clean,
              seen.forged().getOrDefault(moved.trick(), 0L),
              ike.begunBetween(moved.at(), until)));
    }
    return reports;
  }

  private static @org.jspecify.annotations.Nullable Double cleanGap(
      Observations seen, List<HandoverReport> handovers, Moved hostile) {
    Double gap = null;
    int move = 0;
    for (var mark : seen.marks()) {
      if (mark instanceof Moved moved) {
        HandoverReport report = handovers.get(move++);
        if (moved.trick() == Trick.NONE
            && moved.to().equals(hostile.to())
            && moved.kind() == hostile.kind()
            && moved.mode() == hostile.mode()) {
          gap = report.gapMs();
        }
      }
    }
    return gap;
  }

  /** What must not have been, in words. */
  static List<String> failures(List<TrickReport> reports) {
    var failures = new ArrayList<String>();
    for (TrickReport report : reports) {
      boolean leaving = report.kind().equals(Kind.LEAVING.word());
      if (report.vpnMade() > (leaving ? 1 : 0)) {
        failures.add(
            "%s (handover %d): the VPN was begun %d times while the node stayed"
                .formatted(report.trick(), report.handover(), report.vpnMade()));
      }
      if (report.forged() == 0 && isDeceit(report.trick())) {
        failures.add(
            "%s (handover %d): the adversary found nothing to answer"
                .formatted(report.trick(), report.handover()));
      }
    }
    return failures;
  }

  private static boolean isDeceit(String trick) {
    for (Trick known : Trick.values()) {
      if (known.word().equals(trick)) {
        return known.deceives();
      }
    }
    return false;
  }
}
