package org.dualmip.mobileip.foreign;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.VisitorChanged;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Authenticator;
import org.jspecify.annotations.Nullable;

/**
 * The foreign agent as an engine: {@link #handle} an input, then {@link #poll} until null, then
 * call again at {@link #wakeAt} at the latest. Calling too early does no harm. One thread at a
 * time.
 */
public final class ForeignAgent {
  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /**
     * A UDP datagram to port 434 arrived on a link that the agent serves.
     *
     * @param mac the station that sent it
     * @param ttl the IP time to live (RFC 3024 §4.2.1)
     */
    record FromNode(
        Now at, String link, MacAddress mac, Endpoint from, Endpoint to, int ttl, Octets payload)
        implements Input {}

    /** A UDP datagram to port 434 arrived from elsewhere, for a care-of address of the agent. */
    record FromNetwork(Now at, Endpoint from, Endpoint to, Octets payload) implements Input {}

    /**
     * An ICMP destination unreachable came back for a datagram to a home agent (RFC 5944 §3.7.3).
     *
     * @param icmpCode of that message, RFC 792 and RFC 1812 §5.2.7.1
     */
    record Unreachable(Now at, Ip4 homeAgent, int icmpCode) implements Input {}

    /**
     * An operator ends the registrations of a home address here; the home agents are told if they
     * take revocations (RFC 3543 §4.2.3).
     *
     * @param name of the visitor ({@link Visitor#name}); null for all with this home address
     */
    record Revoke(Now at, Ip4 home, @Nullable String name) implements Input {
      /** All with this home address. */
      public Revoke(Now at, Ip4 home) {
        this(at, home, null);
      }
    }

