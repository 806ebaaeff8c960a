package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.agent.RequestCheck.Authentic;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Registration revocation (RFC 3543), in both directions. Agreed on in the registration with a
 * foreign agent that shares a secret, or with a mobile node that registers a co-located address
 * directly.
 *
 * <p>What this agent revokes is told again, with growing intervals, until it is acknowledged or the
 * registration would have ended anyway (§4.2.2.1).
 */
final class Revocations {
  /** Unacknowledged revocations at most; what is beyond ends by its lifetime. */
  static final int MOST = 65_536;

  /** The first interval; an agent must not send more than one a second (§3.3). */
  static final Duration FIRST = Duration.ofSeconds(1);

  /** The longest interval (§4.2.2.1, RFC 5944 §3.6.3). */
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** Registrations that foreign agents ended, remembered to tell replays. */
  static final int MOST_ENDED = 1024;

  /** How far a foreign agent's clock may differ where no registration told it. */
  private static final int TOLERATED_SECONDS = 60;

  private static final int PORT = 434;

  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final Tally tally;
  private final Map<Ip4, ForeignAgentPeer> peers = new HashMap<>();
  private final Map<Key, Agreed> agreed = new HashMap<>();
  private final LinkedHashMap<Ended, Integer> ended = new LinkedHashMap<>();
  private final Map<ServedNode, List<Pending>> pendings = new HashMap<>();
  private final PriorityQueue<Pending> byTime =
      new PriorityQueue<>(Comparator.comparing((Pending pending) -> pending.next));
  private final ArrayDeque<Send> ready = new ArrayDeque<>();
  private int timestamp;
  private int waiting;

  private record Key(ServedNode node, Ip4 careOf) {}

  /** What a foreign agent's revocation ended, to tell its replay. */
  private record Ended(Ip4 foreignDomain, Ip4 home, @Nullable String nai) {
    static Ended of(RevocationMessage message) {
      return new Ended(message.foreignDomain(), message.home(), Revocations.nai(message));
    }
  }

  /** What the other end said, and when this agent answered. */
  private record Agreed(RevocationSupport support, MonotonicTime at) {}

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

