package org.dualmip.mobilenode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.detector.Detection;
import org.dualmip.detector.Domain;
import org.dualmip.detector.Plan;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/** Tells when a verdict changes, and when user data can flow, cannot, or flows another way. */
final class GateReport {
  private Map<String, Domain> verdicts = Map.of();

  void verdicts(List<Verdict> verdictsNow, Detection detector, Now now, Outbox outbox) {
    Map<String, Domain> next = new HashMap<>();
    for (Verdict verdict : verdictsNow) {
      next.put(verdict.link(), verdict.domain());
      Domain before = verdicts.get(verdict.link());
      if (before != verdict.domain()) {
        Plan plan = detector.plan(verdict.link(), now.monotonic());
        outbox.add(new Output.Judged(now, before, verdict, plan));
      }
    }
    verdicts = next;
  }

  /** The change from one projection to the next; null if user data goes the same way. */
  static @Nullable Output gate(Projection last, Projection next, String cause) {
    List<CareOf> old = way(last);
    List<CareOf> fresh = way(next);
    if (old.equals(fresh)) {
      return null;
    }
    Path path = next.innerPath();
    return new Output.Changed(
        path == null ? "gate-shut" : "gate-opened",
        null,
        fresh.isEmpty() ? null : fresh.getLast().link(),
        describe(last),
        describe(next),
        cause,
        path == null ? List.of() : List.of(path.toString()));
  }

  /** The care-of addresses that user data passes: that of the VPN first, if there is one. */
  private static List<CareOf> way(Projection projection) {
    Path inner = projection.innerPath();
    if (inner == null) {
      return List.of();
    }
    CareOf below = below(projection);
    return UpperDriver.isVpn(inner.careOf()) && below != null
        ? List.of(inner.careOf(), below)
        : List.of(inner.careOf());
  }

  /** Where the VPN's packets leave. */
  private static @Nullable CareOf below(Projection projection) {
    Path outer = projection.outerPath();
    return outer == null ? projection.vpnFrom() : outer.careOf();
  }

  private static String describe(Projection projection) {
    Path inner = projection.innerPath();
    if (inner == null) {
      return "shut";
    }
    CareOf below = below(projection);
    return UpperDriver.isVpn(inner.careOf())
        ? "outside as " + inner.careOf().address() + (below == null ? "" : " via " + below)
        : (inner.isAtHome() ? "at home via " : "inside via ") + inner.careOf();
  }
}
