package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.Registration;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.jspecify.annotations.Nullable;

/**
 * The home agent as an engine: {@link #handle} an input, then {@link #poll} until null, then call
 * again at {@link #wakeAt} at the latest. Calling too early does no harm. One thread at a time.
 */
public final class HomeAgent {
  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /**
     * A datagram arrived on UDP port 434.
     *
     * @param from as seen here, so behind a NAT the NAT's
     * @param to the local address it was sent to
     */
    record Datagram(Now at, Endpoint from, Endpoint to, Octets payload) implements Input {}

    /** Time has passed. */
    record Tick(Now at) implements Input {}

    /**
     * An ICMP echo request arrived through a tunnel in UDP (RFC 3519 §4.9). Needed only where a
     * binding waits for one, and does no harm elsewhere.
     *
     * @param from the outer source, as seen here
     * @param home the inner source
     */
    record Keepalive(Now at, Endpoint from, Ip4 home) implements Input {}

    /**
     * The operator ends registrations; a foreign agent that can be told so is (RFC 3543).
     *
     * @param subscriber whose, {@link Subscriber#name()}
     * @param careOf which of its bindings; null for all
     */
    record Revoke(Now at, String subscriber, @Nullable Ip4 careOf) implements Input {}

    /**
     * The operator has something to say to a mobile node (RFC 6098).
     *
     * @param subscriber to whom, {@link Subscriber#name()}; it must be registered
     * @param text what, at most 253 octets of UTF-8
     */
    record Notify(Now at, String subscriber, String text) implements Input {}
  }

  /** What it wants done, in this order. */
  public sealed interface Output {
    /**
     * Send this datagram. If {@code to} is a home address, it goes onto the home network as if the
     * node were there, past any binding that still exists (RFC 5944 §3.8.3.1).
     */
    record Send(Endpoint from, Endpoint to, Octets payload) implements Output {}

    /** A binding came (before null), changed or went (after null). */
    record BindingChanged(@Nullable Binding before, @Nullable Binding after, String why)
        implements Output {}

    /** Store this, so that a restart neither accepts a replay nor changes an assigned address. */
    record Remember(Memory memory) implements Output {}

    /** Something an operator should be able to read; bounded, a few a second at most. */
    record Notice(Level level, String what, String why, List<String> evidence) implements Output {}
  }

  /** How loud a notice is. */
  public enum Level {
    /** As expected. */
    INFO,
    /** Worth a look. */
    WARNING,
    /** A failed authentication or a replay (RFC 5944 §3.8.2.1: "log as a security exception"). */
    SECURITY
  }

  /**
   * What must outlive the process.
   *
   * @param subscriber whose
   * @param home the home address, assigned or configured; {@link Ip4#ANY} if none is assigned yet
   * @param lastIdentification the last accepted one (timestamps); 0 if none
   * @param nonce the high half expected next (nonces); 0 if none
   */
  public record Memory(String subscriber, Ip4 home, long lastIdentification, int nonce) {}

  private final Journal journal = new Journal();
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final Reception reception;
  private final Consequences consequences;
  private final Revocations revocations;
  private final RevocationsSent revoked;
  private final Notifications notifications;
  private final NotificationsSent notified;
  private boolean begun;

  /**
   * An agent that remembers.
   *
   * @param random gives the nonces and keys, which nobody may guess: in production a {@link
   *     java.security.SecureRandom}
   * @param memories what {@link Output.Remember} asked to be stored, in any order, at most one each
   * @param bindings those there were; those that have ended meanwhile go with the first input
   */
  public HomeAgent(
      HomeAgentConfig config,
      RandomGenerator random,
      Collection<Memory> memories,
      Collection<Binding> bindings) {
    this(config, random, memories, bindings, null);
  }

  /**
   * An agent that also heeds Mobile-AAA Authentication extensions (RFC 4721 §3.4).
   *
   * @param aaa judges them, and one that is right authorizes like a Mobile-Home extension; null to
   *     leave them to foreign agents
   */
  public HomeAgent(
      HomeAgentConfig config,
      RandomGenerator random,
      Collection<Memory> memories,
      Collection<Binding> bindings,
      @Nullable Authenticator aaa) {
    this(config, random, memories, bindings, aaa, null);
  }

  /**
   * An agent that also lets itself be found without a registration (docs/home-agent-discovery.md),
   * and serves nodes that conceal who they are (docs/concealed-registration.md).
   *
   * @param aaa null to leave Mobile-AAA Authentication extensions to foreign agents
   * @param discovery its key, which it tells the nodes that it serves, and by which it answers
   *     probes and opens covers; null to do nothing of that
   */
  public HomeAgent(
      HomeAgentConfig config,
      RandomGenerator random,
      Collection<Memory> memories,
      Collection<Binding> bindings,
      @Nullable Authenticator aaa,
      @Nullable DiscoverySecret discovery) {
    this.bindings = new BindingList(config.previousCareOf());
    this.nodes = new ServedNodes(config, random, memories);
    ForeignAgentPeers peers = new ForeignAgentPeers(config);
    RevocationClock clock = new RevocationClock();
    this.revoked = new RevocationsSent(config, nodes, peers, clock, journal);
    this.revocations = new Revocations(config, nodes, this.bindings, peers, revoked, clock);
    Strangers strangers = new Strangers(config.limits());
    this.notifications =
        new Notifications(config, nodes, this.bindings, peers, strangers, random, journal);
    this.notified = new NotificationsSent(config, nodes, this.bindings, peers, journal);
    MobileNetworks networks = new MobileNetworks(config);
    RecentReplies recent = new RecentReplies();
    this.consequences = new Consequences(nodes, this.bindings, networks, recent, journal);
    this.reception =
        new Reception(
            config,
            new RequestCheck(config, nodes, peers, new Covers(discovery), aaa),
            new Probes(config, peers, strangers, discovery),
            new Registrar(
                config,
                nodes,
                this.bindings,
                new TunnelChoice(config, nodes, this.bindings, random),
                networks,
                revocations,
                discovery == null ? null : discovery.offer()),
            strangers,
            revocations,
            recent,
            consequences,
            journal);
    for (Binding binding : bindings) {
      ServedNode node = nodes.named(binding.subscriber()).orElse(null);
      if (node != null
          && node.home().equals(binding.home())
          && node.subscriber().network().equals(binding.network())) {
        this.bindings.restore(node, binding);
        networks.take(node, binding);
      } else {
        journal.say(new Output.BindingChanged(binding, null, "no longer served"));
      }
    }
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    Now now = input.at();
    if (!begun) {
      begun = true;
      nodes.begin(now.monotonic());
    }
    for (BindingList.Change lapsed : bindings.lapse(now.monotonic())) {
      Output.BindingChanged change = lapsed.change();
      if (change.before() != null && change.after() == null) {
        journal.count(Counter.BINDINGS_EXPIRED);
        revocations.forget(lapsed.node(), change.before());
      }
      consequences.changed(lapsed.node(), change, now);
    }
    revoked.lapse(now);
    notified.lapse(now);
    switch (input) {
      case Input.Datagram datagram -> receive(datagram);
      case Input.Keepalive keepalive -> learn(keepalive);
      case Input.Revoke revoke -> revoke(revoke);
      case Input.Notify notify -> notified.tell(notify.subscriber(), notify.text(), notify.at());
      case Input.Tick _ -> {}
    }
    for (Output.Send send = revoked.poll(); send != null; send = revoked.poll()) {
      journal.say(send);
    }
  }

  private void receive(Input.Datagram datagram) {
    int type = datagram.payload().size() == 0 ? -1 : datagram.payload().at(0);
    switch (type) {
      case RegistrationRequest.TYPE -> reception.request(datagram);
      case RevocationMessage.TYPE,
          RevocationAcknowledgment.TYPE,
          GenericNotification.TYPE,
          GenericNotificationAcknowledgment.TYPE ->
          other(datagram);
      default -> journal.count(Counter.DATAGRAMS_OTHER);
    }
  }

  private void other(Input.Datagram datagram) {
    ControlMessage read;
    try {
      read = ControlMessage.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      journal.count(Counter.MESSAGES_MALFORMED);
      return;
    }
    if (read.mustBeDiscarded()) {
      journal.count(Counter.MESSAGES_MALFORMED); // RFC 5944 §1.8
      return;
    }
    switch (read) {
      case RevocationMessage message -> {
        Revocations.Received received = revocations.receive(datagram, message);
        journal.count(received.counter());
        if (received.why() != null) {
          journal.notice(received.counter(), Level.SECURITY, received.why(), datagram, null);
        }
        if (received.node() != null && received.revoked() != null) {
          revocations.forget(received.node(), received.revoked());
          consequences.remove(
              received.node(), received.revoked(), "revoked by the foreign agent", datagram.at());
        }
        if (received.acknowledgement() != null) {
          journal.say(received.acknowledgement());
        }
      }
      case RevocationAcknowledgment message -> {
        Counter counter = revoked.acknowledged(message);
        journal.count(counter == null ? Counter.REVOCATIONS_UNAUTHENTICATED : counter);
      }
      case GenericNotification message -> notifications.receive(datagram, message);
      case GenericNotificationAcknowledgment message -> notified.acknowledged(datagram, message);
      case Registration _ -> throw new IllegalStateException("by its type it is none");
    }
  }

  private void revoke(Input.Revoke order) {
    ServedNode node = nodes.named(order.subscriber()).orElse(null);
    if (node == null) {
      return;
    }
    for (Binding binding : bindings.of(node)) {
      if (order.careOf() == null || order.careOf().equals(binding.careOf())) {
        consequences.remove(node, binding, "revoked", order.at());
        revocations.tell(node, binding, Duration.ZERO, true, order.at());
      }
    }
  }

  /** RFC 3519 §4.6, R flag: the address must be that of the request, the port is the tunnel's. */
  private void learn(Input.Keepalive keepalive) {
    for (ServedNode node = nodes.at(keepalive.home()); node != null; node = node.twin) {
      for (Binding binding : bindings.of(node)) {
        if (binding.waiting() && binding.tunnel().remote().equals(keepalive.from().address())) {
          journal.count(Counter.KEEPALIVES_LEARNT);
          consequences.changed(
              node,
              bindings.update(
                  node, binding, binding.reachedAt(keepalive.from()), "first keepalive"),
              keepalive.at());
        }
      }
    }
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return journal.poll();
  }

  /** When to be called next, or null. */
  public @Nullable MonotonicTime wakeAt() {
    return earlier(bindings.wakeAt(), earlier(revoked.wakeAt(), notified.wakeAt()));
  }

  private static @Nullable MonotonicTime earlier(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return one == null ? other : other == null ? one : MonotonicTime.min(one, other);
  }

  /** The binding list: a copy, by network, home address and age. */
  public Collection<Binding> bindings() {
    return bindings.all();
  }

  /** Counters by name, such as {@code requests-replayed}: a copy, all of them, in their order. */
  public Map<String, Long> counters() {
    return journal.counters();
  }
}
