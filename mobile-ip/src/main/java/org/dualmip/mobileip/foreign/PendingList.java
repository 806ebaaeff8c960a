package org.dualmip.mobileip.foreign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.foreign.Asked.Station;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * All pending requests (RFC 5944 §3.7.1). Those of visitors are bounded by the number of visitors,
 * those of others by the configuration, so that a flood of them does not keep visitors from
 * renewing.
 */
final class PendingList {
  /** How long a home agent has (RFC 5944 §3.7.1). */
  static final Duration PATIENCE = Duration.ofSeconds(7);

  private final ForeignAgentConfig.Limits limits;
  private final Map<Pending.Key, Pending> byKey = new LinkedHashMap<>();
  private final Deadlines<Pending.Key> deadlines = new Deadlines<>();
  private final Map<Station, Integer> ofStation = new HashMap<>();
  private int ofOthers;

  PendingList(ForeignAgentConfig.Limits limits) {
    this.limits = limits;
  }

  int size() {
    return byKey.size();
  }

  /** Of nodes that are no visitors. */
  int ofOthers() {
    return ofOthers;
  }

  @Nullable MonotonicTime wakeAt() {
    return deadlines.first();
  }

  @Nullable Pending of(Asked asked) {
    return byKey.get(new Pending.Key(asked.station(), asked.name()));
  }

  /** Whether there is room for a request of a node that is no visitor (code 66). */
  boolean hasRoomFor(Asked asked) {
    Pending same = of(asked);
    return (same != null && !same.ofVisitor())
        || (ofOthers < limits.mostPending()
            && ofStation.getOrDefault(asked.station(), 0) < limits.mostPendingOfStation());
  }

  /** When a request is given up: its own lifetime may be shorter (RFC 5944 §3.7.2.2). */
  static MonotonicTime until(Asked asked, MonotonicTime now) {
    int lifetime = asked.message().lifetime();
    Duration own = Duration.ofSeconds(lifetime);
    return now.plus(lifetime > 0 && own.compareTo(PATIENCE) < 0 ? own : PATIENCE);
  }

  /** Enters a request in the place of an earlier one of the same node and station. */
  void put(Pending pending) {
    remove(pending.key());
    byKey.put(pending.key(), pending);
    deadlines.set(pending.key(), pending.until());
    if (!pending.ofVisitor()) {
      ofOthers++;
      ofStation.merge(pending.key().station(), 1, Integer::sum);
    }
  }

  void remove(Pending.Key key) {
    Pending pending = byKey.remove(key);
    deadlines.remove(key);
    if (pending != null && !pending.ofVisitor()) {
      ofOthers--;
      ofStation.computeIfPresent(key.station(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /** One that is given up now; null if none is. */
  @Nullable Pending takeDue(MonotonicTime now) {
    Pending.Key key = deadlines.takeDue(now);
    if (key == null) {
      return null;
    }
    Pending pending = byKey.get(key);
    remove(key);
    return pending;
  }

  /** Whether a request asks again for what is pending, with the same challenge (RFC 4721 §3.2). */
  boolean repeats(Asked asked) {
    Pending pending = of(asked);
    return pending != null
        && asked.sameAs(pending.asked())
        && asked.extension(Challenge.class).equals(pending.asked().extension(Challenge.class));
  }

  /**
   * The request that a reply answers (RFC 5944 §3.7.3.1): the same home address, or none in the
   * request and the same NAI; the same low half of the Identification; and from where the request
   * went. A home agent that was asked by a broadcast answers with code 136 from its own address.
   */
  @Nullable Pending answeredBy(RegistrationReply reply, @Nullable String nai, Ip4 from) {
    for (Pending pending : byKey.values()) {
      Asked asked = pending.asked();
      boolean sameHome =
          asked.home().isAny()
              ? nai == null || nai.equals(asked.nai())
              : asked.home().equals(reply.home())
                  && (nai == null || asked.nai() == null || nai.equals(asked.nai()));
      boolean sameId = (int) asked.message().identification() == (int) reply.identification();
      boolean sameAgent = from.equals(pending.terms().homeAgent()) || reply.code().value() == 136;
      if (sameHome && sameId && sameAgent) {
        return pending;
      }
    }
    return null;
  }

  boolean usesGreKey(int key) {
    return byKey.values().stream().anyMatch(pending -> pending.greKey() == key);
  }

  /** All that went to a home agent. */
  List<Pending> sentTo(Ip4 homeAgent) {
    List<Pending> sent = new ArrayList<>();
    for (Pending pending : byKey.values()) {
      if (pending.terms().homeAgent().equals(homeAgent)) {
        sent.add(pending);
      }
    }
    return sent;
  }
}
