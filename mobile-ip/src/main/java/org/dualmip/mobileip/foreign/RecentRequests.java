package org.dualmip.mobileip.foreign;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.mobileip.foreign.Asked.Station;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;

/**
 * Whose requests were relayed lately, and what they said. Somebody who hears a request on the link
 * can send the very same once more from another station; if the first one was lost on its way, the
 * home agent has not seen it, accepts it (RFC 5944 §5.7), and the registration would be the wrong
 * station's. Or he sends it a little changed in the name of its station: the home agent refuses
 * that, but its reply to the right one would be taken for the reply to the changed one, because the
 * two are matched by half of the Identification only (RFC 5944 §3.7.3.1).
 */
final class RecentRequests {
  /** Requests remembered at most; the limits of pending requests keep a flood from filling it. */
  static final int MOST = 1024;

  private final LinkedHashMap<Key, Sent> sent = new LinkedHashMap<>();

  private record Key(String name, int lowIdentification) {
    static Key of(Asked asked) {
      return new Key(asked.name(), (int) asked.message().identification());
    }
  }

  private record Sent(Station station, Octets relayed, MonotonicTime until) {}

  /** Remembers a request as its station's, for as long as a home agent may take to answer. */
  void relayed(Asked asked, MonotonicTime now) {
    sent.remove(Key.of(asked)); // so that the order is that of their ends
    if (sent.size() >= MOST) {
      sent.pollFirstEntry();
    }
    sent.put(
        Key.of(asked), new Sent(asked.station(), asked.relayed(), now.plus(PendingList.PATIENCE)));
  }

  /** Whether another station sent this very request lately, or this station another one like it. */
  boolean contradicts(Asked asked, MonotonicTime now) {
    for (Map.Entry<Key, Sent> oldest = sent.firstEntry();
        oldest != null && !now.isBefore(oldest.getValue().until());
        oldest = sent.firstEntry()) {
      sent.pollFirstEntry();
    }
    Sent before = sent.get(Key.of(asked));
    return before != null
        && !(before.station().equals(asked.station()) && before.relayed().equals(asked.relayed()));
  }
}
