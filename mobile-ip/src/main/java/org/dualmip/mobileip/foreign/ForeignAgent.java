package org.dualmip.mobileip.foreign;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.discovery.Challenges;
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
     */
    record Revoke(Now at, Ip4 home) implements Input {}

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

  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Tally tally = new Tally();

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
      RandomGenerator random) {}

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {}

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next; null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    return null;
  }

  /** All visitors. */
  public List<Visitor> visitors() {
    return List.of();
  }

  /** How many requests wait for a home agent. */
  public int pending() {
    return 0;
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    return tally.all();
  }
}
