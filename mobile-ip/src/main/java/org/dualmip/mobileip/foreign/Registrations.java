package org.dualmip.mobileip.foreign;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.security.Authenticator;
import org.jspecify.annotations.Nullable;

/**
 * The course of a registration through this agent: a request is judged and relayed (RFC 5944
 * §3.7.2), waits for its reply, and that is judged, entered into the visitor list and relayed
 * (§3.7.3). Here are the rules behind code 66, for want of room, and 78, 80, 81, 82 and 88, for
 * want of an answer.
 */
final class Registrations {
  private final ForeignAgentConfig config;
  private final VisitorList visitors;
  private final Revocations revocations;
  private final Journal journal;
  private final RecentRequests recent = new RecentRequests();
  private final PendingList pendings;
  private final NodeCheck nodes;
  private final RequestCheck requests;
  private final ReplyCheck replies;
  private final Relay relay;
  private final ToNodes toNodes;
  private final GreKeyChoice greKeys;

  /**
   * @param random for GRE keys
   */
  Registrations(
      ForeignAgentConfig config,
      Map<String, Challenges> challenges,
      @Nullable Authenticator authenticator,
      RandomGenerator random,
      RevocationClock clock,
      VisitorList visitors,
      Revocations revocations,
      Journal journal) {
    this.config = config;
    this.visitors = visitors;
    this.revocations = revocations;
    this.journal = journal;
    pendings = new PendingList(config.limits());
    nodes = new NodeCheck(config.trust(), challenges, authenticator);
    requests = new RequestCheck(config, nodes, pendings::repeats);
    replies = new ReplyCheck(config, pendings);
    relay = new Relay(config, clock::next);
    toNodes = new ToNodes(config, challenges);
    greKeys = new GreKeyChoice(config.service().greKeys(), random, visitors, pendings);
  }

  /** How many requests wait for a home agent. */
  int pending() {
    return pendings.size();
  }

  @Nullable MonotonicTime wakeAt() {
    return pendings.wakeAt();
  }

  /** Gives up what no home agent has answered (code 78). */
  void advance(MonotonicTime now) {
    for (Pending late = pendings.takeDue(now); late != null; late = pendings.takeDue(now)) {
      journal.count(Counter.REQUESTS_TIMED_OUT);
      refuse(late.asked(), ReplyCode.FA_REGISTRATION_TIMEOUT, now);
    }
  }

  /** A Registration Request from a link. */
  void requested(Input.FromNode datagram, MonotonicTime now) {
    journal.count(Counter.REQUESTS);
    judged(requests.examine(datagram), datagram, now);
  }

  /** A Registration Reply from the network. */
  void replied(Input.FromNetwork datagram, MonotonicTime now) {
    journal.count(Counter.REPLIES);
    judged(replies.examine(datagram), datagram, now);
  }

  private void judged(Judgement judgement, Input.FromNode datagram, MonotonicTime now) {
    switch (judgement) {
      case Judgement.Discarded discarded -> {
        journal.count(discarded.counter());
        journal.notice(
            discarded.counter(),
            discarded.level(),
            "request discarded",
            discarded.why(),
            Evidence.of(datagram),
            now);
      }
      case Judgement.Denied denied -> deny(denied, now);
      case Judgement.HandedOver _ -> {
        journal.count(Counter.REQUESTS_HANDED_OVER);
        journal.say(new Output.ForHomeAgent(datagram));
      }
      case Judgement.Valid valid -> accept(valid, now);
    }
  }

  private void deny(Judgement.Denied denied, MonotonicTime now) {
    var reply = toNodes.refuse(denied.asked(), denied.code(), denied.lifetime(), now);
    Counter counter = reply == null ? Counter.REQUESTS_DENIED_SILENTLY : Counter.REQUESTS_DENIED;
    journal.count(counter);
    journal.notice(
        counter,
        denied.level(),
        "request refused",
        denied.code() + ": " + denied.why(),
        Evidence.of(denied.asked()),
        now);
    if (reply != null) {
      journal.say(reply);
    }
  }

  private void refuse(Asked asked, ReplyCode code, MonotonicTime now) {
    var reply = toNodes.refuse(asked, code, asked.message().lifetime(), now);
    if (reply != null) {
      journal.say(reply);
    }
  }

  /** Relays a valid request, if it is not somebody else's and there is room (code 66). */
  private void accept(Judgement.Valid valid, MonotonicTime now) {
    Asked asked = valid.asked();
    if (recent.contradicts(asked, now) || visitors.isOfOtherStation(asked)) {
      // RFC 5944 §5.7 protects the home agent, which would take this for a repeated request.
      judged(
          new Judgement.Discarded(
              Counter.REQUESTS_REPLAYED,
              Level.SECURITY,
              "another station has sent this before, or this one has sent it in other words"),
          asked.datagram(),
          now);
      return;
    }
    Visitor visitor = visitors.asking(asked);
    if (visitor == null && !hasRoomFor(asked)) {
      deny(
          new Judgement.Denied(
              asked,
              ReplyCode.FA_INSUFFICIENT_RESOURCES,
              "RFC 5944 §3.7.1: no further visitors or pending requests are served"),
          now);
      return;
    }
    if (nodes.isProvedHere(asked)) {
      nodes.used(asked);
    }
    Pending before = pendings.of(asked);
    int key = greKeys.of(valid.terms(), visitor, before);
    Pending pending =
        new Pending(asked, valid.terms(), visitor != null, key, PendingList.until(asked, now));
    pendings.put(pending);
    recent.relayed(asked, now);
    journal.count(Counter.REQUESTS_RELAYED);
    journal.say(relay.send(pending));
  }

