package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final HomeAgentConfig config;
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Tally tally = new Tally();
  private final NoticeLimit notices = new NoticeLimit();
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final RequestCheck check;
  private final Registrar registrar;
  private final MobileNetworks networks;
  private final Revocations revocations;
  private final Notifications notifications;
  private final Strangers strangers;
  private final RecentReplies recent = new RecentReplies();
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
    this.config = config;
    this.bindings = new BindingList(config.previousCareOf());
    this.nodes = new ServedNodes(config, random, memories);
    this.networks = new MobileNetworks(config);
    this.revocations = new Revocations(config, nodes, this.bindings, tally);
    this.strangers = new Strangers(config.limits());
    this.notifications = new Notifications(config, nodes, this.bindings, strangers, random, tally);
    this.check = new RequestCheck(config, nodes, aaa);
    this.registrar =
        new Registrar(
            config,
            nodes,
            this.bindings,
            new TunnelChoice(config, nodes, this.bindings, random),
            networks,
            revocations);
    for (Binding binding : bindings) {
      ServedNode node = nodes.named(binding.subscriber()).orElse(null);
      if (node != null
          && node.home().equals(binding.home())
          && node.subscriber().network().equals(binding.network())) {
        this.bindings.restore(node, binding);
        networks.take(node, binding);
      } else {
        outputs.add(new Output.BindingChanged(binding, null, "no longer served"));
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
        tally.count(Counter.BINDINGS_EXPIRED);
        revocations.forget(lapsed.node(), change.before());
      }
      changed(lapsed.node(), change, now);
    }
    revocations.lapse(now);
    notifications.lapse(now);
    switch (input) {
      case Input.Datagram datagram -> receive(datagram);
      case Input.Keepalive keepalive -> learn(keepalive);
      case Input.Revoke revoke -> revoke(revoke);
      case Input.Notify notify ->
          notifications.tell(notify.subscriber(), notify.text(), notify.at());
      case Input.Tick _ -> {}
    }
    for (Output.Send send = revocations.poll(); send != null; send = revocations.poll()) {
      outputs.add(send);
    }
    for (Output said = notifications.poll(); said != null; said = notifications.poll()) {
      outputs.add(said);
    }
  }

  private void receive(Input.Datagram datagram) {
    int type = datagram.payload().size() == 0 ? -1 : datagram.payload().at(0);
    switch (type) {
      case RegistrationRequest.TYPE -> request(datagram);
      case RevocationMessage.TYPE,
          RevocationAcknowledgment.TYPE,
          GenericNotification.TYPE,
          GenericNotificationAcknowledgment.TYPE ->
          other(datagram);
      default -> tally.count(Counter.DATAGRAMS_OTHER);
    }
  }

  private void request(Input.Datagram datagram) {
    tally.count(Counter.REQUESTS);
    switch (check.examine(datagram)) {
      case Judgement.Discarded discarded -> {
        tally.count(discarded.counter());
        notice(discarded.counter(), discarded.level(), discarded.why(), datagram, null);
      }
      case Judgement.Rejected rejected -> reject(rejected, datagram);
      case Judgement.Valid(Authentic request) -> take(request, registrar.register(request));
    }
  }

  private void reject(Judgement.Rejected rejected, Input.Datagram datagram) {
    Optional<Output.Send> before =
        rejected.counter() == Counter.REQUESTS_REPLAYED
            ? recent.to(rejected.request().node(), datagram)
            : Optional.empty();
    if (before.isPresent()) {
      tally.count(Counter.REQUESTS_REPEATED);
      outputs.add(before.get());
      return;
    }
    tally.count(rejected.counter());
    notice(rejected.counter(), Level.SECURITY, rejected.why(), datagram, rejected.request());
    if (rejected.proven()
        || strangers.admit(datagram.from().address(), datagram.at().monotonic())) {
      outputs.add(registrar.reject(rejected));
    } else {
      tally.count(Counter.REPLIES_SUPPRESSED);
    }
  }

  private void take(Authentic request, Registrar.Result result) {
    Input.Datagram datagram = request.datagram();
    tally.count(result.counter());
    if (result.refusal() != null) {
      notice(result.counter(), Level.WARNING, result.refusal(), datagram, request);
    }
    outputs.addAll(result.memories());
    for (Output.BindingChanged change : result.changes()) {
      tellOtherEnd(request, change, datagram.at());
      changed(request.node(), change, datagram.at());
    }
    outputs.add(result.reply());
    if (request.isDirect()) {
      recent.keep(request.node(), datagram, result.reply());
    } else {
      recent.forget(request.node());
    }
  }

  /** A foreign agent that did not relay the request does not know what became of its visitor. */
  private void tellOtherEnd(Authentic request, Output.BindingChanged change, Now now) {
    Binding before = change.before();
    Binding after = change.after();
    if (before == null || (after != null && after.careOf().equals(before.careOf()))) {
      return;
    }
    boolean knows =
        before.foreignAgent() == null
            || before.foreignAgent().address().equals(request.datagram().from().address());
    if (knows) {
      revocations.forget(request.node(), before);
    } else {
      revocations.tell(request.node(), before, config.previousCareOf(), false, now);
    }
  }

  private void other(Input.Datagram datagram) {
    ControlMessage read;
    try {
      read = ControlMessage.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      tally.count(Counter.MESSAGES_MALFORMED);
      return;
    }
    if (read.mustBeDiscarded()) {
      tally.count(Counter.MESSAGES_MALFORMED); // RFC 5944 §1.8
      return;
    }
    switch (read) {
      case RevocationMessage message -> {
        Revocations.Received received = revocations.receive(datagram, message);
        tally.count(received.counter());
        if (received.why() != null) {
          notice(received.counter(), Level.SECURITY, received.why(), datagram, null);
        }
        if (received.node() != null && received.revoked() != null) {
          revocations.forget(received.node(), received.revoked());
          remove(
              received.node(), received.revoked(), "revoked by the foreign agent", datagram.at());
        }
        if (received.acknowledgement() != null) {
          outputs.add(received.acknowledgement());
        }
      }
      case RevocationAcknowledgment message -> {
        Counter counter = revocations.acknowledged(message);
        tally.count(counter == null ? Counter.REVOCATIONS_UNAUTHENTICATED : counter);
      }
      case GenericNotification message -> notifications.receive(datagram, message);
      case GenericNotificationAcknowledgment message ->
          notifications.acknowledged(datagram, message);
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
        remove(node, binding, "revoked", order.at());
        revocations.tell(node, binding, Duration.ZERO, true, order.at());
      }
    }
  }

  /** RFC 3519 §4.6, R flag: the address must be that of the request, the port is the tunnel's. */
  private void learn(Input.Keepalive keepalive) {
    for (ServedNode node = nodes.at(keepalive.home()); node != null; node = node.twin) {
      for (Binding binding : bindings.of(node)) {
        if (binding.waiting() && binding.tunnel().remote().equals(keepalive.from().address())) {
          tally.count(Counter.KEEPALIVES_LEARNT);
          changed(
              node,
              bindings.update(
                  node, binding, binding.reachedAt(keepalive.from()), "first keepalive"),
              keepalive.at());
        }
      }
    }
  }

  private void remove(ServedNode node, Binding binding, String why, Now now) {
    Output.BindingChanged gone = bindings.remove(node, binding.careOf(), why);
    if (gone != null) {
      changed(node, gone, now);
    }
  }

  /** Whatever changes a binding passes here: who else keeps account of it is told. */
  private void changed(ServedNode node, Output.BindingChanged change, Now now) {
    if (change.before() != null && !change.before().mobileNetworks().isEmpty()) {
      networks.release(node, change.before(), bindings.of(node));
    }
    if (change.after() != null && !change.after().mobileNetworks().isEmpty()) {
      networks.take(node, change.after());
    }
    nodes.bound(node, node.bindings != null, now.monotonic());
    recent.forget(node);
    outputs.add(change);
  }

  private void notice(
      Counter kind, Level level, String why, Input.Datagram datagram, @Nullable Authentic request) {
    long left = notices.admit(kind, datagram.at().monotonic());
    if (left < 0) {
      tally.count(Counter.NOTICES_SUPPRESSED);
    } else {
      outputs.add(
          new Output.Notice(level, kind.label(), why, Evidence.of(datagram, request, left)));
    }
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null. */
  public @Nullable MonotonicTime wakeAt() {
    return earlier(bindings.wakeAt(), earlier(revocations.wakeAt(), notifications.wakeAt()));
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
    return tally.all();
  }
}
