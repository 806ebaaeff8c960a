package org.dualmip.mobilenode;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.TunnelSocket;
import org.dualmip.linux.UdpSocket;
import org.dualmip.linux.UserTunnels;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.TunnelData;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * The sockets and tunnels of a projection: for each tier an adapter, the path its packets take and
 * the sockets it takes packets from.
 *
 * <p>A home agent sends through the new tunnel the moment it accepts, so packets may be here before
 * its reply is understood. The socket of a tunnel is therefore open from the request on, and read
 * once the path is accepted: until then packets are queued, not processed (RFC 5265 §3.2.4). What
 * comes through the outer tunnel is only ever the VPN's, and is read at once.
 *
 * <p>Registrations and UDP tunnels share a socket (RFC 3519 §4.4). Every socket is bound to its
 * care-of address and, on a physical interface, to the interface. Owner thread, but for {@link
 * #counters} and {@link #lastSent}.
 */
final class Tunnels implements AutoCloseable {
  /** RFC 3024 §3.2: a registration leaves with the greatest TTL there is. */
  private static final int REGISTRATION_TTL = 255;

  private static final int PORT = 434;

  /** Takes what is no user data. Any thread. */
  interface Signalling {
    /** A datagram arrived. */
    void received(Attachment socket, Endpoint from, Octets payload);
  }

  /** One tier: its adapter, its home agents, what it accepts. */
  private static final class Side {
    final UserTunnels tunnels;
    final Map<CareOf, TunnelSocket> ipInIp = new HashMap<>();
    final Set<CareOf> read = new HashSet<>();
    volatile @Nullable Path path;
    volatile boolean acceptsIpInIp;
    volatile boolean acceptsUdp;

    /** Networks behind the node, as pairs of network and mask. */
    volatile int[] behind = {};

    Side(Tun adapter, List<Prefix4> agents, Ip4Source home, TunnelListener listener) {
      int[] known = pairs(agents);
      tunnels =
          UserTunnels.open(
              adapter,
              (outer, _, destination) ->
                  outer.kind() == Tunnel.Kind.IP_IN_IP
                      && isWithin(known, outer.source())
                      && (destination == home.bits() || isWithin(behind, destination))
                      && (outer.port() == 0 ? acceptsIpInIp : outer.port() == PORT && acceptsUdp),
              listener);
    }

    private static boolean isWithin(int[] networks, int address) {
      for (int i = 0; i < networks.length; i += 2) {
        if ((address & networks[i + 1]) == networks[i]) {
          return true;
        }
      }
      return false;
    }
  }

  /** The home address of a tier, which may be assigned later. */
  private interface Ip4Source {
    int bits();
  }

  private final Map<Tier, Side> sides = new EnumMap<>(Tier.class);
  private final Map<Attachment, UdpSocket> signalling = new HashMap<>();
  private final Signalling received;
  private final Consumer<String> troubled;
  private volatile int outerHome;

  /**
   * @param mobility null without an outer system
   */
  Tunnels(
      NodeSettings settings,
      Tun intranet,
      @Nullable Tun mobility,
      Signalling received,
      Consumer<String> troubled) {
    this.received = received;
    this.troubled = troubled;
    int home = settings.inner().homeAddress().bits();
    sides.put(
        Tier.INNER,
        new Side(intranet, List.of(settings.inner().agents()), () -> home, listener(Tier.INNER)));
    NodeSettings.Outer outer = settings.outer();
    if (mobility != null && outer != null) {
      sides.put(
          Tier.OUTER,
          new Side(
              mobility,
              outer.homeAgents().stream().map(agent -> new Prefix4(agent, 32)).toList(),
              () -> outerHome,
              listener(Tier.OUTER)));
    }
  }

  /** Stops user data at once. */
  void shut() {
    side(Tier.INNER).tunnels.defaultRoute(null);
  }

  /** Makes sockets and tunnels those of the projection. */
  void apply(Projection projection) {
    Ip4 home = projection.outerHome();
    outerHome = home == null ? 0 : home.bits();
    Set<Attachment> own =
        projection.sockets().stream()
            .filter(one -> one.careOf().isCoLocated() || one.careOf() instanceof CareOf.AtHome)
            .collect(Collectors.toSet());
    side(Tier.INNER).behind = pairs(projection.mobileNetworks());
    keepSockets(own);
    route(Tier.INNER, own, projection.innerPath(), tunnelled(projection.innerAccepted()));
    if (sides.containsKey(Tier.OUTER)) {
      route(Tier.OUTER, own, projection.outerPath(), tunnelled(projection.outerAccepted()));
    }
  }

  /** Networks as pairs of network and mask. */
  private static int[] pairs(Collection<Prefix4> networks) {
    return networks.stream()
        .flatMapToInt(network ->
            IntStream.of(network.network().bits(), (int) (-1L << (32 - network.length()))))
        .toArray();
  }

  /** What a foreign agent brings bare comes in without us. */
  private static Set<Path> tunnelled(Set<Path> accepted) {
    return accepted.stream().filter(path -> !path.isBare()).collect(Collectors.toSet());
  }

  /** Sends a datagram; without a socket it is lost, as datagrams are. */
  void send(Attachment socket, Endpoint to, Octets payload) {
    UdpSocket open = signalling.get(socket);
    if (open == null || !open.send(payload.toBytes(), to)) {
      troubled.accept("cannot send to " + to + " from " + socket.careOf());
    }
  }

  /** The systems there are. */
  Set<Tier> tiers() {
    return sides.keySet();
  }

  /** When user data was last sent through a tier's tunnel. */
  MonotonicTime lastSent(Tier tier) {
    return side(tier).tunnels.lastSent();
  }

  /** What went through a tier's tunnel, and what was dropped. */
  TunnelCounters counters(Tier tier) {
    return side(tier).tunnels.counters();
  }

  @Override
  public void close() {
    signalling.values().forEach(UdpSocket::close);
    signalling.clear();
    for (Side side : sides.values()) {
      side.ipInIp.values().forEach(TunnelSocket::close);
      side.tunnels.close();
    }
  }

  private void keepSockets(Set<Attachment> wanted) {
    for (Iterator<Map.Entry<Attachment, UdpSocket>> all = signalling.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Attachment, UdpSocket> one = all.next();
      if (!wanted.contains(one.getKey())) {
        one.getValue().close();
        all.remove();
      }
    }
    for (Attachment attachment : wanted) {
      if (!signalling.containsKey(attachment)) {
        attempt(() -> signalling.put(attachment, open(attachment)));
      }
    }
  }

  private UdpSocket open(Attachment attachment) {
    UdpSocket socket =
        UdpSocket.open(
            new Endpoint(attachment.careOf().address(), 0), device(attachment.careOf().link()));
    socket.ttl(REGISTRATION_TTL);
    socket.broadcasts();
    side(attachment.tier())
        .tunnels
        .attach(socket, (from, payload) -> received.received(attachment, from, Octets.of(payload)));
    return socket;
  }

  private void route(
      Tier tier, Set<Attachment> attachments, @Nullable Path path, Set<Path> accepted) {
    Side side = side(tier);
    Set<CareOf> wanted =
        attachments.stream()
            .filter(one -> one.tier() == tier)
            .map(Attachment::careOf)
            .filter(CareOf::isCoLocated) // at home there is no tunnel
            .collect(Collectors.toSet());
    for (CareOf careOf : wanted) {
      if (!side.ipInIp.containsKey(careOf)) {
        attempt(() ->
            side.ipInIp.put(careOf, TunnelSocket.open(careOf.address(), device(careOf.link()))));
      }
    }
    side.acceptsIpInIp = tier == Tier.OUTER || accepted.stream().anyMatch(one -> !one.isInUdp());
    side.acceptsUdp = tier == Tier.OUTER || accepted.stream().anyMatch(Path::isInUdp);
    for (Map.Entry<CareOf, TunnelSocket> one : side.ipInIp.entrySet()) {
      boolean proved =
          tier == Tier.OUTER
              || accepted.stream().anyMatch(that -> that.careOf().equals(one.getKey()));
      if (proved && side.read.add(one.getKey())) {
        side.tunnels.attach(one.getValue());
      }
    }
    side.path = path;
    side.tunnels.defaultRoute(path == null ? null : encapsulation(tier, path));
    side.ipInIp
        .entrySet()
        .removeIf(one -> {
          boolean gone = !wanted.contains(one.getKey());
          if (gone) {
            one.getValue().close();
            side.read.remove(one.getKey());
          }
          return gone;
        });
  }

  private @Nullable Encapsulation encapsulation(Tier tier, Path path) {
    Tunnel tunnel = path.tunnel();
    if (tunnel == null) {
      return null; // the host's routes lead to the agent
    }
    if (tunnel.isInUdp()) {
      UdpSocket socket = signalling.get(new Attachment(tier, path.careOf()));
      return socket == null ? null : new Encapsulation.InUdp(socket.sender(), tunnel);
    }
    TunnelSocket socket = side(tier).ipInIp.get(path.careOf());
    return socket == null ? null : new Encapsulation.Native(socket, tunnel);
  }

  /** An address may vanish between decision and deed; the event that says so is on its way. */
  private void attempt(Runnable opening) {
    try {
      opening.run();
    } catch (HostException refused) {
      troubled.accept(String.valueOf(refused.getMessage()));
    }
  }

  /** Keepalives are answered inside the tunnel (RFC 3519 §4.9): the engine is told. */
  private TunnelListener listener(Tier tier) {
    return new TunnelListener() {
      @Override
      public void echoReply(Endpoint origin, byte[] innerPacket) {
        Path path = side(tier).path;
        if (path != null && path.isInUdp()) {
          TunnelData data = new TunnelData(Ip4Packet.IP_IN_IP, Octets.of(innerPacket));
          received.received(new Attachment(tier, path.careOf()), origin, Octets.of(data.toBytes()));
        }
      }

      @Override
      public void adapterLost(HostException reason) {
        troubled.accept(String.valueOf(reason.getMessage()));
      }
    };
  }

  private Side side(Tier tier) {
    return Objects.requireNonNull(sides.get(tier));
  }

  private static @Nullable String device(String link) {
    return link.equals(DualNode.VPN) ? null : link;
  }
}