  Revocations(HomeAgentConfig config, ServedNodes nodes, BindingList bindings, Tally tally) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.tally = tally;
    config.foreignAgents().forEach(peer -> peers.put(peer.address(), peer));
  }

  // ---- agreed on in the registration, §4.2.1

  /** Whether both sides can: the extension must be protected (§3.2). */
  boolean agreed(Authentic request) {
    return config.services().revocation() && asked(request) != null;
  }

  private static @Nullable RevocationSupport asked(Authentic request) {
    boolean coLocated = request.message().has(RegistrationRequest.CO_LOCATED);
    if (coLocated) {
      // "not supported" for a co-located node behind a foreign agent (§4.2.3).
      return request.peer() == null ? request.ofNode(RevocationSupport.class) : null;
    }
    return request.peer() == null ? null : request.ofForeignAgent(RevocationSupport.class);
  }

  /** Adds this agent's consent to the reply to a granted request. */
  void answer(
      Authentic request,
      Binding granted,
      List<Extension> forNode,
      List<Extension> forForeignAgent) {
    RevocationSupport asked = asked(request);
    if (granted.revocable() && asked != null) {
      agreed.put(
          new Key(request.node(), granted.careOf()),
          new Agreed(asked, request.datagram().at().monotonic()));
      RevocationSupport own =
          new RevocationSupport(asked.inform(), clock(request.datagram().at().wall()));
      (granted.coLocated() ? forNode : forForeignAgent).add(own);
    }
    // What was revoked before is registered again: telling it now would revoke this one.
    cancel(request.node(), granted.careOf());
  }

  private int clock(Instant wall) {
    int now = NtpTimestamp.seconds(NtpTimestamp.of(wall));
    timestamp = timestamp == 0 || now - timestamp > 0 ? now : timestamp;
    return timestamp;
  }

  /** Greater than all before, so that it comes after the registration also in the same second. */
  private int identifier(Instant wall) {
    int before = timestamp;
    int now = clock(wall);
    timestamp = now == before ? now + 1 : now;
    return timestamp;
  }

  // ---- revoked here, §4.2.2

  /**
   * A revocable binding has ended here before its time: its other end shall know.
   *
   * @param after the time until it is told, if it is not too soon after the registration (§3.3)
   * @param inform whether the mobile node should be told, too (I bit)
   */
  void tell(ServedNode node, Binding ended, Duration after, boolean inform, Now now) {
    Agreed known = agreed.remove(new Key(node, ended.careOf()));
    if (!ended.revocable()) {
      return;
    }
    if (waiting >= MOST) {
      tally.count(Counter.REVOCATIONS_DROPPED);
      return;
    }
    MonotonicTime first = now.monotonic().plus(after);
    if (known != null && first.isBefore(known.at().plus(FIRST))) {
      first = known.at().plus(FIRST); // its registration is a message for this binding, too
    }
    Pending pending =
        new Pending(node, ended, inform && known != null && known.support().inform(), first);
    pendings.computeIfAbsent(node, _ -> new ArrayList<>(1)).add(pending);
    byTime.add(pending);
    waiting++;
    lapse(now);
  }

  /** A binding has ended by itself, or its other end knows: there is nothing to tell. */
  void forget(ServedNode node, Binding ended) {
    agreed.remove(new Key(node, ended.careOf()));
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
        tally.count(Counter.REVOCATIONS_UNACKNOWLEDGED);
        finish(pending);
      } else {
        ready.add(message(pending, now));
        tally.count(Counter.REVOCATIONS_SENT);
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
    int identifier = identifier(now.wall());
    pending.identifiers.add(identifier);
    RevocationMessage message =
        new RevocationMessage(
            true,
            pending.inform,
            revoked.home(),
            config.address(),
            revoked.careOf(),
            identifier,
            name(pending.node));
    ForeignAgentPeer peer = peer(revoked);
    byte[] payload =
        peer == null
            ? message.signed(Kind.MOBILE_HOME, pending.node.subscriber().associations().getFirst())
            : message.signed(peer.associations().getFirst());
    return new Send(new Endpoint(config.address(), PORT), revoked.control(), Octets.of(payload));
  }

  /** Among nodes of several networks with one home address it says which (RFC 2794). */
  private static List<Extension> name(ServedNode node) {
    String nai = node.subscriber().nai();
    return nai == null ? List.of() : List.of(new MobileNodeNai(nai));
  }

  private static @Nullable String nai(RevocationMessage message) {
    for (Authentication end : message.authentications(Kind.FOREIGN_HOME)) {
      for (Extension extension : message.before(end)) {
        if (extension instanceof MobileNodeNai name) {
          return name.nai();
        }
      }
    }
    return null;
  }

  private @Nullable ForeignAgentPeer peer(Binding binding) {
    if (binding.foreignAgent() == null) {
      return null;
    }
    ForeignAgentPeer bySource = peers.get(binding.foreignAgent().address());
    return bySource != null ? bySource : peers.get(binding.careOf());
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

  private void cancel(ServedNode node, Ip4 careOf) {
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
    ForeignAgentPeer peer = peer(pending.revoked);
    return peer != null
        ? message.verifiedBy(Kind.FOREIGN_HOME, peer.associations()) != null
        : message.verifiedBy(Kind.MOBILE_HOME, pending.node.subscriber().associations()) != null;
  }

  // ---- revoked by a foreign agent, §4.2.3.2

  /**
   * What came of a revocation.
   *
   * @param counter of its kind
   * @param why it was silently discarded; null if it was not
   * @param node whose binding it ends; null if there is none
   * @param revoked the binding it ends; null if that has ended before
   * @param acknowledgement to be sent; null for silence
   */
  record Received(
      Counter counter,
      @Nullable String why,
      @Nullable ServedNode node,
      @Nullable Binding revoked,
      @Nullable Send acknowledgement) {
    private static Received discarded(Counter counter, String why) {
      return new Received(counter, why, null, null, null);
    }
  }

  /** Judges a revocation by a foreign agent; the binding must then be removed. */
  Received receive(Datagram datagram, RevocationMessage message) {
    ForeignAgentPeer peer = peers.get(datagram.from().address());
    peer = peer != null ? peer : peers.get(message.foreignDomain());
    SecurityAssociation association =
        peer == null ? null : message.verifiedBy(Kind.FOREIGN_HOME, peer.associations());
    if (peer == null || association == null || !config.services().revocation()) {
      return Received.discarded(
          Counter.REVOCATIONS_UNAUTHENTICATED,
          "RFC 3543 §3.3: it is not protected by a secret shared with a foreign agent");
    }
    if (message.fromHomeAgent() || !message.homeDomain().equals(config.address())) {
      return Received.discarded(
          Counter.REVOCATIONS_REPLAYED,
          "RFC 3543 §3.5: by its A bit or address it is this agent's own, reflected");
    }
    Octets payload =
        Octets.of(
            new RevocationAcknowledgment(
                    message.inform(), message.home(), message.identifier(), List.of())
                .signed(association));
    Send acknowledgement = new Send(datagram.to(), datagram.from(), payload);
    Integer before = ended.get(Ended.of(message));
    if (before != null && message.identifier() - before <= 0) {
      return Received.discarded(
          Counter.REVOCATIONS_REPLAYED, "RFC 3543 §3.5: it has been here before");
    }
    for (ServedNode node = nodes.at(message.home()); node != null; node = node.twin) {
      Binding binding = bindings.of(node, message.foreignDomain());
      if (isMeant(node, message)
          && binding != null
          && binding.revocable()
          && peer.equals(peer(binding))) {
        return isNew(node, binding, message, datagram.at().wall())
            ? received(message, node, binding, acknowledgement)
            : Received.discarded(
                Counter.REVOCATIONS_REPLAYED,
                "RFC 3543 §4.2.3.2: it is older than the registration");
      }
    }
    // Its acknowledgement may have been lost; acknowledging again changes nothing.
    return received(message, null, null, acknowledgement);
  }

  private Received received(
      RevocationMessage message,
      @Nullable ServedNode node,
      @Nullable Binding revoked,
      Send acknowledgement) {
    ended.remove(Ended.of(message));
    if (ended.size() >= MOST_ENDED) {
      ended.pollFirstEntry();
    }
    ended.put(Ended.of(message), message.identifier());
    return new Received(Counter.REVOCATIONS_RECEIVED, null, node, revoked, acknowledgement);
  }

  /** A message without a name means whoever has the address. */
  private static boolean isMeant(ServedNode node, RevocationMessage message) {
    String nai = nai(message);
    String known = node.subscriber().nai();
    return nai == null || known == null || nai.equals(known);
  }

  /** "the timestamp of a registration MUST precede the revocation message" (§4.2.3.2). */
  private boolean isNew(ServedNode node, Binding binding, RevocationMessage message, Instant wall) {
    Agreed known = agreed.get(new Key(node, binding.careOf()));
    return known != null
        ? message.identifier() - known.support().timestamp() > 0
        : Math.abs(message.identifier() - NtpTimestamp.seconds(NtpTimestamp.of(wall)))
            <= TOLERATED_SECONDS;
  }
}
