package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.NotificationCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Generic notifications (RFC 6098 §4.7): words of the operator to a mobile node, told again until
 * they are acknowledged, and words of mobile nodes and foreign agents to the operator.
 */
final class Notifications {
  /** Notifications that wait for an acknowledgement at most: one for each node. */
  static final int MOST = 4096;

  /** How often one is sent before it is given up. */
  static final int TRIES = 6;

  /** The first interval; "MUST NOT be less than 1 second" (§4.3). It doubles each time. */
  static final Duration FIRST = Duration.ofSeconds(1);

  private static final int PORT = 434;
  private static final long LOW = 0xffff_ffffL;

  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final Strangers strangers;
  private final Tally tally;
  private final Map<Ip4, ForeignAgentPeer> peers = new HashMap<>();
  private final Map<ForeignAgentPeer, IdentificationCheck> heard = new HashMap<>();
  private final Map<ServedNode, Pending> pendings = new LinkedHashMap<>();
  private final ArrayDeque<Output> ready = new ArrayDeque<>();
  private long last;

  private static final class Pending {
    private final String text;
    private long identification;
    private MonotonicTime next;
    private Duration interval = FIRST;
    private int tries;
    private boolean corrected;

    Pending(String text, MonotonicTime next) {
      this.text = text;
      this.next = next;
    }
  }

