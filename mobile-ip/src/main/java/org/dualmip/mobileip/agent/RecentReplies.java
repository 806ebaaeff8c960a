package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * The last replies. A request that arrives twice, because the network doubled it or because a node
 * with nonces sends it unchanged once more (RFC 5944 §3.6.3), gets the same reply again and changes
 * nothing. Octet for octet the same request from the same place: all else is a replay.
 */
final class RecentReplies {
  /** Replies kept at most. */
  static final int MOST = 4096;

  /** How long a reply may be repeated: while a node sends again that has not heard it. */
  static final Duration KEPT = Duration.ofSeconds(10);

  private final Map<ServedNode, Answered> answered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ServedNode, Answered> eldest) {
          return size() > MOST;
        }
      };

  private record Answered(Datagram request, Send reply) {}

  /** Keeps a reply to a valid request; the one to the request before is forgotten. */
  void keep(ServedNode node, Datagram request, Send reply) {
    answered.put(node, new Answered(request, reply));
  }

  /** The binding changed otherwise: what was said of it is not true any more. */
  void forget(ServedNode node) {
    answered.remove(node);
  }

  /** The reply that this very request got; empty if it is another one. */
  Optional<Send> to(ServedNode node, Datagram request) {
    Answered last = answered.get(node);
    MonotonicTime now = request.at().monotonic();
    return last != null
            && now.since(last.request.at().monotonic()).compareTo(KEPT) < 0
            && last.request.from().equals(request.from())
            && last.request.to().equals(request.to())
            && last.request.payload().equals(request.payload())
        ? Optional.of(last.reply)
        : Optional.empty();
  }
}
