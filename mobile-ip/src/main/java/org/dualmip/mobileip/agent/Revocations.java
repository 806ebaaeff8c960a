package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
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
 * <p>What this agent revokes is told by {@link RevocationsSent}.
 */
final class Revocations {
  /** Registrations that foreign agents ended, remembered to tell replays. */
  static final int MOST_ENDED = 1024;

  /** How far a foreign agent's clock may differ where no registration told it. */
  private static final int TOLERATED_SECONDS = 60;

  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final RevocationsSent sent;
  private final RevocationClock clock;
  private final ForeignAgentPeers peers;
  private final Map<Key, Agreed> agreed = new HashMap<>();
  private final LinkedHashMap<Ended, Integer> ended = new LinkedHashMap<>();

  private record Key(ServedNode node, Ip4 careOf) {}

  /** What a foreign agent's revocation ended, to tell its replay. */
  private record Ended(Ip4 foreignDomain, Ip4 home, @Nullable String nai) {
    static Ended of(RevocationMessage message) {
      return new Ended(message.foreignDomain(), message.home(), Revocations.nai(message));
    }
  }

  /** What the other end said, and when this agent answered. */
  private record Agreed(RevocationSupport support, MonotonicTime at) {}

  /**
   * @param clock that also makes the identifiers of what is sent
   */
  Revocations(
      HomeAgentConfig config,
      ServedNodes nodes,
      BindingList bindings,
      ForeignAgentPeers peers,
      RevocationsSent sent,
      RevocationClock clock) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.peers = peers;
    this.sent = sent;
    this.clock = clock;
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
          new RevocationSupport(asked.inform(), clock.at(request.datagram().at().wall()));
      (granted.coLocated() ? forNode : forForeignAgent).add(own);
    }
    // What was revoked before is registered again: telling it now would revoke this one.
    sent.cancel(request.node(), granted.careOf());
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
    MonotonicTime first = now.monotonic().plus(after);
    if (known != null && first.isBefore(known.at().plus(RevocationsSent.FIRST))) {
      // Its registration is a message for this binding, too.
      first = known.at().plus(RevocationsSent.FIRST);
    }
    sent.tell(node, ended, first, inform && known != null && known.support().inform(), now);
  }

  /** A binding has ended by itself, or its other end knows: there is nothing to tell. */
  void forget(ServedNode node, Binding ended) {
    agreed.remove(new Key(node, ended.careOf()));
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
    ForeignAgentPeer peer = peers.at(datagram.from().address(), message.foreignDomain());
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
      if (binding != null
          && (binding.isConcealed() || isMeant(node, message))
          && binding.revocable()
          && peer.equals(peers.of(binding))) {
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

  /** "the timestamp of a registration MUST precede the revocation message" (§4.2.3.2). */
  private boolean isNew(ServedNode node, Binding binding, RevocationMessage message, Instant wall) {
    Agreed known = agreed.get(new Key(node, binding.careOf()));
    return known != null
        ? message.identifier() - known.support().timestamp() > 0
        : Math.abs(message.identifier() - NtpTimestamp.seconds(NtpTimestamp.of(wall)))
            <= TOLERATED_SECONDS;
  }
}
