package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * What this agent has revoked: told to the other end again and again, with growing intervals, until
 * it is acknowledged or the registration would have ended anyway (RFC 3543 §4.2.2.1).
 */
final class RevocationsSent {
  /** Unacknowledged revocations at most; what is beyond ends by its lifetime. */
  static final int MOST = 65_536;

  /** The first interval; an agent must not send more than one a second (§3.3). */
  static final Duration FIRST = Duration.ofSeconds(1);

  /** The longest interval (§4.2.2.1, RFC 5944 §3.6.3). */
  static final Duration LONGEST = Duration.ofSeconds(60);

  private static final int PORT = 434;

  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final ForeignAgentPeers peers;
  private final RevocationClock clock;
  private final Journal journal;
  private final Map<ServedNode, List<Pending>> pendings = new HashMap<>();
  private final PriorityQueue<Pending> byTime =
      new PriorityQueue<>(Comparator.comparing((Pending pending) -> pending.next));
  private final ArrayDeque<Send> ready = new ArrayDeque<>();
  private int waiting;

  /** A revocation that is not acknowledged yet. */
  private static final class Pending {
    private final ServedNode node;
    private final Binding revoked;
    private final boolean inform;
    private final List<Integer> identifiers = new ArrayList<>(1);
    private MonotonicTime next;
    private Duration interval = FIRST;
    private boolean done;

    Pending(ServedNode node, Binding revoked, boolean inform, MonotonicTime next) {
      this.node = node;
      this.revoked = revoked;
      this.inform = inform;
      this.next = next;
    }
  }

  RevocationsSent(
      HomeAgentConfig config,
      ServedNodes nodes,
      ForeignAgentPeers peers,
      RevocationClock clock,
      Journal journal) {
    this.config = config;
    this.nodes = nodes;
    this.peers = peers;
    this.clock = clock;
    this.journal = journal;
  }

  /**
   * Begins to tell.
   *
   * @param first when to tell it first
   * @param inform the I bit
   */
  void tell(ServedNode node, Binding ended, MonotonicTime first, boolean inform, Now now) {
    if (waiting >= MOST) {
      journal.count(Counter.REVOCATIONS_DROPPED);
      return;
    }
    Pending pending = new Pending(node, ended, inform, first);
    pendings.computeIfAbsent(node, _ -> new ArrayList<>(1)).add(pending);
    byTime.add(pending);
    waiting++;
    lapse(now);
  }

  /** Sends what is due; {@link #poll} has it. */
  void lapse(Now now) {
    for (Pending first = byTime.peek();
        first != null && (first.done || !now.monotonic().isBefore(first.next));
        first = byTime.peek()) {
      Pending pending = byTime.remove();
      if (pending.done) {
        continue;
      }
      MonotonicTime end = pending.revoked.expires();
      if (end != null && !now.monotonic().isBefore(end)) {
        journal.count(Counter.REVOCATIONS_UNACKNOWLEDGED);
        finish(pending);
      } else {
        ready.add(message(pending, now));
        journal.count(Counter.REVOCATIONS_SENT);
        pending.next = now.monotonic().plus(pending.interval);
        pending.interval = min(pending.interval.multipliedBy(2), LONGEST);
        byTime.add(pending);
      }
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Send message(Pending pending, Now now) {
    Binding revoked = pending.revoked;
    int identifier = clock.next(now.wall());
    pending.identifiers.add(identifier);
    RevocationMessage message =
        new RevocationMessage(
            true,
            pending.inform,
            revoked.home(),
            config.address(),
            revoked.careOf(),
            identifier,
            name(pending));
    ForeignAgentPeer peer = peers.of(revoked);
    byte[] payload =
        peer == null
            ? message.signed(
                Kind.MOBILE_HOME,
                revoked.shown(pending.node.subscriber().associations().getFirst()))
            : message.signed(peer.associations().getFirst());
    return new Send(new Endpoint(config.address(), PORT), revoked.control(), Octets.of(payload));
  }

  /** Among nodes of several networks with one home address it says which (RFC 2794). */
  private static List<Extension> name(Pending pending) {
    String nai = pending.node.subscriber().nai();
    return nai == null || pending.revoked.isConcealed()
        ? List.of()
        : List.of(new MobileNodeNai(nai));
  }

  /** The next message to send, or null. */
  @Nullable Send poll() {
    return ready.poll();
  }

  /** When {@link #lapse} has something to do; null if never. */
  @Nullable MonotonicTime wakeAt() {
    while (!byTime.isEmpty() && byTime.peek().done) {
      byTime.remove();
    }
    return byTime.isEmpty() ? null : byTime.peek().next;
  }

  /** What was revoked before is registered again: telling it now would revoke that. */
  void cancel(ServedNode node, Ip4 careOf) {
    for (Pending pending : List.copyOf(pendings.getOrDefault(node, List.of()))) {
      if (pending.revoked.careOf().equals(careOf)) {
        finish(pending);
      }
    }
  }

  private void finish(Pending pending) {
    pending.done = true;
    waiting--;
    List<Pending> own = pendings.get(pending.node);
    if (own != null) {
      own.remove(pending);
      if (own.isEmpty()) {
        pendings.remove(pending.node);
      }
    }
  }

  /** Takes an acknowledgement (§3.5): what matches nothing is silently discarded. */
  @Nullable Counter acknowledged(RevocationAcknowledgment message) {
    for (ServedNode node = nodes.at(message.home()); node != null; node = node.twin) {
      for (Pending pending : List.copyOf(pendings.getOrDefault(node, List.of()))) {
        if (pending.identifiers.contains(message.identifier()) && isAuthentic(message, pending)) {
          finish(pending);
          return Counter.REVOCATIONS_ACKNOWLEDGED;
        }
      }
    }
    return null;
  }

  private boolean isAuthentic(ControlMessage message, Pending pending) {
    ForeignAgentPeer peer = peers.of(pending.revoked);
    return peer != null
        ? message.verifiedBy(Kind.FOREIGN_HOME, peer.associations()) != null
        : message.verifiedBy(
                Kind.MOBILE_HOME, pending.revoked.shown(pending.node.subscriber().associations()))
            != null;
  }
}
