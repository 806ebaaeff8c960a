package org.dualmip.detector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final DetectorConfig config;
  private final Attached attached;

  /** The last of each kind, in the order of their times: bounded by the number of kinds. */
  private final Map<Class<? extends Observation>, Observation> events = new LinkedHashMap<>();

  /** The last clue of each rule: bounded by the number of rules. */
  private final EnumMap<Rule, Weight> weights = new EnumMap<>(Rule.class);

  private DetectorConfig.Probe probe;
  private @Nullable InnerRegistered proof;
  private boolean outerReached;
  private boolean notVouchedFor;

  Connection(Attached attached, DetectorConfig config) {
    this.attached = attached;
    this.config = config;
    this.probe = config.probe();
    weigh(new Clue.OwnAddress(attached.address()), attached.at());
  }

  void observe(Observation observation) {
    switch (observation) {
      case InnerRegistered registered -> {
        proof = registered.trustedNetworks() ? registered : null;
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

  Optional<MonotonicTime> provedAt() {
    return Optional.ofNullable(proof).map(one -> one.at().monotonic());
  }

  Optional<Duration> proofAge(MonotonicTime now) {
    return provedAt().map(now::since);
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
