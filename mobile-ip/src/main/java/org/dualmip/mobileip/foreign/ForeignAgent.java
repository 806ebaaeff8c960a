package org.dualmip.mobileip.foreign;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.VisitorChanged;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
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

  /** The type of a datagram that is nothing here. */
  private static final int NONE = -1;

  private final ForeignAgentConfig config;
  private final Journal journal = new Journal();
  private final RevocationClock clock = new RevocationClock();
  private final VisitorList visitors = new VisitorList();
  private final Revocations revocations;
  private final Registrations registrations;
  private final NotificationRelay notifications;
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
    revocations = new Revocations(config, visitors, clock, journal);
    registrations =
        new Registrations(
            config,
            Map.copyOf(challenges),
            authenticator,
            random,
            clock,
            visitors,
            revocations,
            journal);
    notifications = new NotificationRelay(config, visitors, journal);
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    MonotonicTime now = input.at().monotonic();
    clock.follow(input.at());
    advance(now);
    switch (input) {
      case Input.FromNode datagram -> fromNode(datagram, now);
      case Input.FromNetwork datagram -> fromNetwork(datagram, now);
      case Input.Unreachable unreachable -> registrations.unreachable(unreachable, now);
      case Input.Revoke revoke -> {
        for (VisitorList.Entry entry : visitors.at(revoke.home())) {
          if (revoke.name() == null || revoke.name().equals(entry.visitor().name())) {
            journal.say(visitors.remove(VisitorList.Key.of(entry.visitor()), "revoked here"));
            journal.say(revocations.revoke(entry.visitor(), entry.revocation(), now));
          }
        }
      }
      case Input.Tick _ -> {}
    }
    tellIfBusy();
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return journal.poll();
  }

  /** When to be called next; null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    return earlier(earlier(visitors.wakeAt(), registrations.wakeAt()), revocations.wakeAt());
  }

  /** All visitors. */
  public List<Visitor> visitors() {
    return visitors.all();
  }

  /** How many requests wait for a home agent. */
  public int pending() {
    return registrations.pending();
  }

  /** How many revocations no home agent has confirmed yet. */
  public int unconfirmedRevocations() {
    return revocations.outstanding();
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    return journal.counters();
  }

  /** What ends by itself: visitors, pending requests (code 78), waiting for a confirmation. */
  private void advance(MonotonicTime now) {
    for (VisitorChanged gone = visitors.takeDue(now); gone != null; gone = visitors.takeDue(now)) {
      journal.count(Counter.VISITORS_EXPIRED);
      journal.say(gone);
    }
    registrations.advance(now);
    journal.say(revocations.advance(now));
  }

  private void fromNode(Input.FromNode datagram, MonotonicTime now) {
    switch (config.links().containsKey(datagram.link()) ? type(datagram.payload()) : NONE) {
      case RegistrationRequest.TYPE -> registrations.requested(datagram, now);
      case GenericNotification.TYPE, GenericNotificationAcknowledgment.TYPE ->
          notifications.fromNode(datagram);
      default -> journal.count(Counter.DATAGRAMS_OTHER);
    }
  }

  private void fromNetwork(Input.FromNetwork datagram, MonotonicTime now) {
    switch (type(datagram.payload())) {
      case RegistrationReply.TYPE -> registrations.replied(datagram, now);
      case RevocationMessage.TYPE -> journal.say(revocations.revoked(datagram));
      case RevocationAcknowledgment.TYPE -> journal.say(revocations.acknowledged(datagram));
      case GenericNotification.TYPE, GenericNotificationAcknowledgment.TYPE ->
          notifications.fromNetwork(datagram);
      default -> journal.count(Counter.DATAGRAMS_OTHER);
    }
  }

  private void tellIfBusy() {
    boolean full = visitors.size() >= config.limits().mostVisitors();
    if (full != busy) {
      busy = full;
      journal.say(new Output.BusyChanged(busy));
    }
  }

  private static int type(Octets payload) {
    return payload.size() == 0 ? NONE : payload.at(0);
  }

  private static @Nullable MonotonicTime earlier(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return one == null ? other : other == null ? one : MonotonicTime.min(one, other);
  }
}