    /** Time has passed. */
    record Tick(Now at) implements Input {}
  }

  /** What it wants done, in this order. */
  public sealed interface Output {
    /**
     * Send this on the link to that station: the IP destination may be 255.255.255.255 or a home
     * address that belongs to no network here.
     */
    record ToNode(String link, MacAddress mac, Endpoint from, Endpoint to, Octets payload)
        implements Output {}

    /** Send this from a care-of address, port 434, to a home agent. */
    record ToHomeAgent(Endpoint from, Endpoint to, Octets payload) implements Output {}

    /** The home agent beside this foreign agent is to answer this request, on the same link. */
    record ForHomeAgent(Input.FromNode request) implements Output {}

    /** A visitor came (before null), changed or went (after null). */
    record VisitorChanged(@Nullable Visitor before, @Nullable Visitor after, String why)
        implements Output {}

    /**
     * Tell a node by an advertisement that its registration is gone: {@code Revoked} of the link's
     * advertiser (RFC 3543 §4.1).
     */
    record Inform(String link, MacAddress mac, Ip4 home) implements Output {}

    /** Further nodes cannot be served, or can again: for the B bit of all links' advertisers. */
    record BusyChanged(boolean busy) implements Output {}

    /** Something an operator should be able to read; bounded, a few a second at most. */
    record Notice(Level level, String what, String why, List<String> evidence) implements Output {}
  }

  private final ForeignAgentConfig config;
  private final RandomGenerator random;
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Tally tally = new Tally();
  private final NoticeLimit notices = new NoticeLimit();
  private final RevocationClock clock = new RevocationClock();
  private final VisitorList visitors = new VisitorList();
  private final RecentRequests recent = new RecentRequests();
  private final PendingList pendings;
  private final NodeCheck nodes;
  private final RequestCheck requests;
  private final ReplyCheck replies;
  private final Relay relay;
  private final ToNodes toNodes;
  private final Revocations revocations;
  private boolean busy;

  /**
   * An agent without visitors.
   *
   * @param challenges of each link, shared with its advertiser; empty where none are asked for
   * @param authenticator for Mobile-AAA Authentication; null where that is the home agent's
   *     business
   * @param random for GRE keys
   */
  public ForeignAgent(
      ForeignAgentConfig config,
      Map<String, Challenges> challenges,
      @Nullable Authenticator authenticator,
      RandomGenerator random) {
    this.config = config;
    this.random = random;
    Map<String, Challenges> ofLinks = Map.copyOf(challenges);
    pendings = new PendingList(config.limits());
    nodes = new NodeCheck(config.trust(), ofLinks, authenticator);
    requests = new RequestCheck(config, nodes, pendings::repeats);
    replies = new ReplyCheck(config, pendings);
    relay = new Relay(config, clock::next);
    toNodes = new ToNodes(config, ofLinks);
    revocations = new Revocations(config, visitors, clock, tally);
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    MonotonicTime now = input.at().monotonic();
    clock.follow(input.at());
    advance(now);
    switch (input) {
      case Input.FromNode datagram -> {
        if (isOfType(datagram.payload(), RegistrationRequest.TYPE)
            && config.links().containsKey(datagram.link())) {
          tally.count(Counter.REQUESTS);
          judged(requests.examine(datagram), datagram, now);
        } else {
          tally.count(Counter.DATAGRAMS_OTHER);
        }
      }
      case Input.FromNetwork datagram -> fromNetwork(datagram, now);
      case Input.Unreachable unreachable -> unreachable(unreachable, now);
      case Input.Revoke revoke -> {
        for (VisitorList.Entry entry : visitors.at(revoke.home())) {
          if (revoke.name() == null || revoke.name().equals(entry.visitor().name())) {
            outputs.add(visitors.remove(VisitorList.Key.of(entry.visitor()), "revoked here"));
            outputs.addAll(revocations.revoke(entry.visitor(), entry.revocation(), now));
          }
        }
      }
      case Input.Tick _ -> {}
    }
    tellIfBusy();
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next; null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    return earlier(earlier(visitors.wakeAt(), pendings.wakeAt()), revocations.wakeAt());
  }

  /** All visitors. */
  public List<Visitor> visitors() {
    return visitors.all();
  }

  /** How many requests wait for a home agent. */
  public int pending() {
    return pendings.size();
  }

  /** How many revocations no home agent has confirmed yet. */
  public int unconfirmedRevocations() {
    return revocations.outstanding();
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    return tally.all();
  }

  /** What ends by itself: visitors, pending requests (code 78), waiting for a confirmation. */
  private void advance(MonotonicTime now) {
    for (VisitorChanged gone = visitors.takeDue(now); gone != null; gone = visitors.takeDue(now)) {
      tally.count(Counter.VISITORS_EXPIRED);
      outputs.add(gone);
    }
    for (Pending late = pendings.takeDue(now); late != null; late = pendings.takeDue(now)) {
      tally.count(Counter.REQUESTS_TIMED_OUT);
      refuse(late.asked(), ReplyCode.FA_REGISTRATION_TIMEOUT, now);
    }
    outputs.addAll(revocations.advance(now));
  }

  private void judged(Judgement judgement, Input.FromNode datagram, MonotonicTime now) {
    switch (judgement) {
      case Judgement.Discarded discarded -> {
        tally.count(discarded.counter());
        notice(
            discarded.counter(),
            discarded.level(),
            "request discarded",
            discarded.why(),
            Evidence.of(datagram),
            now);
      }
      case Judgement.Denied denied -> deny(denied, now);
      case Judgement.HandedOver _ -> {
        tally.count(Counter.REQUESTS_HANDED_OVER);
        outputs.add(new Output.ForHomeAgent(datagram));
      }
      case Judgement.Valid valid -> accept(valid, now);
    }
  }

  private void deny(Judgement.Denied denied, MonotonicTime now) {
    var reply = toNodes.refuse(denied.asked(), denied.code(), denied.lifetime(), now);
    Counter counter = reply == null ? Counter.REQUESTS_DENIED_SILENTLY : Counter.REQUESTS_DENIED;
    tally.count(counter);
    notice(
        counter,
        denied.level(),
        "request refused",
        denied.code() + ": " + denied.why(),
        Evidence.of(denied.asked()),
        now);
    if (reply != null) {
      outputs.add(reply);
    }
  }

  private void refuse(Asked asked, ReplyCode code, MonotonicTime now) {
    var reply = toNodes.refuse(asked, code, asked.message().lifetime(), now);
    if (reply != null) {
      outputs.add(reply);
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
    int key = greKey(valid.terms(), visitor, before);
    Pending pending =
        new Pending(asked, valid.terms(), visitor != null, key, PendingList.until(asked, now));
    pendings.put(pending);
    recent.relayed(asked, now);
    tally.count(Counter.REQUESTS_RELAYED);
    outputs.add(relay.send(pending));
  }

  private boolean hasRoomFor(Asked asked) {
    boolean room =
        asked.message().isDeregistration()
            || pendings.of(asked) != null
            || visitors.size() + pendings.ofOthers() < config.limits().mostVisitors();
    return room && pendings.hasRoomFor(asked);
  }

  /** RFC 6245 §4.1: the same key for as long as the node is served; 0 where there is none. */
  private int greKey(Terms terms, @Nullable Visitor visitor, @Nullable Pending before) {
    if (!config.service().greKeys() || terms.kind() != Tunnel.Kind.GRE || terms.coLocated()) {
      return 0;
    }
    if (visitor != null && visitor.tunnel().keys() != null) {
      return visitor.tunnel().keys().fromRemote();
    }
    if (before != null && before.greKey() != 0) {
      return before.greKey();
    }
    int key;
    do {
      key = random.nextInt();
    } while (key == 0 || visitors.usesGreKey(key) || pendings.usesGreKey(key));
    return key;
  }

  private void fromNetwork(Input.FromNetwork datagram, MonotonicTime now) {
    if (isOfType(datagram.payload(), RegistrationReply.TYPE)) {
      tally.count(Counter.REPLIES);
      replied(replies.examine(datagram), datagram, now);
    } else if (isOfType(datagram.payload(), RevocationMessage.TYPE)) {
      outputs.addAll(revocations.revoked(datagram));
    } else if (isOfType(datagram.payload(), RevocationAcknowledgment.TYPE)) {
      outputs.addAll(revocations.acknowledged(datagram));
    } else {
      tally.count(Counter.DATAGRAMS_OTHER);
    }
  }

  private void replied(ReplyCheck.Outcome outcome, Input.FromNetwork datagram, MonotonicTime now) {
    switch (outcome) {
      case ReplyCheck.Outcome.Discarded discarded -> {
        tally.count(discarded.counter());
        notice(
            discarded.counter(),
            Level.WARNING,
            "reply discarded",
            discarded.why(),
            Evidence.of(datagram),
            now);
      }
      case ReplyCheck.Outcome.Rejected rejected -> {
        pendings.remove(rejected.pending().key());
        tally.count(rejected.counter());
        notice(
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
    tally.count(counter);
    if (error != null) {
      notice(
          counter,
          Level.WARNING,
          "accepted registration not honoured",
          error + ": " + relayed.why(),
          Evidence.of(pending.asked()),
          now);
    }
    outputs.add(toNodes.relay(pending.asked(), reply, relayed.part(), error));
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
        before == null ? admitted.visitor() : notBeyond(before.visitor(), admitted.visitor());
    ReplyCode refusal =
        error != null || known || visitors.size() < config.limits().mostVisitors()
            ? error
            : ReplyCode.FA_INSUFFICIENT_RESOURCES;
    if (refusal == null) {
      revocations.registered(visitor);
      outputs.addAll(visitors.put(visitor, admitted.revocation()));
    } else if (admitted.revocation() != null) {
      // RFC 4636 §6: the home agent would go on tunnelling.
      outputs.addAll(revocations.dishonoured(visitor, now));
    }
    return refusal;
  }

  /**
   * A request that was sent again may get the reply to the first one again. That does not make the
   * registration longer: the home agent's did not become longer either (RFC 5944 §3.8.2.2).
   */
  private static Visitor notBeyond(Visitor before, Visitor after) {
    return before.identification() == after.identification()
            && before.expires().isBefore(after.expires())
        ? after.withLifetime(before.grantedSeconds(), before.expires())
        : after;
  }

  private void deregistered(Pending pending, RegistrationReply reply) {
    VisitorList.Entry entry =
        visitors.of(
            new VisitorList.Key(pending.terms().homeAgent(), reply.home(), pending.asked().name()));
    Ip4 careOf = pending.asked().message().careOf();
    if (entry != null && (careOf.equals(entry.visitor().careOf()) || careOf.equals(reply.home()))) {
      outputs.add(visitors.remove(VisitorList.Key.of(entry.visitor()), "deregistered"));
    }
  }

  /** Codes 80, 81, 82 and 88 (RFC 5944 §3.7.3). */
  private void unreachable(Input.Unreachable input, MonotonicTime now) {
    ReplyCode code =
        switch (input.icmpCode()) {
          case 0, 6, 9, 11 -> ReplyCode.FA_HOME_NETWORK_UNREACHABLE;
          case 1, 7, 8, 10, 12 -> ReplyCode.FA_HOME_AGENT_HOST_UNREACHABLE;
          case 3 -> ReplyCode.FA_HOME_AGENT_PORT_UNREACHABLE;
          default -> ReplyCode.FA_HOME_AGENT_UNREACHABLE;
        };
    for (Pending pending : pendings.sentTo(input.homeAgent())) {
      tally.count(Counter.UNREACHABLE);
      pendings.remove(pending.key());
      refuse(pending.asked(), code, now);
    }
  }

  private void tellIfBusy() {
    boolean full = visitors.size() >= config.limits().mostVisitors();
    if (full != busy) {
      busy = full;
      outputs.add(new Output.BusyChanged(busy));
    }
  }

  private void notice(
      Counter kind,
      Level level,
      String what,
      String why,
      List<String> evidence,
      MonotonicTime now) {
    if (notices.admits(kind, now)) {
      outputs.add(new Output.Notice(level, what, why, evidence));
    } else {
      tally.count(Counter.NOTICES_SUPPRESSED);
    }
  }

  private static boolean isOfType(Octets payload, int type) {
    return payload.size() > 0 && payload.at(0) == type;
  }

  private static @Nullable MonotonicTime earlier(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return one == null ? other : other == null ? one : MonotonicTime.min(one, other);
  }
}
