package org.dualmip.detector;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.detector.Observation.Attached;
import org.dualmip.detector.Observation.Detached;
import org.dualmip.detector.Observation.DiscoveryOffered;
import org.dualmip.detector.Observation.DiscoveryWithdrawn;
import org.dualmip.detector.Plan.Ask;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * Decides for each interface whether it is inside (RFC 5265 §3.2), from observations in the order
 * of their times. The same observations always give the same verdicts.
 *
 * <p>Inside needs all of: a successful registration with the inner home agent through that very
 * interface, the Trusted Networks Configured extension in its reply, no change of the interface's
 * connection since, and less than T_MONITOR since the last success: less than {@link Monitor} says
 * where there are doubts. Everything else, weighed by {@link Rule}, decides only whom to ask, how,
 * and in which order.
 */
public final class DomainDetector {
  /** So many attachments within {@link #LATELY} are a doubt. */
  public static final int OFTEN = 4;

  private static final Duration LATELY = Duration.ofMinutes(2);

  private final DetectorConfig config;
  private final Map<String, Connection> connections = new TreeMap<>();

  /** When each interface was attached: the last {@link #OFTEN} times. */
  private final Map<String, Deque<MonotonicTime>> attachments = new HashMap<>();

  private boolean discoveryOffered;

  public DomainDetector(DetectorConfig config) {
    this.config = config;
  }

  /** Takes one observation; of an interface that is not attached, it means nothing. */
  public void observe(Observation observation) {
    switch (observation) {
      case Attached attached -> {
        Deque<MonotonicTime> times =
            attachments.computeIfAbsent(attached.link(), _ -> new ArrayDeque<>());
        times.addLast(attached.at().monotonic());
        if (times.size() > OFTEN) {
          times.removeFirst();
        }
        connections.put(
            attached.link(), new Connection(attached, config, now -> isUnsteady(times, now)));
      }
      case Detached detached -> connections.remove(detached.link());
      case DiscoveryOffered _ -> discoveryOffered = true;
      case DiscoveryWithdrawn _ -> discoveryOffered = false;
      default -> {
        Connection connection = connections.get(observation.link());
        if (connection != null) {
          connection.observe(observation);
        }
      }
    }
  }

  private static boolean isUnsteady(Deque<MonotonicTime> attachments, MonotonicTime now) {
    return attachments.size() == OFTEN && now.since(attachments.getFirst()).compareTo(LATELY) < 0;
  }

  /** Whether the interface is attached. */
  public boolean isAttached(String link) {
    return connections.containsKey(link);
  }

  /** Where an interface is at a time. */
  public Verdict verdict(String link, MonotonicTime now) {
    Connection connection = connections.get(link);
    if (connection == null) {
      return new Verdict(
          link,
          Domain.UNKNOWN,
          "the interface is not attached",
          0,
          List.of(),
          List.of(),
          "an address on it");
    }
    if (sameHomeAgent()) {
      return connection.verdict(
          Domain.OUTSIDE,
          "inner and outer home agent are the same address (RFC 5265 §3.5)",
          "different home agents in the configuration",
          now);
    }
    Optional<Duration> age = connection.proofAge(now);
    if (age.isPresent()) {
      return proofHoldsUntil(link, now).isPresent()
          ? connection.verdict(
              Domain.INSIDE,
              "registered with the inner home agent through this interface, with its word on"
                  + " trusted networks, "
                  + age.get().toMillis()
                  + " ms ago (RFC 5265 §3.2.3)",
              "a change of the connection, or T_MONITOR ("
                  + connection.monitor(now)
                  + ") without a new registration",
              now)
          : connection.verdict(
              Domain.UNKNOWN,
              "the last proof is older than T_MONITOR (RFC 5265 §3.2.4)",
              "a new registration with the inner home agent",
              now);
    }
    if (connection.outerReached() || !mayAsk(connection, now)) {
      return connection.verdict(
          Domain.OUTSIDE,
          why(connection),
          "a registration with the inner home agent through this interface",
          now);
    }
    return connection.verdict(
        Domain.UNKNOWN,
        "the clues point inside; the proof is awaited",
        "an answer of either home agent",
        now);
  }

  private static String why(Connection connection) {
    if (connection.notVouchedFor()) {
      return "the inner home agent does not vouch for trusted networks (RFC 5265 §3.2.3)";
    }
    return connection.outerReached()
        ? "the outer home agent answers and the inner one has proved nothing (RFC 5265 §3.3)"
        : "too little points inside, and only a proof could open it";
  }

