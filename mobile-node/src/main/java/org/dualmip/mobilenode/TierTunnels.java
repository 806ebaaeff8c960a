package org.dualmip.mobilenode;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dualmip.linux.Arrival;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.HostException;
import org.dualmip.linux.IcmpSocket;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.TunnelSocket;
import org.dualmip.linux.UdpSocket;
import org.dualmip.linux.UserTunnels;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * One tier's adapter with the tunnels behind it.
 *
 * <p>A tunnel ends here at a care-of address of the node's own. Where a foreign agent has the
 * care-of address, packets come bare, and only what is encapsulated twice ends here, at the home
 * address: broadcasts and multicasts (RFC 5944 §4.3) and packets for a network behind the node (RFC
 * 5177 §7). What leaves by the adapter then is encapsulated to the agent (RFC 3024 §5.2), or, if
 * packets go to the agent bare, what the network behind the node sends, to the home agent (RFC 5177
 * §7).
 *
 * <p>ICMP errors about the tunnels are told to the senders of the packets inside (RFC 2003 §4).
 * Owner thread; packets pass on threads of their own.
 */
final class TierTunnels implements AutoCloseable {
  /** The tunnels in UDP of a care-of address, which share its signalling socket. */
  interface Signalling {
    @Nullable UdpSocket at(CareOf careOf);
  }

  private static final Prefix4 BROADCAST = new Prefix4(Ip4.BROADCAST, 32);
  private static final int PORT = 434;

  private final Tier tier;
  private final List<Ip4> homeAgents;
  private final Tunnel.Kind kind;
  private final Signalling signalling;
  private final Consumer<String> troubled;
  private final IcmpSocket errors;
  private final UserTunnels tunnels;
  private final Map<CareOf, TunnelSocket> ends = new HashMap<>();
  private final Set<CareOf> read = new HashSet<>();
  private volatile @Nullable Path path;

  // What packets are compared with, on their threads.
  private volatile Tunnel[] accepted = {};
  private volatile int home;
  private volatile int[] behind = {};
  private volatile boolean groups;

  /**
   * @param homeAgents whose tunnels these may be; the first is the one that networks behind the
   *     node belong to
   * @param kind of the tunnels that are asked for
   */
  TierTunnels(
      Tier tier,
      Tun adapter,
      List<Ip4> homeAgents,
      Tunnel.Kind kind,
      Signalling signalling,
      TunnelListener listener,
      Consumer<String> troubled) {
    this.tier = tier;
    this.homeAgents = homeAgents;
    this.kind = kind;
    this.signalling = signalling;
    this.troubled = troubled;
    this.errors = IcmpSocket.open(Ip4.ANY, null);
    this.tunnels =
        UserTunnels.open(
            adapter, (outer, _, destination) -> isOurs(destination) && isAccepted(outer), listener);
    tunnels.hear(errors);
  }

  /** What carries the packets. */
  UserTunnels tunnels() {
    return tunnels;
  }

  /** Where packets of the home address go now. Any thread. */
  @Nullable Path path() {
    return path;
  }

  /** Says whom packets out of the tunnels may be for. */
  void receivers(@Nullable Ip4 homeAddress, Set<Prefix4> networks, boolean multicast) {
    home = homeAddress == null ? 0 : homeAddress.bits();
    groups = multicast;
    int[] pairs = new int[2 * networks.size()];
    int i = 0;
    for (Prefix4 network : networks) {
      pairs[i++] = network.network().bits();
      pairs[i++] = (int) (-1L << (32 - network.length()));
    }
    behind = pairs;
  }

