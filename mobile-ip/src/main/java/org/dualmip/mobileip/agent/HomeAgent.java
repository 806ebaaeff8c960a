package org.dualmip.mobileip.agent;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/** The home agent as an engine (contract; being written). */
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
  }

  /** What it wants done. */
  public sealed interface Output {
    /** Send this datagram. */
    record Send(Endpoint from, Endpoint to, Octets payload) implements Output {}

    /** A binding came (before null), changed or went (after null). */
    record BindingChanged(@Nullable Binding before, @Nullable Binding after, String why)
        implements Output {}

    /** Store this, so that a restart neither accepts a replay nor changes an assigned address. */
    record Remember(Memory memory) implements Output {}

    /** Something an operator should be able to read. */
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
   * @param home the home address, assigned or configured
   * @param lastIdentification the last accepted one (timestamps); 0 if none
   * @param nonce the high half expected next (nonces)
   */
  public record Memory(String subscriber, Ip4 home, long lastIdentification, int nonce) {}

  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Map<String, Long> counters = new TreeMap<>();

  /** An agent that remembers. */
  public HomeAgent(
      HomeAgentConfig config,
      RandomGenerator random,
      Collection<Memory> memories,
      Collection<Binding> bindings) {}

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {}

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null. */
  public @Nullable MonotonicTime wakeAt() {
    return null;
  }

  /** The binding list. */
  public Collection<Binding> bindings() {
    return List.of();
  }

  /** Counters by name, such as {@code requests-replayed}. */
  public Map<String, Long> counters() {
    return Map.copyOf(counters);
  }
}
