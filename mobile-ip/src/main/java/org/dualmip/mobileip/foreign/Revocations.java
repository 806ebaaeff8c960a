package org.dualmip.mobileip.foreign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNetwork;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.VisitorList.Agreement;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Revocation of registrations (RFC 3543 §4.2), in both directions: those that this agent ends are
 * told to the home agent until it confirms, those that the home agent ends are confirmed to it.
 */
final class Revocations {
  /** Until a revocation is sent again; then twice as long each time (RFC 3543 §4.2.3.1). */
  static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);

  /** The longest time between two. */
  static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(64);

  /** Registrations that a home agent ended, remembered to confirm once more if asked again. */
  static final int MOST_ENDED = 1024;

  private final ForeignAgentConfig config;
  private final VisitorList visitors;
  private final RevocationClock clock;
  private final Journal journal;
  private final Map<Registration, Outstanding> outstanding = new LinkedHashMap<>();
  private final Deadlines<Registration> deadlines = new Deadlines<>();
  private final LinkedHashMap<Registration, Integer> ended = new LinkedHashMap<>();

  /** What a revocation message names; by the NAI only if it has one. */
  private record Registration(Ip4 homeAgent, Ip4 home, @Nullable String nai) {
    static Registration of(Visitor visitor) {
      return new Registration(visitor.homeAgent(), visitor.home(), visitor.nai());
    }

    Registration withoutName() {
      return new Registration(homeAgent, home, null);
    }
  }

  /** A revocation that is not confirmed. */
  private record Outstanding(Visitor visitor, boolean askToInform, int identifier, int sent) {
    /** By addresses and identifier, of which no two are equal (§3.5). */
    boolean isAnsweredBy(Ip4 homeAgent, RevocationAcknowledgment message) {
      return sent > 0
          && identifier == message.identifier()
          && visitor.homeAgent().equals(homeAgent)
          && visitor.home().equals(message.home());
    }
  }

  Revocations(
      ForeignAgentConfig config, VisitorList visitors, RevocationClock clock, Journal journal) {
    this.config = config;
    this.visitors = visitors;
    this.clock = clock;
    this.journal = journal;
  }

  @Nullable MonotonicTime wakeAt() {
    return deadlines.first();
  }

  /** How many are not confirmed; as many as there were visitors at most. */
  int outstanding() {
    return outstanding.size();
  }

  /**
   * This agent ends a registration (RFC 3543 §4.2.3.1).
   *
   * @param agreement what was agreed; null if nothing, in which case only the node hears of it
   */
  List<Output> revoke(Visitor visitor, @Nullable Agreement agreement, MonotonicTime now) {
    List<Output> outputs = new ArrayList<>();
    boolean homeAgentInforms = agreement != null && agreement.homeAgentInforms();
    if (!homeAgentInforms) {
      outputs.add(inform(visitor));
    }
    if (agreement != null) {
      outputs.addAll(tell(visitor, homeAgentInforms, now));
    }
    return outputs;
  }

  /**
   * This agent will not honour what a home agent has accepted (RFC 4636 §6). The node hears of it
   * by an FA error extension.
   */
  List<Output> dishonoured(Visitor visitor, MonotonicTime now) {
    return tell(visitor, false, now);
  }

  private List<Output> tell(Visitor visitor, boolean askToInform, MonotonicTime now) {
    Registration key = Registration.of(visitor);
    if (!outstanding.containsKey(key) && outstanding.size() >= config.limits().mostVisitors()) {
      return List.of();
    }
    Outstanding first = new Outstanding(visitor, askToInform, 0, 0);
    // §3.3: one message a second for a binding, and the reply that was relayed counts, too.
    MonotonicTime registered =
        visitor.expires().plus(Duration.ofSeconds(visitor.grantedSeconds()).negated());
    if (now.isBefore(registered.plus(FIRST_TIMEOUT))) {
      outstanding.put(key, first);
      deadlines.set(key, registered.plus(FIRST_TIMEOUT));
      return List.of();
    }
    return send(key, first, now).stream().toList();
  }

  /** A new registration of the same node ends what is left of the one before. */
  void registered(Visitor visitor) {
    forget(Registration.of(visitor));
    ended.remove(Registration.of(visitor));
    ended.remove(Registration.of(visitor).withoutName());
  }

  /** Sends again what is not confirmed, within the life of the registration. */
  List<Output> advance(MonotonicTime now) {
    List<Output> outputs = new ArrayList<>();
    for (Registration key = deadlines.takeDue(now); key != null; key = deadlines.takeDue(now)) {
      Outstanding due = outstanding.get(key);
      if (due == null) {
        continue;
      }
      if (now.isBefore(due.visitor().expires())) {
        send(key, due, now).ifPresent(outputs::add);
      } else {
        outstanding.remove(key);
        journal.count(Counter.REVOCATIONS_UNANSWERED);
      }
    }
    return outputs;
  }

  /** A revocation by a home agent (RFC 3543 §4.2.2.2). */
  List<Output> revoked(FromNetwork datagram) {
    RevocationMessage message;
    try {
      message = RevocationMessage.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      return discarded();
    }
    Optional<SecurityAssociation> association = authentic(message, message.homeDomain());
    // The A bit tells a reflected message of our own (§3.5).
    if (association.isEmpty()
        || !message.fromHomeAgent()
        || !config.careOf().contains(message.foreignDomain())) {
      return discarded();
    }
    Registration key = new Registration(message.homeDomain(), message.home(), nai(message));
    VisitorList.Entry entry = visitors.of(key.homeAgent(), key.home(), key.nai());
    Agreement agreement = entry == null ? null : entry.revocation();
    Integer before = agreement != null ? Integer.valueOf(agreement.timestamp()) : ended.get(key);
    // Later than the registration, or than the revocation before; as 32-bit clocks compare.
    if (before == null || message.identifier() - before <= 0) {
      return discarded();
    }
    if (entry != null && !entry.visitor().careOf().equals(message.foreignDomain())) {
      return discarded();
    }
    remember(key, message.identifier());
    List<Output> outputs = new ArrayList<>();
    boolean informed = false;
    if (entry != null && agreement != null) {
      informed = !agreement.homeAgentInforms() || message.inform();
      outputs.add(
          visitors.remove(VisitorList.Key.of(entry.visitor()), "revoked by the home agent"));
      journal.count(Counter.REVOCATIONS_RECEIVED);
      if (informed) {
        outputs.add(inform(entry.visitor()));
      }
    }
    // §3.4: the I bit only where the revocation had it.
    var answer =
        new RevocationAcknowledgment(
            informed && message.inform(), message.home(), message.identifier(), List.of());
    outputs.add(
        new Output.ToHomeAgent(
            datagram.to(), datagram.from(), Octets.of(answer.signed(association.get()))));
    return outputs;
  }

  /** A home agent confirms a revocation (RFC 3543 §3.5). */
  List<Output> acknowledged(FromNetwork datagram) {
    RevocationAcknowledgment message;
    try {
      message = RevocationAcknowledgment.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      return discarded();
    }
    Ip4 homeAgent = datagram.from().address();
    Outstanding confirmed =
        outstanding.values().stream()
            .filter(sent -> sent.isAnsweredBy(homeAgent, message))
            .findFirst()
            .orElse(null);
    if (confirmed == null || authentic(message, homeAgent).isEmpty()) {
      return discarded();
    }
    forget(Registration.of(confirmed.visitor()));
    journal.count(Counter.REVOCATIONS_CONFIRMED);
    // §3.4: an I bit that was not asked for is ignored.
    return confirmed.askToInform() && message.inform()
        ? List.of(inform(confirmed.visitor()))
        : List.of();
  }

  private Optional<Output> send(Registration key, Outstanding before, MonotonicTime now) {
    Optional<SecurityAssociation> association = config.trust().homeAgent(key.homeAgent());
    if (association.isEmpty()) {
      return Optional.empty();
    }
    // Each one carries the time of its own sending (§4.2.3.1).
    Outstanding sent =
        new Outstanding(before.visitor(), before.askToInform(), clock.next(), before.sent() + 1);
    outstanding.put(key, sent);
    Duration timeout = FIRST_TIMEOUT.multipliedBy(1L << Math.min(before.sent(), 6));
    MonotonicTime again =
        now.plus(timeout.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : timeout);
    deadlines.set(key, MonotonicTime.min(again, sent.visitor().expires()));
    journal.count(Counter.REVOCATIONS_SENT);
    Visitor visitor = sent.visitor();
    var message =
        new RevocationMessage(
            false,
            sent.askToInform(),
            visitor.home(),
            visitor.homeAgent(),
            visitor.careOf(),
            sent.identifier(),
            visitor.nai() == null ? List.of() : List.of(new MobileNodeNai(visitor.nai())));
    return Optional.of(
        new Output.ToHomeAgent(
            new Endpoint(visitor.careOf(), Relay.PORT),
            new Endpoint(visitor.homeAgent(), Relay.PORT),
            Octets.of(message.signed(association.get()))));
  }

  /** Which of several nodes with one home address it means; null if it does not say. */
  private static @Nullable String nai(RevocationMessage message) {
    return message.authentications(Authentication.Kind.FOREIGN_HOME).stream()
        .flatMap(end -> message.before(end).stream())
        .filter(MobileNodeNai.class::isInstance)
        .map(extension -> ((MobileNodeNai) extension).nai())
        .findFirst()
        .orElse(null);
  }

  /** The secret that a message is signed with; empty if it must be ignored (§3.3, §3.4). */
  private Optional<SecurityAssociation> authentic(ControlMessage message, Ip4 homeAgent) {
    List<SecurityAssociation> shared =
        config.trust().homeAgents().getOrDefault(homeAgent, List.of());
    return message.mustBeDiscarded()
        ? Optional.empty()
        : Optional.ofNullable(message.verifiedBy(Authentication.Kind.FOREIGN_HOME, shared));
  }

  private List<Output> discarded() {
    journal.count(Counter.REVOCATIONS_DISCARDED);
    return List.of();
  }

  private void remember(Registration key, int identifier) {
    ended.remove(key);
    if (ended.size() >= MOST_ENDED) {
      ended.pollFirstEntry();
    }
    ended.put(key, identifier);
  }

  private void forget(Registration key) {
    outstanding.remove(key);
    deadlines.remove(key);
  }

  private static Output inform(Visitor visitor) {
    return new Output.Inform(visitor.link(), visitor.mac(), visitor.home());
  }
}
