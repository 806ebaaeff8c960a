package org.dualmip.mobileip.foreign;

import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNetwork;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNode;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.Notification;
import org.dualmip.mobileip.message.NotificationCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Relays generic notifications and their acknowledgements between visitors and home agents (RFC
 * 6098 §4.6.1, §4.6.4): what stands up to the Mobile-Home extension goes on octet by octet, and
 * what stands behind is taken out. The receiver checks who wrote it.
 *
 * <p>This agent has no use for words to itself: those that are authentic it refuses with code 65
 * (§4.6.2).
 */
final class NotificationRelay {
  private final ForeignAgentConfig config;
  private final VisitorList visitors;
  private final Journal journal;

  NotificationRelay(ForeignAgentConfig config, VisitorList visitors, Journal journal) {
    this.config = config;
    this.visitors = visitors;
    this.journal = journal;
  }

  /** From a home agent. */
  void fromNetwork(FromNetwork datagram) {
    Notification message = read(datagram.payload());
    if (message == null || !datagram.from().address().equals(message.homeAgent())) {
      journal.count(Counter.NOTIFICATIONS_DISCARDED);
      return;
    }
    List<Visitor> meant =
        visitors.at(message.home()).stream()
            .map(VisitorList.Entry::visitor)
            .filter(visitor -> visitor.homeAgent().equals(message.homeAgent()))
            .toList();
    switch (message.direction()) {
      case HOME_AGENT_TO_NODE -> toNodes(meant, message, datagram.payload());
      case HOME_AGENT_TO_FOREIGN_AGENT -> {
        SecurityAssociation signer =
            meant.isEmpty()
                ? null
                : message.verifiedBy(
                    Kind.FOREIGN_HOME,
                    config.trust().homeAgents().getOrDefault(message.homeAgent(), List.of()));
        Octets answer = refusal(message, signer);
        if (answer != null) {
          journal.say(new Output.ToHomeAgent(datagram.to(), datagram.from(), answer));
        }
      }
      default -> journal.count(Counter.NOTIFICATIONS_DISCARDED);
    }
  }

  /** From a station on a link. */
  void fromNode(FromNode datagram) {
    Notification message = read(datagram.payload());
    Visitor sender = message == null ? null : visitor(message, datagram);
    if (message == null || sender == null) {
      journal.count(Counter.NOTIFICATIONS_DISCARDED);
      return;
    }
    List<SecurityAssociation> shared = config.trust().of(sender.home(), sender.nai());
    SecurityAssociation signer = message.verifiedBy(Kind.MOBILE_FOREIGN, shared);
    boolean consistent =
        shared.isEmpty() ? message.authentications(Kind.MOBILE_FOREIGN).isEmpty() : signer != null;
    if (message.direction() == MessageDirection.NODE_TO_HOME_AGENT && consistent) {
      toHomeAgent(sender, message, datagram.payload());
    } else if (message.direction() == MessageDirection.NODE_TO_FOREIGN_AGENT) {
      Octets answer = refusal(message, signer);
      if (answer != null) {
        journal.say(toNode(sender.link(), sender.mac(), datagram.from(), answer));
      }
    } else {
      journal.count(Counter.NOTIFICATIONS_DISCARDED);
    }
  }

  /** The visitor that a station is, by its own words; null if it is none. */
  private @Nullable Visitor visitor(Notification message, FromNode datagram) {
    for (VisitorList.Entry entry : visitors.at(message.home())) {
      Visitor visitor = entry.visitor();
      if (visitor.link().equals(datagram.link())
          && visitor.mac().equals(datagram.mac())
          && visitor.homeAgent().equals(message.homeAgent())) {
        return visitor;
      }
    }
    return null;
  }

  /**
   * §4.6.1, MD 0: whether the Foreign-Home extension is right only decides what becomes of the
   * extensions before it, and none of these is for a visitor. Two tenants of one home agent may
   * have the same home address; each knows by the authenticator if it is meant.
   */
  private void toNodes(List<Visitor> meant, Notification message, Octets payload) {
    Octets part = part(message, payload);
    if (meant.isEmpty() || part == null) {
      journal.count(Counter.NOTIFICATIONS_DISCARDED);
      return;
    }
    for (Visitor visitor : meant) {
      journal.count(Counter.NOTIFICATIONS_RELAYED);
      journal.say(
          toNode(visitor.link(), visitor.mac(), new Endpoint(visitor.home(), Relay.PORT), part));
    }
  }

  private Output toNode(String link, MacAddress mac, Endpoint to, Octets payload) {
    Ip4 own = config.links().getOrDefault(link, config.careOf().getFirst());
    return new Output.ToNode(link, mac, new Endpoint(own, Relay.PORT), to, payload);
  }

  /** §4.6.1, §4.6.4, MD 2: with this agent's own signature where a secret is shared. */
  private void toHomeAgent(Visitor visitor, Notification message, Octets payload) {
    Octets part = part(message, payload);
    if (part == null) {
      journal.count(Counter.NOTIFICATIONS_DISCARDED);
      return;
    }
    ByteWriter out = new ByteWriter();
    out.bytes(part.toBytes());
    config
        .trust()
        .homeAgent(visitor.homeAgent())
        .ifPresent(association -> association.sign(Kind.FOREIGN_HOME, out));
    Ip4 source = visitor.coLocated() ? config.careOf().getFirst() : visitor.careOf();
    journal.count(Counter.NOTIFICATIONS_RELAYED);
    journal.say(
        new Output.ToHomeAgent(
            new Endpoint(source, Relay.PORT),
            new Endpoint(visitor.homeAgent(), Relay.PORT),
            Octets.of(out.toBytes())));
  }

  /** Code 65 for a notification to this agent; null where silence is the answer. */
  private @Nullable Octets refusal(Notification message, @Nullable SecurityAssociation signer) {
    if (signer == null
        || !(message instanceof GenericNotification notification)
        || !notification.acknowledge()) {
      journal.count(Counter.NOTIFICATIONS_DISCARDED);
      return null;
    }
    journal.count(Counter.NOTIFICATIONS_REFUSED);
    var answer =
        new GenericNotificationAcknowledgment(
            message.direction().reversed(),
            NotificationCode.refused(
                NotificationCode.By.FOREIGN_AGENT, NotificationCode.Why.PROHIBITED),
            message.home(),
            message.homeAgent(),
            message.careOf(),
            message.identification(),
            List.of());
    return Octets.of(answer.signed(signer));
  }

  /** What node and home agent say to each other; null if nothing authenticates it. */
  private static @Nullable Octets part(Notification message, Octets payload) {
    List<Authentication> ends = message.authentications(Kind.MOBILE_HOME);
    return ends.isEmpty() ? null : payload.slice(0, ends.getFirst().end());
  }

  private static @Nullable Notification read(Octets payload) {
    try {
      return ControlMessage.read(payload.toBytes()) instanceof Notification message
              && !message.mustBeDiscarded()
          ? message
          : null;
    } catch (MalformedException malformed) {
      return null;
    }
  }
}
