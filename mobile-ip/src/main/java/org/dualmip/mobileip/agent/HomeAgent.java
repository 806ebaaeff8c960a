package org.dualmip.mobileip.agent;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
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

  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Tally tally = new Tally();
  private final NoticeLimit notices = new NoticeLimit();
  private final BindingList bindings;
  private final RequestCheck check;
  private final Registrar registrar;

  /**
   * An agent that remembers.
   *
   * @param random gives the nonces, which nobody may guess: in production a {@link
   *     java.security.SecureRandom}
   * @param memories what {@link Output.Remember} asked to be stored, in any order, at most one each
   * @param bindings those there were; those that have ended meanwhile go with the first input
   */
  public HomeAgent(
      HomeAgentConfig config,
      RandomGenerator random,
      Collection<Memory> memories,
      Collection<Binding> bindings) {
    this.bindings = new BindingList(config.previousCareOf());
    ServedNodes nodes = new ServedNodes(config, random, memories);
    this.check = new RequestCheck(config, nodes);
    this.registrar = new Registrar(config, nodes, this.bindings);
    for (Binding binding : bindings) {
      boolean served =
          nodes
              .named(binding.subscriber())
              .filter(node -> node.home().equals(binding.home()))
              .isPresent();
      if (served) {
        this.bindings.restore(binding);
      } else {
        outputs.add(new Output.BindingChanged(binding, null, "no longer served"));
      }
    }
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    for (Output.BindingChanged change : bindings.lapse(input.at().monotonic())) {
      if (change.after() == null) {
        tally.count(Counter.BINDINGS_EXPIRED);
      }
      outputs.add(change);
    }
    if (input instanceof Input.Datagram datagram) {
      receive(datagram);
    }
  }

  private void receive(Input.Datagram datagram) {
    if (datagram.payload().size() == 0 || datagram.payload().at(0) != RegistrationRequest.TYPE) {
      tally.count(Counter.DATAGRAMS_OTHER);
      return;
    }
    tally.count(Counter.REQUESTS);
    switch (check.examine(datagram)) {
      case RequestCheck.Outcome.Discarded discarded -> {
        tally.count(discarded.counter());
        notice(discarded.counter(), discarded.level(), discarded.why(), datagram, null);
      }
      case RequestCheck.Outcome.Rejected rejected -> {
        tally.count(rejected.counter());
        notice(rejected.counter(), Level.SECURITY, rejected.why(), datagram, rejected.request());
        outputs.add(registrar.reject(rejected));
      }
      case RequestCheck.Outcome.Valid valid -> {
        Registrar.Result result = registrar.register(valid.request());
        tally.count(result.counter());
        if (result.refusal() != null) {
          notice(result.counter(), Level.WARNING, result.refusal(), datagram, valid.request());
        }
        outputs.addAll(result.outputs());
      }
    }
  }

  private void notice(
      Counter kind,
      Level level,
      String why,
      Input.Datagram datagram,
      RequestCheck.@Nullable Authentic request) {
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
    return bindings.wakeAt();
  }

  /** The binding list: a copy, by home address. */
  public Collection<Binding> bindings() {
    return bindings.all();
  }

  /** Counters by name, such as {@code requests-replayed}: a copy, all of them, in their order. */
  public Map<String, Long> counters() {
    return tally.all();
  }
}
