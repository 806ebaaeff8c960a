package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.HashMap;
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
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.NotificationCode;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * Generic notifications (RFC 6098 §4.7.3): words of mobile nodes and foreign agents to the
 * operator. Those of the operator are in {@link NotificationsSent}.
 */
final class Notifications {
  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final ForeignAgentPeers peers;
  private final Strangers strangers;
  private final Journal journal;
  private final Map<ForeignAgentPeer, IdentificationCheck> heard = new HashMap<>();

  Notifications(
      HomeAgentConfig config,
      ServedNodes nodes,
      BindingList bindings,
      ForeignAgentPeers peers,
      Strangers strangers,
      RandomGenerator random,
      Journal journal) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.peers = peers;
    this.strangers = strangers;
    this.journal = journal;
    for (ForeignAgentPeer peer : config.foreignAgents()) {
      heard.put(peer, new IdentificationCheck(random, 0, 0));
    }
  }

  /** Takes a notification of a mobile node or a foreign agent (§4.7.3). */
  void receive(Datagram datagram, GenericNotification message) {
    boolean permitted =
        message.extensions().stream()
            .allMatch(e ->
                e instanceof MessageString || e instanceof Authentication || e instanceof Padding);
    if (!permitted || !message.homeAgent().equals(config.address())) {
      journal.count(Counter.NOTIFICATIONS_DISCARDED);
      return;
    }
    switch (message.direction()) {
      case NODE_TO_HOME_AGENT -> fromNode(datagram, message);
      case FOREIGN_AGENT_TO_HOME_AGENT -> fromForeignAgent(datagram, message);
      default -> journal.count(Counter.NOTIFICATIONS_DISCARDED);
    }
  }

  private void fromNode(Datagram datagram, GenericNotification message) {
    for (ServedNode node = nodes.at(message.home()); node != null; node = node.twin) {
      SecurityAssociation association = message.verifiedBy(Kind.MOBILE_HOME, shown(node));
      if (association != null && peers.consent(datagram, message)) {
        if (take(datagram, message, node.identification(), association)) {
          journal.say(new Output.Remember(node.memory()));
          hear(node.subscriber().name(), message);
        }
        return;
      }
    }
    refuse(datagram);
  }

  /** The node's associations, also as its latest request showed them. */
  private List<SecurityAssociation> shown(ServedNode node) {
    List<SecurityAssociation> own = node.subscriber().associations();
    List<Binding> bound = bindings.of(node);
    return bound.isEmpty() ? own : bound.getLast().shown(own);
  }

  /** "If [...] there is no corresponding MN registration, the HA SHOULD drop the GNM" (§4.7). */
  private void fromForeignAgent(Datagram datagram, GenericNotification message) {
    ForeignAgentPeer peer = peers.at(datagram.from().address());
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
    journal.count(Counter.NOTIFICATIONS_DISCARDED);
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
    journal.count(fresh ? Counter.NOTIFICATIONS_RECEIVED : Counter.NOTIFICATIONS_REPLAYED);
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
              ? peers.sign(answer, association, datagram.from())
              : Octets.of(answer.signed(association));
      journal.say(new Output.Send(datagram.to(), datagram.from(), payload));
    }
    return fresh;
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
    journal.say(
        new Output.Notice(
            Level.INFO, Counter.NOTIFICATIONS_RECEIVED.label(), who, List.copyOf(words)));
  }

  private void say(Counter counter, Level level, String who, String what) {
    journal.count(counter);
    journal.say(new Output.Notice(level, counter.label(), who, List.of(what)));
  }
}
