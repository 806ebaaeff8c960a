package org.dualmip.mobilenode;

import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
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

  private final Map<Tier, TierTunnels> tiers = new EnumMap<>(Tier.class);
  private final Map<Attachment, UdpSocket> signalling = new HashMap<>();
  private final Map<CareOf, UdpSocket> doors = new HashMap<>();

  /** Those that were last spoken to at port 434. */
  private final Set<Attachment> knocked = ConcurrentHashMap.newKeySet();

  private final NodeSettings settings;
  private final Signalling received;
  private final Consumer<String> troubled;

  /**
   * @param mobility null without an outer system
   */
  Tunnels(
      NodeSettings settings,
      Tun intranet,
      @Nullable Tun mobility,
      Signalling received,
      Consumer<String> troubled) {
    this.settings = settings;
    this.received = received;
    this.troubled = troubled;
    tiers.put(
        Tier.INNER,
        tier(Tier.INNER, intranet, List.of(settings.inner().homeAgent()), Tunnel.Kind.IP_IN_IP));
    NodeSettings.Outer outer = settings.outer();
    if (mobility != null && outer != null) {
      tiers.put(Tier.OUTER, tier(Tier.OUTER, mobility, outer.homeAgents(), outer.encapsulation()));
    }
  }

  private TierTunnels tier(Tier tier, Tun adapter, List<Ip4> homeAgents, Tunnel.Kind kind) {
    return new TierTunnels(
        tier,
        adapter,
        homeAgents,
        kind,
        careOf -> signalling.get(new Attachment(tier, careOf)),
        listener(tier),
        troubled);
  }

  /** Stops user data at once. */
  void shut() {
    of(Tier.INNER).shut();
  }

  /** Makes sockets and tunnels those of the projection. */
  void apply(Projection projection) {
    Set<Attachment> own =
        projection.sockets().stream()
            .filter(one -> one.careOf().isCoLocated() || one.careOf() instanceof CareOf.AtHome)
            .collect(Collectors.toSet());
    keepSockets(own);
    keepDoors(own);
    NodeSettings.Inner inner = settings.inner();
    of(Tier.INNER).receivers(inner.homeAddress(), projection.mobileNetworks(), inner.multicast());
    of(Tier.INNER)
        .apply(careOfs(Tier.INNER, own), projection.innerPath(), projection.innerAccepted());
    if (tiers.containsKey(Tier.OUTER)) {
      of(Tier.OUTER).receivers(projection.outerHome(), Set.of(), false);
      of(Tier.OUTER)
          .apply(careOfs(Tier.OUTER, own), projection.outerPath(), projection.outerAccepted());
    }
  }

  private static Set<CareOf> careOfs(Tier tier, Set<Attachment> attachments) {
    return attachments.stream()
        .filter(one -> one.tier() == tier)
        .map(Attachment::careOf)
        .filter(CareOf::isCoLocated) // at home there is no tunnel
        .collect(Collectors.toSet());
  }

  /** Sends a datagram; without a socket it is lost, as datagrams are. */
  void send(Attachment socket, Endpoint to, Octets payload) {
    // From the port that the revocation came to (RFC 3543 §3.4).
    boolean answer = payload.at(0) == RevocationAcknowledgment.TYPE && knocked.contains(socket);
    UdpSocket open = answer ? doors.get(socket.careOf()) : signalling.get(socket);
    if (open == null || !open.send(payload.toBytes(), to)) {
      troubled.accept("cannot send to " + to + " from " + socket.careOf());
    }
  }

  /** The systems there are. */
  Set<Tier> tiers() {
    return tiers.keySet();
  }

  /** When user data was last sent through a tier's tunnel. */
  MonotonicTime lastSent(Tier tier) {
    return of(tier).tunnels().lastSent();
  }

  /** What went through a tier's tunnel, and what was dropped. */
  TunnelCounters counters(Tier tier) {
    return of(tier).tunnels().counters();
  }

  @Override
  public void close() {
    signalling.values().forEach(UdpSocket::close);
    signalling.clear();
    doors.values().forEach(UdpSocket::close);
    doors.clear();
    tiers.values().forEach(TierTunnels::close);
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
        open(attachment);
      }
    }
  }

  /**
   * A home agent revokes a registration at port 434 of its care-of address (RFC 3543 §3.3), of
   * whichever system.
   */
  private void keepDoors(Set<Attachment> wanted) {
    if (!settings.revocation()) {
      return;
    }
    Set<CareOf> careOfs = wanted.stream().map(Attachment::careOf).collect(Collectors.toSet());
    doors
        .entrySet()
        .removeIf(one -> {
          boolean gone = !careOfs.contains(one.getKey());
          if (gone) {
            one.getValue().close();
            knocked.removeIf(attachment -> attachment.careOf().equals(one.getKey()));
          }
          return gone;
        });
    for (CareOf careOf : careOfs) {
      if (!doors.containsKey(careOf)) {
        attempt(() -> {
          UdpSocket door = open(careOf, PORT);
          door.receive((from, payload) -> {
            boolean inner = from.address().equals(settings.inner().homeAgent());
            Tier tier = inner ? Tier.INNER : Tier.OUTER;
            Attachment attachment = new Attachment(tier, careOf);
            knocked.add(attachment);
            received.received(attachment, from, Octets.of(payload.toArray(ValueLayout.JAVA_BYTE)));
          });
          doors.put(careOf, door);
        });
      }
    }
  }

  private static UdpSocket open(CareOf careOf, int port) {
    return UdpSocket.open(new Endpoint(careOf.address(), port), device(careOf.link()));
  }

  /** An address may vanish between decision and deed; the event that says so is on its way. */
  private void attempt(Runnable opening) {
    try {
      opening.run();
    } catch (HostException refused) {
      troubled.accept(String.valueOf(refused.getMessage()));
    }
  }

  private void open(Attachment attachment) {
    attempt(() -> {
      UdpSocket socket = open(attachment.careOf(), 0);
      socket.ttl(REGISTRATION_TTL);
      of(attachment.tier())
          .tunnels()
          .attach(
              socket,
              (from, payload) -> {
                knocked.remove(attachment);
                received.received(attachment, from, Octets.of(payload));
              });
      signalling.put(attachment, socket);
    });
  }

  /** Keepalives are answered inside the tunnel (RFC 3519 §4.9): the engine is told. */
  private TunnelListener listener(Tier tier) {
    return new TunnelListener() {
      @Override
      public void echoReply(Endpoint origin, byte[] innerPacket) {
        Path path = of(tier).path();
        if (path != null && path.isInUdp()) {
          TunnelData data = new TunnelData(Ip4Packet.IP_IN_IP, Octets.of(innerPacket));
          received.received(new Attachment(tier, path.careOf()), origin, Octets.of(data.toBytes()));
        }
      }

      @Override
      public void unusedMarks(Ip4 outerSource, int inner, int outer) {
        troubled.accept(
            "ECN %d inside %d from %s does not occur in tunnels (RFC 6040 §4.2)"
                .formatted(inner, outer, outerSource));
      }

      @Override
      public void adapterLost(HostException reason) {
        troubled.accept(String.valueOf(reason.getMessage()));
      }
    };
  }

  private TierTunnels of(Tier tier) {
    return Objects.requireNonNull(tiers.get(tier));
  }

  /** The interface that packets of a care-of address are bound to; null if it is none. */
  static @Nullable String device(String link) {
    return link.equals(DualNode.VPN) ? null : link;
  }
}