  /**
   * Makes the tunnels these.
   *
   * @param own the care-of addresses that are asked for or in use and are the node's own
   * @param way where packets go; null drops them
   * @param paths all whose packets are taken
   */
  void apply(Set<CareOf> own, @Nullable Path way, Set<Path> paths) {
    Set<CareOf> wanted = new HashSet<>(own);
    paths.stream().filter(Path::isThroughAgent).map(Path::careOf).forEach(wanted::add);
    wanted.forEach(this::end);
    accepted = paths.stream().map(this::origin).collect(Collectors.toSet()).toArray(Tunnel[]::new);
    Set<CareOf> proved = paths.stream().map(Path::careOf).collect(Collectors.toSet());
    ends.forEach((careOf, end) -> {
      // What comes through the outer tunnel is only ever the VPN's.
      if ((tier == Tier.OUTER || proved.contains(careOf)) && read.add(careOf)) {
        tunnels.attach(end);
      }
    });
    path = way;
    lead(way);
    ends.entrySet()
        .removeIf(one -> {
          boolean gone = !wanted.contains(one.getKey());
          if (gone) {
            one.getValue().close();
            read.remove(one.getKey());
          }
          return gone;
        });
  }

  /** Stops sending at once. */
  void shut() {
    tunnels.defaultRoute(null);
  }

  @Override
  public void close() {
    ends.values().forEach(TunnelSocket::close);
    errors.close();
    tunnels.close();
  }

  // --- sending

  private void lead(@Nullable Path way) {
    Encapsulation out = way == null ? null : encapsulation(way);
    boolean bare = way != null && way.isBare();
    for (Prefix4 several : List.of(Adapters.GROUPS, BROADCAST)) {
      if (bare) {
        tunnels.route(several, List.of()); // only encapsulated ones are tunnelled (RFC 3024 §5.2)
      } else {
        tunnels.unroute(several);
      }
    }
    tunnels.defaultRoute(out);
  }

  private @Nullable Encapsulation encapsulation(Path way) {
    Tunnel tunnel = way.tunnel();
    if (tunnel != null && tunnel.isInUdp()) {
      UdpSocket socket = signalling.at(way.careOf());
      return socket == null ? null : new Encapsulation.InUdp(socket.sender(), tunnel);
    }
    TunnelSocket end = ends.get(way.careOf());
    if (end == null || way.isAtHome() || (tunnel == null && behind.length == 0)) {
      return null; // the host's routes lead out, to the agent or at home
    }
    return new Encapsulation.Native(
        end, tunnel == null ? Tunnel.ipInIp(homeAgents.getFirst()) : tunnel);
  }

  private void end(CareOf careOf) {
    Ip4 local = careOf.isCoLocated() ? careOf.address() : new Ip4(home);
    if (ends.containsKey(careOf) || local.isAny()) {
      return;
    }
    try {
      ends.put(careOf, TunnelSocket.open(local, Tunnels.device(careOf.link()), kind));
    } catch (HostException refused) {
      // An address may vanish between decision and deed; the event that says so is on its way.
      troubled.accept(String.valueOf(refused.getMessage()));
    }
  }

  // --- receiving, on the threads of the sockets

  /** The tunnel that packets of a path come out of. */
  private Tunnel origin(Path one) {
    Tunnel tunnel = one.tunnel();
    return tunnel == null || one.isThroughAgent() ? Tunnel.ipInIp(homeAgents.getFirst()) : tunnel;
  }

  private boolean isOurs(int destination) {
    if (destination == home) {
      return true;
    }
    if (groups && (destination >>> 28 == 14 || destination == -1)) {
      return true;
    }
    int[] networks = behind;
    for (int i = 0; i < networks.length; i += 2) {
      if ((destination & networks[i + 1]) == networks[i]) {
        return true;
      }
    }
    return false;
  }

  private boolean isAccepted(Arrival outer) {
    if (tier == Tier.OUTER) {
      return (outer.port() == 0 || outer.port() == PORT) && isHomeAgent(outer.source());
    }
    for (Tunnel tunnel : accepted) {
      if (outer.isOf(tunnel)) {
        return true;
      }
    }
    return false;
  }

  private boolean isHomeAgent(int source) {
    for (Ip4 agent : homeAgents) {
      if (agent.bits() == source) {
        return true;
      }
    }
    return false;
  }
}