  /** When the proof that an interface is inside is over; empty if there is none that holds. */
  public Optional<MonotonicTime> proofHoldsUntil(String link, MonotonicTime now) {
    Connection connection = connections.get(link);
    return connection == null || sameHomeAgent()
        ? Optional.empty()
        : connection.proofHoldsUntil().filter(now::isBefore);
  }

  /**
   * When to prove anew that an interface is inside, because there is or was a doubt; empty if two
   * thirds of T_MONITOR after the last proof will do.
   */
  public Optional<MonotonicTime> proveAgainAt(String link) {
    Connection connection = connections.get(link);
    return connection == null ? Optional.empty() : connection.proveAgainAt();
  }

  /** How long a proof made now would hold on an interface: T_MONITOR, or less where in doubt. */
  public Monitor monitor(String link, MonotonicTime now) {
    Connection connection = connections.get(link);
    return connection == null ? Monitor.of(config.monitor(), Set.of()) : connection.monitor(now);
  }

  /** What to try on an interface whose domain is not proved. */
  public Plan plan(String link, MonotonicTime now) {
    Connection connection = connections.get(link);
    if (connection == null) {
      return Plan.outside(null, "the interface is not attached");
    }
    if (sameHomeAgent() || !mayAsk(connection, now)) {
      return Plan.outside(Duration.ZERO, "no proof to be had: " + outside() + " alone");
    }
    return switch (connection.probe()) {
      case NEVER -> throw new IllegalStateException("may not ask");
      case ALWAYS ->
          connection.score(now) >= Rule.MAYBE
              ? first(Ask.REGISTER, "the clues point inside")
              : new Plan(
                  Ask.REGISTER,
                  Duration.ZERO,
                  Duration.ZERO,
                  "the inner home agent and "
                      + outside()
                      + " at once (RFC 5265 §3.3, RFC 5266 §3.4)");
      case SEQUENTIAL ->
          new Plan(
              Ask.REGISTER,
              Duration.ZERO,
              null,
              "the inner home agent, and " + outside() + " when it is silent");
      case DISCOVER, HINTED -> hinted(connection, now);
    };
  }

  private Plan hinted(Connection connection, MonotonicTime now) {
    int score = connection.score(now);
    boolean suspicious = connection.counts(Rule.CONTRADICTION, now);
    if (connection.counts(Rule.FOUND, now)
        || (connection.counts(Rule.SMOKED_OUT, now) && score >= Rule.LIKELY)) {
      return first(Ask.REGISTER, "the probe was answered (" + score + ")");
    }
    if (connection.probe() == Probe.HINTED && !discoveryOffered) {
      return suspicious
          ? new Plan(
              Ask.REGISTER,
              config.outerDelay(),
              Duration.ZERO,
              "something is not as it was here: " + outside() + " first")
          : first(Ask.REGISTER, "it may be inside (" + score + ")");
    }
    if (connection.probe() == Probe.HINTED && !suspicious && score >= Rule.LIKELY) {
      return first(Ask.REGISTER, "it is likely inside (" + score + ")");
    }
    if (connection.probe() == Probe.HINTED
        && !suspicious
        && connection.counts(Rule.INNER_SILENT, now)
        && !connection.outerReached()
        && !connection.counts(Rule.IMPOSTOR, now)) {
      return first(Ask.REGISTER, "nobody answers, and it may be inside (" + score + ")");
    }
    return suspicious
        ? new Plan(
            Ask.DISCOVER,
            Duration.ZERO,
            Duration.ZERO,
            "something is not as it was here: a probe, and " + outside() + " at once")
        : first(Ask.DISCOVER, "it may be inside (" + score + ")");
  }

  private Plan first(Ask how, String why) {
    return new Plan(
        how,
        Duration.ZERO,
        config.outerDelay(),
        why
            + ": "
            + (how == Ask.DISCOVER ? "a probe for the inner home agent" : "the inner home agent")
            + " first, "
            + outside()
            + " "
            + config.outerDelay().toMillis()
            + " ms later");
  }

  /** Whether the inner home agent has said that it can be found without a registration. */
  public boolean isDiscoveryOffered() {
    return discoveryOffered;
  }

  private String outside() {
    return config.outerHomeAgent() == null ? "the VPN" : "the outer home agent";
  }

  private boolean sameHomeAgent() {
    return config.innerHomeAgent().equals(config.outerHomeAgent());
  }

  private static boolean mayAsk(Connection connection, MonotonicTime now) {
    if (connection.notVouchedFor()) {
      return false; // asking again would only take the binding away from the VPN's address
    }
    return switch (connection.probe()) {
      case ALWAYS, SEQUENTIAL -> true;
      case HINTED, DISCOVER -> connection.score(now) >= Rule.MAYBE;
      case NEVER -> false;
    };
  }
}
