package org.dualmip.lab;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dualmip.lab.Observations.Association;
import org.dualmip.lab.Observations.Snapshot;
import org.dualmip.lab.report.IkeSa;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.report.Tshark.IkeMessage;

/** What captured IKE messages and snapshots of strongSwan together say about the VPN. Stateless. */
record IkeHistory(List<IkeMessage> messages, List<Snapshot> snapshots, Timeline timeline) {
  /** How many messages there were from one time (inclusive) to another (exclusive). */
  int between(long from, long until) {
    double start = timeline.millis(from);
    double end = until == Long.MAX_VALUE ? Double.MAX_VALUE : timeline.millis(until);
    return (int)
        messages.stream()
            .mapToDouble(message -> timeline.millisOfEpoch(message.epochSeconds()))
            .filter(at -> at >= start && at < end)
            .count();
  }

  /** How many associations had their first message in that time, by the initiator's SPI. */
  int begunBetween(long from, long until) {
    var first = new LinkedHashMap<String, Double>();
    for (IkeMessage message : messages) {
      first.merge(
          message.initiatorSpi(), timeline.millisOfEpoch(message.epochSeconds()), Math::min);
    }
    double start = timeline.millis(from);
    double end = timeline.millis(until);
    return (int) first.values().stream().filter(at -> at >= start && at < end).count();
  }

  /** Whether the SPIs, of IKE and ESP, were the same before and after a time. */
  boolean isUnchangedOver(long time) {
    return lastBefore(time).equals(firstFrom(time));
  }

  private Set<String> lastBefore(long time) {
    return snapshots.stream()
        .filter(snapshot -> snapshot.at() < time)
        .reduce((earlier, later) -> later)
        .map(IkeHistory::spis)
        .orElse(Set.of());
  }

  private Set<String> firstFrom(long time) {
    return snapshots.stream()
        .filter(snapshot -> snapshot.at() >= time)
        .findFirst()
        .map(IkeHistory::spis)
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
  List<IkeSa> associations() {
    var byInitiator = new LinkedHashMap<String, IkeSa>();
    for (IkeMessage message : messages) {
      if (message.responderSpi().chars().allMatch(c -> c == '0')) {
        continue; // the first message of an exchange that may come to nothing
      }
      double at = timeline.millisOfEpoch(message.epochSeconds());
      merge(byInitiator, message.initiatorSpi(), message.responderSpi(), List.of(), at, at);
    }
    for (Snapshot snapshot : snapshots) {
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
}