  Notifications(
      HomeAgentConfig config,
      ServedNodes nodes,
      BindingList bindings,
      Strangers strangers,
      RandomGenerator random,
      Tally tally) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.strangers = strangers;
    this.tally = tally;
    for (ForeignAgentPeer peer : config.foreignAgents()) {
      peers.put(peer.address(), peer);
      heard.put(peer, new IdentificationCheck(random, 0, 0));
    }
  }

  /** The next output, or null. */
  @Nullable Output poll() {
    return ready.poll();
  }

  /** When {@link #lapse} has something to do; null if never. */
  @Nullable MonotonicTime wakeAt() {
    MonotonicTime first = null;
    for (Pending pending : pendings.values()) {
      first = first == null ? pending.next : MonotonicTime.min(first, pending.next);
    }
    return first;
  }

  // ---- from the operator

  /** Begins to tell a node; an earlier text that is not acknowledged is given up. */
  void tell(String subscriber, String text, Now now) {
    ServedNode node = nodes.named(subscriber).orElse(null);
    if (node == null || node.bindings == null) {
      say(Counter.NOTIFICATIONS_UNDELIVERED, Level.WARNING, subscriber, "it is not registered");
    } else if (pendings.size() >= MOST) {
      say(Counter.NOTIFICATIONS_UNDELIVERED, Level.WARNING, subscriber, "too many are waiting");
    } else {
      pendings.put(node, new Pending(text, now.monotonic()));
      lapse(now);
    }
  }

  /** Sends what is due. */
  void lapse(Now now) {
    for (Iterator<Map.Entry<ServedNode, Pending>> all = pendings.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<ServedNode, Pending> each = all.next();
      ServedNode node = each.getKey();
      Pending pending = each.getValue();
      if (!now.monotonic().isBefore(pending.next)) {
        List<Binding> bound = bindings.of(node);
        if (pending.tries == TRIES || bound.isEmpty()) {
          all.remove();
          say(
              Counter.NOTIFICATIONS_UNDELIVERED,
              Level.WARNING,
              node.subscriber().name(),
              "nobody acknowledged it");
        } else {
          send(node, pending, bound.getLast(), now);
        }
      }
    }
  }

  private void send(ServedNode node, Pending pending, Binding binding, Now now) {
    SecurityAssociation association = node.subscriber().associations().getFirst();
    // With nonces "the unanswered GNM is retransmitted unchanged", otherwise as a new one (§4.3).
    boolean isNew = pending.tries == 0 || association.replay() == ReplayProtection.TIMESTAMPS;
    if (isNew && !pending.corrected) {
      pending.identification = newer(now);
    }
    pending.corrected = false;
    pending.tries++;
    pending.next = now.monotonic().plus(pending.interval);
    pending.interval = pending.interval.multipliedBy(2);
    tally.count(Counter.NOTIFICATIONS_SENT);
    GenericNotification message =
        new GenericNotification(
            MessageDirection.HOME_AGENT_TO_NODE,
            true,
            binding.home(),
            config.address(),
            binding.careOf(),
            pending.identification,
            List.of(new MessageString(MessageString.Subtype.HOME_AGENT, pending.text)));
    ready.add(
        new Output.Send(
            new Endpoint(config.address(), PORT),
            binding.control(),
            signed(message, association, binding.foreignAgent())));
  }

  private Octets signed(
      ControlMessage message, SecurityAssociation association, @Nullable Endpoint via) {
    ByteWriter out = new ByteWriter();
    message.write(out);
    association.sign(Kind.MOBILE_HOME, out);
    ForeignAgentPeer peer = via == null ? null : peers.get(via.address());
    if (peer != null) {
      peer.associations().getFirst().sign(Kind.FOREIGN_HOME, out);
    }
    return Octets.of(out.toBytes());
  }

  /** "MUST be greater than that used in any previous GNM" (§7.1.1). */
  private long newer(Now now) {
    long timestamp = NtpTimestamp.of(now.wall());
    last = last == 0 || timestamp - last > 0 ? timestamp : last + 1;
    return last;
  }

  /** Takes an acknowledgement (§4.7.2); null if it is silently discarded. */
  void acknowledged(Datagram datagram, GenericNotificationAcknowledgment message) {
    for (ServedNode node = nodes.at(message.home()); node != null; node = node.twin) {
      Pending pending = pendings.get(node);
      if (pending != null
          && message.direction() == MessageDirection.NODE_TO_HOME_AGENT
          && (message.identification() & LOW) == (pending.identification & LOW)
          && message.verifiedBy(Kind.MOBILE_HOME, node.subscriber().associations()) != null
          && consents(datagram, message)) {
        if (message.code().equals(mismatch()) && pending.tries < TRIES) {
          // The high half is what the node expects next (§7.1).
          pending.identification = message.identification() + 1;
          pending.corrected = true;
          return;
        }
        pendings.remove(node);
        say(
            Counter.NOTIFICATIONS_ACKNOWLEDGED,
            message.code().accepted() ? Level.INFO : Level.WARNING,
            node.subscriber().name(),
            message.code().toString());
        return;
      }
    }
    tally.count(Counter.NOTIFICATIONS_DISCARDED);
  }

  private static NotificationCode mismatch() {
    return NotificationCode.refused(
        NotificationCode.By.MOBILE_NODE, NotificationCode.Why.IDENTIFICATION_MISMATCH);
  }

  // ---- to the operator

  /** Takes a notification of a mobile node or a foreign agent (§4.7.3). */
  void receive(Datagram datagram, GenericNotification message) {
    boolean permitted =
        message.extensions().stream()
            .allMatch(e ->
                e instanceof MessageString || e instanceof Authentication || e instanceof Padding);
    if (!permitted || !message.homeAgent().equals(config.address())) {
      tally.count(Counter.NOTIFICATIONS_DISCARDED);
      return;
    }
    switch (message.direction()) {
      case NODE_TO_HOME_AGENT -> fromNode(datagram, message);
      case FOREIGN_AGENT_TO_HOME_AGENT -> fromForeignAgent(datagram, message);
      default -> tally.count(Counter.NOTIFICATIONS_DISCARDED);
    }
  }

  private void fromNode(Datagram datagram, GenericNotification message) {
    for (ServedNode node = nodes.at(message.home()); node != null; node = node.twin) {
      SecurityAssociation association =
          message.verifiedBy(Kind.MOBILE_HOME, node.subscriber().associations());
      if (association != null && consents(datagram, message)) {
        if (take(datagram, message, node.identification(), association)) {
          ready.add(new Output.Remember(node.memory()));
          hear(node.subscriber().name(), message);
        }
        return;
      }
    }
    refuse(datagram);
  }

  /** "If [...] there is no corresponding MN registration, the HA SHOULD drop the GNM" (§4.7). */
  private void fromForeignAgent(Datagram datagram, GenericNotification message) {
    ForeignAgentPeer peer = peers.get(datagram.from().address());
    IdentificationCheck check = peer == null ? null : heard.get(peer);
    SecurityAssociation association =
        peer == null ? null : message.verifiedBy(Kind.FOREIGN_HOME, peer.associations());
    if (peer == null || check == null || association == null) {
      refuse(datagram);
      return;
    }
    for (ServedNode node = nodes.at(message.home()); node != null; node = node.twin) {
      if (bindings.of(node, message.careOf()) != null) {
        if (take(datagram, message, check, association)) {
          hear("foreign agent " + peer.address(), message);
        }
        return;
      }
    }
    tally.count(Counter.NOTIFICATIONS_DISCARDED);
  }

  /** Whether it is fresh; acknowledges it, or says that it is not. */
  private boolean take(
      Datagram datagram,
      GenericNotification message,
      IdentificationCheck check,
      SecurityAssociation association) {
    boolean fresh =
        check.check(association, message.identification(), datagram.at().wall()).isEmpty();
    long identification =
        fresh
            ? check.accept(association, message.identification())
            : check.mismatch(association, message.identification(), datagram.at().wall());
    NotificationCode code =
        fresh
            ? NotificationCode.ACCEPTED
            : NotificationCode.refused(
                NotificationCode.By.HOME_AGENT, NotificationCode.Why.IDENTIFICATION_MISMATCH);
    tally.count(fresh ? Counter.NOTIFICATIONS_RECEIVED : Counter.NOTIFICATIONS_REPLAYED);
    if (fresh
        ? message.acknowledge()
        : strangers.admit(datagram.from().address(), datagram.at().monotonic())) {
      GenericNotificationAcknowledgment answer =
          new GenericNotificationAcknowledgment(
              message.direction().reversed(),
              code,
              message.home(),
              config.address(),
              message.careOf(),
              identification,
              List.of());
      Octets payload =
          message.direction() == MessageDirection.NODE_TO_HOME_AGENT
              ? signed(answer, association, datagram.from())
              : Octets.of(answer.signed(association));
      ready.add(new Output.Send(datagram.to(), datagram.from(), payload));
    }
    return fresh;
  }

  /** What a foreign agent added to a node's message: right, or not there (§4.7.2, §4.7.3). */
  private boolean consents(Datagram datagram, ControlMessage message) {
    if (message.authentications(Kind.FOREIGN_HOME).isEmpty()) {
      return true;
    }
    ForeignAgentPeer peer = peers.get(datagram.from().address());
    return peer != null && message.verifiedBy(Kind.FOREIGN_HOME, peer.associations()) != null;
  }

  /** An acknowledgement with a code is only allowed here; silence tells an attacker less. */
  private void refuse(Datagram datagram) {
    say(
        Counter.NOTIFICATIONS_UNAUTHENTICATED,
        Level.SECURITY,
        "RFC 6098 §4.7.3: no right authentication extension",
        "from " + datagram.from());
  }

  private void hear(String who, GenericNotification message) {
    List<String> words = new ArrayList<>();
    for (Extension extension : message.extensions()) {
      if (extension instanceof MessageString(MessageString.Subtype _, String text)) {
        words.add(text);
      }
    }
    ready.add(
        new Output.Notice(
            Level.INFO, Counter.NOTIFICATIONS_RECEIVED.label(), who, List.copyOf(words)));
  }

  private void say(Counter counter, Level level, String who, String what) {
    tally.count(counter);
    ready.add(new Output.Notice(level, counter.label(), who, List.of(what)));
  }
}
