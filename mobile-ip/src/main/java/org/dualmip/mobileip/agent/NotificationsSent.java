package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.NotificationCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Words of the operator to mobile nodes, told again until they are acknowledged (RFC 6098 §4.7.1,
 * §4.7.2).
 */
final class NotificationsSent {
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
  private final ForeignAgentPeers peers;
  private final Journal journal;
  private final Map<ServedNode, Pending> pendings = new LinkedHashMap<>();
  private long last;

  private static final class Pending {
    private final String text;
    private long identification;
    private MonotonicTime next;
    private Duration interval = FIRST;
    private int tries;
    private boolean corrected;

    /** What it was last signed with. */
    private @Nullable SecurityAssociation association;

    Pending(String text, MonotonicTime next) {
      this.text = text;
      this.next = next;
    }
  }

  NotificationsSent(
      HomeAgentConfig config,
      ServedNodes nodes,
      BindingList bindings,
      ForeignAgentPeers peers,
      Journal journal) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.peers = peers;
    this.journal = journal;
  }

  /** When {@link #lapse} has something to do; null if never. */
  @Nullable MonotonicTime wakeAt() {
    MonotonicTime first = null;
    for (Pending pending : pendings.values()) {
      first = first == null ? pending.next : MonotonicTime.min(first, pending.next);
    }
    return first;
  }

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
    SecurityAssociation association = binding.shown(node.subscriber().associations().getFirst());
    pending.association = association;
    // With nonces "the unanswered GNM is retransmitted unchanged", otherwise as a new one (§4.3).
    boolean isNew = pending.tries == 0 || association.replay() == ReplayProtection.TIMESTAMPS;
    if (isNew && !pending.corrected) {
      pending.identification = newer(now);
    }
    pending.corrected = false;
    pending.tries++;
    pending.next = now.monotonic().plus(pending.interval);
    pending.interval = pending.interval.multipliedBy(2);
    journal.count(Counter.NOTIFICATIONS_SENT);
    GenericNotification message =
        new GenericNotification(
            MessageDirection.HOME_AGENT_TO_NODE,
            true,
            binding.home(),
            config.address(),
            binding.careOf(),
            pending.identification,
            List.of(new MessageString(MessageString.Subtype.HOME_AGENT, pending.text)));
    journal.say(
        new Output.Send(
            new Endpoint(config.address(), PORT),
            binding.control(),
            peers.sign(message, association, binding.foreignAgent())));
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
          && pending.association != null
          && isAuthentic(message, pending.association, node.subscriber().associations())
          && peers.consent(datagram, message)) {
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
    journal.count(Counter.NOTIFICATIONS_DISCARDED);
  }

  private static boolean isAuthentic(
      GenericNotificationAcknowledgment message,
      SecurityAssociation asked,
      List<SecurityAssociation> own) {
    return message.verifiedBy(Kind.MOBILE_HOME, List.of(asked)) != null
        || message.verifiedBy(Kind.MOBILE_HOME, own) != null;
  }

  private static NotificationCode mismatch() {
    return NotificationCode.refused(
        NotificationCode.By.MOBILE_NODE, NotificationCode.Why.IDENTIFICATION_MISMATCH);
  }

  private void say(Counter counter, Level level, String who, String what) {
    journal.count(counter);
    journal.say(new Output.Notice(level, counter.label(), who, List.of(what)));
  }
}
