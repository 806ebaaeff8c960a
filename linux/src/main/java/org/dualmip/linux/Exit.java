package org.dualmip.linux;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.dualmip.mobileip.packet.TunnelState;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets through one {@link Encapsulation}, with everything about it that a packet needs
 * laid out beforehand. Writes its headers into the room in front of the packet; the packet itself
 * is the same afterwards. Any thread may send packets of its own memory.
 */
final class Exit {
  /** The result when a packet must not be sent: it would come back (RFC 2003 §3.2). */
  static final int LOOP = Integer.MIN_VALUE;

  private static final int UDP_HEADER = 4;
  private static final int TUNNEL_DATA = 4;
  private static final int NESTED_TTL = 64;
  private static final int ECN = 3;

  final Tunnel tunnel;
  private final Encapsulation.@Nullable Nested nested;
  private final @Nullable TunnelSocket socket;
  private final @Nullable UdpSender sender;
  private final Kind kind;
  private final int local;
  private final int remote;
  private final int port;
  private final boolean keyed;
  private final int key;

  /** The longest packet that fits through; 0 if not known. */
  volatile int innerMtu;

  /** What ICMP told. */
  volatile TunnelState state = TunnelState.NEW;

  Exit(Encapsulation encapsulation) {
    tunnel = encapsulation.tunnel();
    nested = encapsulation instanceof Encapsulation.Nested two ? two : null;
    Encapsulation outside = nested == null ? encapsulation : nested.outside();
    socket = outside instanceof Encapsulation.Native one ? one.socket() : null;
    sender = outside instanceof Encapsulation.InUdp one ? one.sender() : null;
    kind = tunnel.kind();
    local = socket == null ? 0 : socket.local().bits();
    remote = tunnel.remote().bits();
    port = tunnel.udpPort();
    Tunnel.GreKeys keys = tunnel.keys();
    keyed = keys != null;
    key = keys == null ? 0 : keys.toRemote();
    learnMtu();
  }

  /** Whether ICMP told anything: two fields, since this is asked for every packet. */
  boolean knowsSomething() {
    TunnelState now = state;
    return now.mtu() != 0 || now.reach() != TunnelState.Reach.UNKNOWN;
  }

  /** Octets that the headers of this tunnel add to a packet. */
  int overhead() {
    int levels = nested == null ? 0 : Ip4Header.SHORTEST;
    int udp = sender == null ? 0 : 8 + UDP_HEADER;
    return switch (kind) {
      case IP_IN_IP -> levels + udp + Ip4Header.SHORTEST;
      case GRE -> levels + udp + Ip4Header.SHORTEST + TunnelHeader.greLength(keyed);
      case MINIMAL -> levels + udp + TunnelHeader.MINIMAL;
    };
  }

  /**
   * Asks the host for the longest packet that fits through and remembers it; 0 if the host knows
   * nothing. A few system calls.
   */
  int learnMtu() {
    Ip4 end = tunnel.remote();
    int mtu = sender != null ? sender.pathMtu(end) : carrier(kind).pathMtu(end);
    innerMtu = mtu == 0 ? 0 : Math.max(mtu - overhead(), 0);
    return innerMtu;
  }

  /**
   * Sends a packet with {@link ReceivedMessage#HEADROOM} octets of room in front. Into UDP it goes
   * in fragments if it is too long and may be fragmented (RFC 3519 §4.8).
   *
   * @return a negative error number, or {@link #LOOP}, if it was not sent
   */
  int send(long packet, int length) {
    if (wouldComeBack(packet)) {
      return LOOP;
    }
    int mtu = sender == null ? 0 : fragmentMtu();
    return mtu != 0 && Fragments.needed(packet, length, mtu)
        ? Fragments.of(packet, length, mtu, this::sendWhole)
        : sendWhole(packet, length);
  }

  /** Fragments in a minimal tunnel go in IP-in-IP, which leaves less room. */
  private int fragmentMtu() {
    int known = innerMtu;
    return kind == Kind.MINIMAL && known != 0
        ? known - (Ip4Header.SHORTEST - TunnelHeader.MINIMAL)
        : known;
  }

