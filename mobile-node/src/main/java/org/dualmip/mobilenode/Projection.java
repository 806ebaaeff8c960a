package org.dualmip.mobilenode;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * What the host should look like now: computed from the engine's state, never patched. Whoever
 * carries it out first shuts what is no longer open, then moves addresses, routes and tunnels, then
 * opens.
 *
 * @param links the interfaces in use, for their addresses, routes and rules
 * @param openings through what user data may flow; empty means the gate is shut
 * @param probes interfaces on which the inner home agent may be asked in the clear
 * @param sockets who needs a socket for signalling
 * @param innerPath where the intranet adapter's packets go; null drops them
 * @param innerAccepted all tunnels whose packets the intranet adapter takes
 * @param outerPath where the mobility adapter's packets go; null drops them
 * @param outerAccepted all tunnels whose packets the mobility adapter takes
 * @param outerHome the outer home address, once assigned
 * @param vpnFrom without an outer system: where the VPN's own packets leave; null otherwise
 * @param listening interfaces on which foreign agents are listened to
 * @param mobileNetworks networks behind the node that it forwards for, to the intranet adapter and
 *     nowhere else
 * @param vpnAddress the address the VPN gave, while it is up
 * @param homeLink the home link, while the host has the home address there too, for neighbours to
 *     find it by ARP (RFC 5944 §4.6); null away from home
 */
public record Projection(
    Set<Link> links,
    Set<Opening> openings,
    Set<String> probes,
    Set<Attachment> sockets,
    @Nullable Path innerPath,
    Set<Path> innerAccepted,
    @Nullable Path outerPath,
    Set<Path> outerAccepted,
    @Nullable Ip4 outerHome,
    @Nullable CareOf vpnFrom,
    @Nullable Ip4 vpnAddress,
    Set<String> listening,
    Set<Prefix4> mobileNetworks,
    @Nullable String homeLink) {
  /** The state before anything is known: the gate shut, nothing else. */
  public static final Projection NOTHING =
      new Projection(
          Set.of(), Set.of(), Set.of(), Set.of(), null, Set.of(), null, Set.of(), null, null, null,
          Set.of(), Set.of(), null);

  /** Sets are copied. */
  public Projection {
    links = Set.copyOf(links);
    openings = Set.copyOf(openings);
    probes = Set.copyOf(probes);
    sockets = Set.copyOf(sockets);
    innerAccepted = Set.copyOf(innerAccepted);
    outerAccepted = Set.copyOf(outerAccepted);
    listening = Set.copyOf(listening);
    mobileNetworks = Set.copyOf(mobileNetworks);
  }

  /** Something through which user data may flow. */
  public sealed interface Opening {
    /**
     * In the clear, through an interface that has proved to be inside: in the node's own tunnel, or
     * bare to a foreign agent there, or at home.
     *
     * @param careOf the proved interface and its address
     * @param until when the proof is over unless renewed; the gate shuts by itself then (RFC 5265
     *     §3.2.4)
     */
    record Inside(CareOf careOf, MonotonicTime until) implements Opening {}

    /**
     * Through the VPN.
     *
     * @param vpnAddress the inner address of the VPN
     */
    record Outside(Ip4 vpnAddress) implements Opening {}
  }

  /** A socket of one system on one care-of address. */
  public record Attachment(Tier tier, CareOf careOf) {}

  /**
   * Where packets of a home address leave, and how.
   *
   * @param tunnel where the node has its end of it; to a foreign agent with encapsulating delivery,
   *     or null if packets go to that agent bare (direct delivery, RFC 3024 §5), and null at home
   */
  public record Path(CareOf careOf, @Nullable Tunnel tunnel) {
    /** Whether packets leave as they are, because the node is at home. */
    boolean isAtHome() {
      return tunnel == null && careOf instanceof CareOf.CoLocated;
    }

    /** Whether packets leave as they are: to a foreign agent, or because the node is at home. */
    boolean isBare() {
      return tunnel == null;
    }

    /** Whether a foreign agent has the end of the home agent's tunnel. */
    boolean isThroughAgent() {
      return !careOf.isCoLocated();
    }

    boolean isInUdp() {
      return tunnel != null && tunnel.isInUdp();
    }

    @Override
    public String toString() {
      String way = isAtHome() ? "at home" : "bare";
      return (tunnel == null ? way : tunnel.toString()) + " from " + careOf;
    }
  }

  /** The interfaces on which a foreign agent brings bare packets of the outer system. */
  Set<String> bareOuterLinks() {
    return outerAccepted.stream()
        .filter(Path::isThroughAgent)
        .map(path -> path.careOf().link())
        .collect(Collectors.toSet());
  }

  /** The foreign agents that packets of the outer system go to in a tunnel (RFC 3024 §5.2). */
  Set<Ip4> outerAgents() {
    return outerAccepted.stream()
        .filter(Path::isThroughAgent)
        .flatMap(path -> Stream.ofNullable(path.tunnel()).map(Tunnel::remote))
        .collect(Collectors.toSet());
  }

  /** For log and display. */
  static List<String> describe(Set<Opening> openings) {
    return openings.stream()
        .map(opening ->
            switch (opening) {
              case Opening.Inside inside -> "inside through " + inside.careOf();
              case Opening.Outside outside -> "outside through the VPN as " + outside.vpnAddress();
            })
        .sorted()
        .toList();
  }
}
