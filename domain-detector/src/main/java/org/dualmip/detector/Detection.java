package org.dualmip.detector;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dualmip.detector.Observation.Attached;
import org.dualmip.detector.Observation.Detached;
import org.dualmip.detector.Observation.InnerRegistered;
import org.dualmip.detector.Observation.InnerSilent;
import org.dualmip.detector.Observation.OuterRegistered;
import org.dualmip.detector.Observation.Seen;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;

/**
 * The detector with its memory: knows networks again, and remembers what was proved in them.
 *
 * <p>What the memory says becomes an observation like any other. So everything that decides goes
 * through one place, and whoever writes it down can repeat the verdicts with a {@link
 * DomainDetector} alone.
 */
public final class Detection {
  private final DomainDetector detector;
  private final NetworkHistory history;
  private final Consumer<Observation> trace;
  private final Map<String, EnumMap<NetworkFeature, String>> networks = new TreeMap<>();
  private final Map<String, Boolean> innerSilent = new HashMap<>();

  /**
   * @param trace is told every observation, before it counts
   */
  public Detection(DetectorConfig config, NetworkHistory history, Consumer<Observation> trace) {
    this.detector = new DomainDetector(config);
    this.history = history;
    this.trace = trace;
  }

  /** Takes one observation. */
  public void observe(Observation observation) {
    take(observation);
    String link = observation.link();
    switch (observation) {
      case Attached attached -> {
        networks.put(link, new EnumMap<>(NetworkFeature.class));
        innerSilent.remove(link);
        Ip4 gateway = attached.gateway();
        if (gateway != null) {
          know(link, NetworkFeature.GATEWAY, gateway.toString(), attached.at());
        }
      }
      case Detached _ -> {
        networks.remove(link);
        innerSilent.remove(link);
      }
      case Seen seen -> {
        switch (seen.clue()) {
          case Clue.Gateway gateway ->
              know(link, NetworkFeature.GATEWAY_MAC, gateway.mac().toString(), seen.at());
          case Clue.AgentAdvertised agent ->
              know(link, NetworkFeature.AGENT_MAC, agent.mac().toString(), seen.at());
          case Clue.AccessPoint point -> {
            know(link, NetworkFeature.SSID, point.ssid(), seen.at());
            know(link, NetworkFeature.BSSID, point.bssid().toString(), seen.at());
          }
          default -> {}
        }
      }
      case InnerRegistered registered -> {
        if (registered.trustedNetworks()) {
          remember(link, Domain.INSIDE, registered.at());
        }
      }
      case InnerSilent _ -> innerSilent.put(link, true);
      case OuterRegistered registered -> {
        if (innerSilent.containsKey(link)) {
          remember(link, Domain.OUTSIDE, registered.at());
        }
      }
      default -> {}
    }
  }

  private void take(Observation observation) {
    trace.accept(observation);
    detector.observe(observation);
  }

  private void know(String link, NetworkFeature feature, String value, Now at) {
    EnumMap<NetworkFeature, String> network = networks.get(link);
    if (network == null || value.equals(network.put(feature, value))) {
      return;
    }
    for (Clue clue : history.recall(network, at)) {
      take(new Seen(at, link, clue));
    }
  }

  private void remember(String link, Domain domain, Now at) {
    EnumMap<NetworkFeature, String> network = networks.get(link);
    if (network != null && !network.isEmpty()) {
      history.proved(network, domain, at);
    }
  }

  /** What is remembered, to be kept across restarts. */
  public List<NetworkHistory.Entry> memory() {
    return history.entries();
  }

  /** Where an interface is at a time. */
  public Verdict verdict(String link, MonotonicTime now) {
    return detector.verdict(link, now);
  }

  /** When the proof that an interface is inside is over; empty if there is none that holds. */
  public Optional<MonotonicTime> proofHoldsUntil(String link, MonotonicTime now) {
    return detector.proofHoldsUntil(link, now);
  }

  /** When a doubt has an interface proved anew; empty if T_MONITOR alone says when. */
  public Optional<MonotonicTime> proveAgainAt(String link) {
    return detector.proveAgainAt(link);
  }

  /** How long a proof made now would hold on an interface: T_MONITOR, or less where in doubt. */
  public Monitor monitor(String link, MonotonicTime now) {
    return detector.monitor(link, now);
  }

  /** What to try on an interface whose domain is not proved. */
  public Plan plan(String link, MonotonicTime now) {
    return detector.plan(link, now);
  }

  /** Whether the inner home agent has said that it can be found without a registration. */
  public boolean isDiscoveryOffered() {
    return detector.isDiscoveryOffered();
  }
}