  private int sendWhole(long packet, int length) {
    if (nested != null) {
      long outer = packet - Ip4Header.SHORTEST;
      Ip4Header.write(
          outer,
          Ip4Header.trafficClass(packet),
          length + Ip4Header.SHORTEST,
          0,
          Ip4Header.dontFragment(packet),
          NESTED_TTL,
          Kind.IP_IN_IP.protocol(),
          nested.from().bits(),
          nested.to().bits());
      return encapsulate(outer, length + Ip4Header.SHORTEST);
    }
    return encapsulate(packet, length);
  }

  /**
   * RFC 2003 §3.2: the source is the other end. Or the packet is one of this tunnel already, led
   * back into it by a route; not one that somebody else tunnels to the same end (RFC 5177 §7).
   */
  private boolean wouldComeBack(long packet) {
    return Ip4Header.source(packet) == remote
        || (Ip4Header.destination(packet) == remote
            && (local == 0 || Ip4Header.source(packet) == local)
            && (port == 0
                ? Ip4Header.protocol(packet) == kind.protocol()
                : Ip4Header.isUdpTo(packet, port)));
  }

  private int encapsulate(long packet, int length) {
    return switch (kind) {
      case IP_IN_IP -> transmit(Kind.IP_IN_IP, packet, length, packet, 0);
      case GRE -> {
        int header = TunnelHeader.writeGre(packet, keyed, key);
        yield transmit(Kind.GRE, packet - header, length + header, packet, 0);
      }
      case MINIMAL -> {
        if (!TunnelHeader.fitsMinimal(packet)) { // RFC 2004 §3
          yield transmit(Kind.IP_IN_IP, packet, length, packet, 0);
        }
        yield minimal(packet, length);
      }
    };
  }

  /** The forwarding header stands where the packet's own header ends, and is taken back later. */
  private int minimal(long packet, int length) {
    int ttl = Ip4Header.timeToLive(packet);
    int trafficClass = Ip4Header.trafficClass(packet);
    boolean df = Ip4Header.dontFragment(packet);
    long start = packet + Ip4Header.SHORTEST - TunnelHeader.MINIMAL;
    int one = Memory.i32(start);
    int two = Memory.i32(start + 4);
    int three = Memory.i32(start + 8);
    int outside = Memory.i32(start - UDP_HEADER);
    TunnelHeader.writeMinimal(packet, start);
    int size = length - (Ip4Header.SHORTEST - TunnelHeader.MINIMAL);
    int result = transmit(Kind.MINIMAL, start, size, trafficClass, df, ttl);
    Memory.put32(start - UDP_HEADER, outside);
    Memory.put32(start, one);
    Memory.put32(start + 4, two);
    Memory.put32(start + 8, three);
    return result;
  }

  private int transmit(Kind how, long start, int size, long packet, int ttl) {
    return transmit(
        how, start, size, Ip4Header.trafficClass(packet), Ip4Header.dontFragment(packet), ttl);
  }

  private int transmit(Kind how, long start, int size, int trafficClass, boolean df, int ttl) {
    if (sender != null) {
      Memory.put32(start - UDP_HEADER, TUNNEL_DATA << 24 | how.protocol() << 16);
      // Whether the other end sees the outer mark of a UDP datagram is not known: compatibility
      // mode (RFC 6040 §4.3). With minimal encapsulation the outer header is the packet's own.
      int shown = how == Kind.MINIMAL ? trafficClass : trafficClass & ~ECN;
      return sender.send(start - UDP_HEADER, size + UDP_HEADER, shown, ttl, df, remote, port);
    }
    return carrier(how).send(start, size, trafficClass, ttl, df, remote, 0);
  }

  private DatagramSocket4 carrier(Kind how) {
    if (socket == null) {
      throw new IllegalStateException("no socket for " + how);
    }
    return socket.datagrams(how);
  }
}
