package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.jspecify.annotations.Nullable;

/**
 * The last replies. A request that arrives twice, because the network doubled it or because a node
 * with nonces sends it unchanged once more (RFC 5944 §3.6.3), gets the same reply again and changes
 * nothing. Octet for octet the same request from the same place: all else is a replay. So is one
 * that a foreign agent relays: it looks the same whoever on the visited link has sent it again, and
 * an accepting reply would make a visitor of that station.
 *
 * <p>Each reply hangs at its node; a ring of those nodes keeps their number bounded.
 */
final class RecentReplies {
  /** Replies kept at most. */
  static final int MOST = 4096;

  /** How long a reply may be repeated: while a node sends again that has not heard it. */
  static final Duration KEPT = Duration.ofSeconds(10);

  private final @Nullable ServedNode[] ring = new ServedNode[MOST];
  private int next;

  /**
   * What a node was told last.
   *
   * @param slot of the ring
   */
  record Answered(Datagram request, Send reply, int slot) {}

  /** Keeps a reply to a valid request; the one to the request before is forgotten. */
  void keep(ServedNode node, Datagram request, Send reply) {
    int slot = next;
    next = (next + 1) % MOST;
    ServedNode eldest = ring[slot];
    if (eldest != null && eldest.answered != null && eldest.answered.slot == slot) {
      eldest.answered = null;
    }
    ring[slot] = node;
    node.answered = new Answered(request, reply, slot);
  }

  /** The binding changed otherwise: what was said of it is not true any more. */
  void forget(ServedNode node) {
    node.answered = null;
  }

  /** The reply that this very request got; empty if it is another one. */
  Optional<Send> to(ServedNode node, Datagram request) {
    Answered last = node.answered;
    return last != null
            && request.at().monotonic().since(last.request.at().monotonic()).compareTo(KEPT) < 0
            && last.request.from().equals(request.from())
            && last.request.to().equals(request.to())
            && last.request.payload().equals(request.payload())
        ? Optional.of(last.reply)
        : Optional.empty();
  }
}
