package org.dualmip.detector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dualmip.detector.Observation.Attached;
import org.dualmip.detector.Observation.Detached;
import org.dualmip.detector.Observation.Hint;
import org.dualmip.detector.Observation.InnerLost;
import org.dualmip.detector.Observation.InnerRegistered;
import org.dualmip.detector.Observation.InnerSilent;
import org.dualmip.detector.Observation.OuterRegistered;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each interface whether it is inside (RFC 5265 §3.2), from observations in the order
 * of their times.
 *
 * <p>Inside needs all of: a successful registration with the inner home agent through that very
 * interface, the Trusted Networks Configured extension in its reply, no change of the interface's
 * connection since, and less than T_MONITOR since the last success.
 */
public final class DomainDetector {
  private static final int EVIDENCE_KEPT = 16;

  private final DetectorConfig config;
  private final Map<String, History> links = new TreeMap<>();

  /** What was seen on one interface since its connection last changed. */
  private static final class History {
    final List<Observation> seen = new ArrayList<>();
    @Nullable InnerRegistered proof;
    boolean outerReached;
    boolean pointsInside;
    boolean notVouchedFor;

    History(Attached attached) {
      seen.add(attached);
    }

    void add(Observation observation) {
      if (seen.size() == EVIDENCE_KEPT) {
        seen.remove(1); // the attachment itself stays
      }
      seen.add(observation);
    }
  }

  public DomainDetector(DetectorConfig config) {
    this.config = config;
  }

  /** Takes one observation; of an interface that is not attached, it means nothing. */
  public void observe(Observation observation) {
    if (observation instanceof Attached attached) {
      links.put(attached.link(), new History(attached));
      observe(rangeHint(attached));
      return;
    }
    History history = links.get(observation.link());
    if (history == null) {
      return;
    }
    switch (observation) {
      case Detached detached -> links.remove(detached.link());
      case InnerRegistered registered -> {
        history.proof = registered.trustedNetworks() ? registered : null;
        history.notVouchedFor = !registered.trustedNetworks();
        replaceEarlier(history, registered);
      }
      case InnerLost lost -> {
        history.proof = null;
        replaceEarlier(history, lost);
      }
      case InnerSilent silent -> replaceEarlier(history, silent);
      case OuterRegistered registered -> {
        history.outerReached = true;
        replaceEarlier(history, registered);
      }
      case Hint hint -> {
        history.pointsInside |= hint.points() == Domain.INSIDE;
        history.add(hint);
      }
      case Attached _ -> throw new IllegalStateException("taken above");
    }
  }

  /** Where an interface is at a time. */
  public Verdict verdict(String link, MonotonicTime now) {
    History history = links.get(link);
    if (history == null) {
      return new Verdict(
          link, Domain.UNKNOWN, "the interface is not attached", List.of(), "an address on it");
    }
    if (sameHomeAgent()) {
      return new Verdict(
          link,
          Domain.OUTSIDE,
          "inner and outer home agent are the same address (RFC 5265 §3.5)",
          history.seen,
          "different home agents in the configuration");
    }
    if (history.proof != null) {
      Duration age = now.since(history.proof.at().monotonic());
      if (age.compareTo(config.monitor()) < 0) {
        return new Verdict(
            link,
            Domain.INSIDE,
            "registered with the inner home agent through this interface, with its word on trusted"
                + " networks, "
                + age.toMillis()
                + " ms ago (RFC 5265 §3.2.3)",
            history.seen,
            "a change of the connection, or T_MONITOR ("
                + config.monitor().toSeconds()
                + " s) without a new registration");
      }
      return new Verdict(
          link,
          Domain.UNKNOWN,
          "the last proof is older than T_MONITOR (RFC 5265 §3.2.4)",
          history.seen,
          "a new registration with the inner home agent");
    }
    if (history.outerReached || !mayProbe(history)) {
      return new Verdict(
          link,
          Domain.OUTSIDE,
          why(history),
          history.seen,
          "a registration with the inner home agent through this interface");
    }
    return new Verdict(
        link,
        Domain.UNKNOWN,
        "the addresses point inside; the proof is awaited",
        history.seen,
        "an answer of either home agent");
  }

  private static String why(History history) {
    if (history.notVouchedFor) {
      return "the inner home agent does not vouch for trusted networks (RFC 5265 §3.2.3)";
    }
    return history.outerReached
        ? "the outer home agent answers and the inner one has proved nothing (RFC 5265 §3.3)"
        : "nothing points inside, and only a proof could open it";
  }

  /** When the proof that an interface is inside is over; empty if there is none that holds. */
  public Optional<MonotonicTime> proofHoldsUntil(String link, MonotonicTime now) {
    History history = links.get(link);
    return history == null || verdict(link, now).domain() != Domain.INSIDE
        ? Optional.empty()
        : Optional.ofNullable(history.proof)
            .map(proof -> proof.at().monotonic().plus(config.monitor()));
  }

  /** What to try on an interface whose domain is not proved. */
  public Plan plan(String link) {
    History history = links.get(link);
    if (history == null) {
      return new Plan(null, null, "the interface is not attached");
    }
    if (sameHomeAgent() || !mayProbe(history)) {
      return new Plan(null, Duration.ZERO, "no proof to be had: " + outside() + " alone");
    }
    if (history.pointsInside) {
      return new Plan(
          Duration.ZERO,
          config.outerDelay(),
          "the addresses point inside: the inner home agent first, "
              + outside()
              + " "
              + config.outerDelay().toMillis()
              + " ms later");
    }
    return new Plan(
        Duration.ZERO,
        Duration.ZERO,
        "the inner home agent and " + outside() + " at once (RFC 5265 §3.3, RFC 5266 §3.4)");
  }

  private String outside() {
    return config.outerHomeAgent() == null ? "the VPN" : "the outer home agent";
  }

  private boolean sameHomeAgent() {
    return config.innerHomeAgent().equals(config.outerHomeAgent());
  }

  private boolean mayProbe(History history) {
    if (history.notVouchedFor) {
      return false; // asking again would only take the binding away from the VPN's address
    }
    return switch (config.probe()) {
      case ALWAYS -> true;
      case HINTED -> history.pointsInside;
      case NEVER -> false;
    };
  }

  private Hint rangeHint(Attached attached) {
    Ip4 address = attached.address();
    for (Prefix4 network : config.insideNetworks()) {
      if (network.contains(address)) {
        return new Hint(
            attached.at(),
            attached.link(),
            "address ranges",
            Domain.INSIDE,
            address + " lies in " + network);
      }
    }
    return new Hint(
        attached.at(),
        attached.link(),
        "address ranges",
        Domain.OUTSIDE,
        address + " lies in no inside network");
  }

  /** What is repeated replaces its earlier form, so that renewals do not push out the rest. */
  private static void replaceEarlier(History history, Observation observation) {
    history.seen.removeIf(earlier -> earlier.getClass() == observation.getClass());
    history.add(observation);
  }
}
