package org.dualmip.detector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.dualmip.detector.Observation.Attached;
import org.dualmip.detector.Observation.InnerLost;
import org.dualmip.detector.Observation.InnerRegistered;
import org.dualmip.detector.Observation.InnerSilent;
import org.dualmip.detector.Observation.OuterRegistered;
import org.dualmip.detector.Observation.Ruled;
import org.dualmip.detector.Observation.Seen;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/** What is known of one interface since its connection last changed. */
final class Connection {
  private record Weight(Now at, String what) {}

  /**
   * That the interface is inside.
   *
   * @param againAt when to ask for the next
   */
  private record Proof(MonotonicTime at, MonotonicTime againAt, MonotonicTime holdsUntil) {
    static Proof at(MonotonicTime at, Monitor monitor) {
      return new Proof(at, at.plus(monitor.proveAgainAfter()), at.plus(monitor.time()));
    }

    /** What is to be thought of it from a time on: never better than before. */
    Proof seen(MonotonicTime now, Monitor monitor) {
      MonotonicTime due = at.plus(monitor.proveAgainAfter());
      MonotonicTime again = due.isBefore(now) ? now : due;
      return new Proof(
          at,
          MonotonicTime.min(againAt, again),
          MonotonicTime.min(holdsUntil, again.plus(monitor.grace())));
    }
  }

  private final DetectorConfig config;
  private final Attached attached;
  private final Predicate<MonotonicTime> unsteady;

  /** The last of each kind, in the order of their times: bounded by the number of kinds. */
  private final Map<Class<? extends Observation>, Observation> events = new LinkedHashMap<>();

  /** The last clue of each rule: bounded by the number of rules. */
  private final EnumMap<Rule, Weight> weights = new EnumMap<>(Rule.class);

  /** Without a doubt. */
  private final Monitor usual;

  private DetectorConfig.Probe probe;
  private @Nullable Proof proof;
  private boolean outerReached;
  private boolean notVouchedFor;

  /**
   * @param unsteady whether at a time it has changed often
   */
  Connection(Attached attached, DetectorConfig config, Predicate<MonotonicTime> unsteady) {
    this.attached = attached;
    this.unsteady = unsteady;
    this.config = config;
    this.usual = Monitor.of(config.monitor(), Set.of());
    this.probe = config.probe();
    weigh(new Clue.OwnAddress(attached.address()), attached.at());
  }

  void observe(Observation observation) {
    take(observation);
    if (proof != null) {
      MonotonicTime at = observation.at().monotonic();
      proof = proof.seen(at, monitor(at));
    }
  }

  private void take(Observation observation) {
    switch (observation) {
      case InnerRegistered registered -> {
        MonotonicTime at = registered.at().monotonic();
        proof = registered.trustedNetworks() ? Proof.at(at, monitor(at)) : null;
        notVouchedFor = !registered.trustedNetworks();
        weights.remove(Rule.INNER_SILENT);
      }
      case InnerLost _ -> proof = null;
      case InnerSilent silent ->
          weights.put(Rule.INNER_SILENT, new Weight(silent.at(), silent.toString()));
      case OuterRegistered registered -> {
        outerReached = true;
        weights.put(Rule.OUTER_ANSWERED, new Weight(registered.at(), registered.toString()));
      }
      case Ruled ruled -> probe = ruled.probe();
      case Seen seen -> {
        weigh(seen.clue(), seen.at());
        return;
      }
      default -> throw new IllegalStateException("not of a connection: " + observation);
    }
    events.remove(observation.getClass());
    events.put(observation.getClass(), observation);
  }

  private void weigh(Clue clue, Now at) {
    Rule rule = Rule.of(clue, config);
    if (clue instanceof Clue.Portal) {
      weights.remove(Rule.CAPTIVE);
    }
    if (clue instanceof Clue.Gateway) {
      weights.remove(Rule.GATEWAY_SILENT);
    }
    if (rule != null && !config.ignored().contains(rule)) {
      weights.put(rule, new Weight(at, clue.toString()));
    }
  }

  DetectorConfig.Probe probe() {
    return probe;
  }

  boolean outerReached() {
    return outerReached;
  }

  /** Whether the inner home agent answered without its word on trusted networks. */
  boolean notVouchedFor() {
    return notVouchedFor;
  }

  Optional<Duration> proofAge(MonotonicTime now) {
    return Optional.ofNullable(proof).map(one -> now.since(one.at()));
  }

  Optional<MonotonicTime> proofHoldsUntil() {
    return Optional.ofNullable(proof).map(Proof::holdsUntil);
  }

  /** Empty unless that is sooner than without a doubt. */
  Optional<MonotonicTime> proveAgainAt() {
    return Optional.ofNullable(proof)
        .filter(one -> one.againAt().isBefore(one.at().plus(usual.proveAgainAfter())))
        .map(Proof::againAt);
  }

  /** T_MONITOR as it is at a time. */
  Monitor monitor(MonotonicTime now) {
    Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
    if (weights.keySet().stream().anyMatch(rule -> rule.pointsOutside() && counts(rule, now))) {
      doubts.add(Doubt.POINTS_OUTSIDE);
    }
    if (counts(Rule.CONTRADICTION, now)) {
      doubts.add(Doubt.CONTRADICTION);
    }
    if (counts(Rule.GATEWAY_SILENT, now)) {
      doubts.add(Doubt.GATEWAY_SILENT);
    }
    if (unsteady.test(now)) {
      doubts.add(Doubt.UNSTEADY);
    }
    return Monitor.of(config.monitor(), doubts);
  }

  /** Whether a rule applies. */
  boolean counts(Rule rule, MonotonicTime now) {
    Weight weight = weights.get(rule);
    Duration lasts = rule.lasts();
    return weight != null
        && (lasts == null || now.since(weight.at().monotonic()).compareTo(lasts) < 0);
  }

  /** What the clues add up to. */
  int score(MonotonicTime now) {
    return weights.keySet().stream().filter(rule -> counts(rule, now)).mapToInt(Rule::weight).sum();
  }

  Verdict verdict(Domain domain, String rule, String wouldChange, MonotonicTime now) {
    List<Verdict.Weighed> weighed = new ArrayList<>();
    weights.forEach((each, weight) -> {
      if (counts(each, now)) {
        weighed.add(new Verdict.Weighed(each, weight.what(), now.since(weight.at().monotonic())));
      }
    });
    List<Observation> evidence = new ArrayList<>(events.values());
    evidence.addFirst(attached);
    return new Verdict(attached.link(), domain, rule, score(now), weighed, evidence, wouldChange);
  }
}