  private boolean hasRoomFor(Asked asked) {
    boolean room =
        asked.message().isDeregistration()
            || pendings.of(asked) != null
            || visitors.size() + pendings.ofOthers() < config.limits().mostVisitors();
    return room && pendings.hasRoomFor(asked);
  }

  private void judged(ReplyCheck.Outcome outcome, Input.FromNetwork datagram, MonotonicTime now) {
    switch (outcome) {
      case ReplyCheck.Outcome.Discarded discarded -> {
        journal.count(discarded.counter());
        journal.notice(
            discarded.counter(),
            Level.WARNING,
            "reply discarded",
            discarded.why(),
            Evidence.of(datagram),
            now);
      }
      case ReplyCheck.Outcome.Rejected rejected -> {
        pendings.remove(rejected.pending().key());
        journal.count(rejected.counter());
        journal.notice(
            rejected.counter(),
            rejected.level(),
            "reply not relayed",
            rejected.code() + ": " + rejected.why(),
            Evidence.of(rejected.pending().asked()),
            now);
        refuse(rejected.pending().asked(), rejected.code(), now);
      }
      case ReplyCheck.Outcome.Relayed relayed -> relayed(relayed, now);
    }
  }

  /** RFC 5944 §3.7.3.2: the visitor list first, so that all is in place when the node hears. */
  private void relayed(ReplyCheck.Outcome.Relayed relayed, MonotonicTime now) {
    Pending pending = relayed.pending();
    RegistrationReply reply = relayed.reply();
    pendings.remove(pending.key());
    ReplyCode error = relayed.error();
    if (reply.code().accepted() && reply.lifetime() == 0) {
      deregistered(pending, reply);
    } else if (reply.code().accepted()) {
      error = registered(relayed, error, now);
    }
    if (provesTheNode(reply.code())) {
      nodes.used(pending.asked());
    }
    Counter counter =
        error != null
            ? Counter.REPLIES_REJECTED
            : reply.code().accepted() ? Counter.REPLIES_ACCEPTED : Counter.REPLIES_DENIED;
    journal.count(counter);
    if (error != null) {
      journal.notice(
          counter,
          Level.WARNING,
          "accepted registration not honoured",
          error + ": " + relayed.why(),
          Evidence.of(pending.asked()),
          now);
    }
    journal.say(toNodes.relay(pending.asked(), reply, relayed.part(), error));
  }

  /**
   * Whether a home agent answers so only to who has proved itself, and with something new (RFC 5944
   * §3.8.2.1): only then is a challenge spent (RFC 4721 §12).
   */
  private static boolean provesTheNode(ReplyCode code) {
    return !code.equals(ReplyCode.FAILED_AUTHENTICATION)
        && !code.equals(ReplyCode.IDENTIFICATION_MISMATCH)
        && !code.equals(ReplyCode.UNKNOWN_HOME_AGENT)
        && !code.equals(ReplyCode.BAD_AAA_AUTHENTICATION);
  }

  /** Enters an accepted registration, or says why not. */
  private @Nullable ReplyCode registered(
      ReplyCheck.Outcome.Relayed relayed, @Nullable ReplyCode error, MonotonicTime now) {
    Admitted admitted = Admitted.of(relayed, config, now);
    VisitorList.Entry before = visitors.of(VisitorList.Key.of(admitted.visitor()));
    boolean known = before != null;
    Visitor visitor =
        before == null ? admitted.visitor() : admitted.visitor().notBeyond(before.visitor());
    ReplyCode refusal =
        error != null || known || visitors.size() < config.limits().mostVisitors()
            ? error
            : ReplyCode.FA_INSUFFICIENT_RESOURCES;
    if (refusal == null) {
      revocations.registered(visitor);
      journal.say(visitors.put(visitor, admitted.revocation()));
    } else if (admitted.revocation() != null) {
      // RFC 4636 §6: the home agent would go on tunnelling.
      journal.say(revocations.dishonoured(visitor, now));
    }
    return refusal;
  }

  private void deregistered(Pending pending, RegistrationReply reply) {
    VisitorList.Entry entry =
        visitors.of(
            new VisitorList.Key(pending.terms().homeAgent(), reply.home(), pending.asked().name()));
    Ip4 careOf = pending.asked().message().careOf();
    if (entry != null && (careOf.equals(entry.visitor().careOf()) || careOf.equals(reply.home()))) {
      journal.say(visitors.remove(VisitorList.Key.of(entry.visitor()), "deregistered"));
    }
  }

  /** Codes 80, 81, 82 and 88 (RFC 5944 §3.7.3). */
  void unreachable(Input.Unreachable input, MonotonicTime now) {
    ReplyCode code =
        switch (input.icmpCode()) {
          case 0, 6, 9, 11 -> ReplyCode.FA_HOME_NETWORK_UNREACHABLE;
          case 1, 7, 8, 10, 12 -> ReplyCode.FA_HOME_AGENT_HOST_UNREACHABLE;
          case 3 -> ReplyCode.FA_HOME_AGENT_PORT_UNREACHABLE;
          default -> ReplyCode.FA_HOME_AGENT_UNREACHABLE;
        };
    for (Pending pending : pendings.sentTo(input.homeAgent())) {
      journal.count(Counter.UNREACHABLE);
      pendings.remove(pending.key());
      refuse(pending.asked(), code, now);
    }
  }
}
