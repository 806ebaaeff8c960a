package org.dualmip.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Tunnels behind one virtual adapter, carried by this process.
 *
 * <pre>
 *   host -> adapter -> tunnels of the longest prefix around the destination -> sockets
 *   socket -> outer header off -> admitted? -> adapter -> host
 * </pre>
 *
 * <p>A home agent sets a tunnel for each home address and mobile network and receives from many; a
 * mobile node sets the default tunnel and exchanges it at a handover, between two packets. Several
 * tunnels for one prefix get a copy each (simultaneous bindings, RFC 5944 §3.3, and broadcasts).
 * Each tunnel may be of any kind, native or in UDP; see {@link Encapsulation}.
 *
 * <p>One thread reads the adapter and one each socket; a packet makes no object on its way.
 * Whatever is wrong with a packet is counted and the packet is lost. All methods may be called by
 * any thread.
 */
public final class UserTunnels implements AutoCloseable {
  private static final Prefix4 EVERYTHING = new Prefix4(Ip4.ANY, 0);

  private final Tun adapter;
  private final Admission admission;
  private final TunnelListener listener;
  private final TunnelMeter meter = new TunnelMeter();
  private final TunnelSockets sockets = new TunnelSockets(this::arrived, meter);
  private final CongestionMarks marks;
  private final TunnelAnswers answers = new TunnelAnswers();
  private final AdapterBack back;
  private final TunnelErrors errors;
  private final GreOrder order = new GreOrder();

  private volatile PrefixMap<Exit[]> exits = PrefixMap.empty();
  private volatile long lastSent;

  private UserTunnels(Tun adapter, Admission admission, TunnelListener listener) {
    this.adapter = adapter;
    this.admission = admission;
    this.listener = listener;
    this.marks = new CongestionMarks(meter, listener, System::nanoTime);
    this.back = new AdapterBack(adapter);
    this.errors = new TunnelErrors(answers, back);
    this.lastSent = System.nanoTime();
  }

  /**
   * Begins to carry what the host sends to the adapter, which belongs to the result from now on.
   */
  public static UserTunnels open(Tun adapter, Admission admission, TunnelListener listener) {
    var tunnels = new UserTunnels(adapter, admission, listener);
    Outbound.ofHost(adapter, listener, tunnels::send);
    return tunnels;
  }

  /**
   * Leads packets for a prefix into tunnels, in the place of those it had; each tunnel gets a copy.
   * Of all prefixes around a destination the longest counts. Broadcasts and multicasts are ordinary
   * destinations here: 255.255.255.255, a network's last address, 224.0.0.0/4.
   *
   * @param tunnels none to drop the packets, even where a shorter prefix has a tunnel
   */
  public synchronized void route(Prefix4 destinations, List<Encapsulation> tunnels) {
    Exit[] past = exits.exactly(destinations);
    List<Exit> fresh = tunnels.stream().map(Exit::new).toList();
    TunnelErrors.continued(fresh, past == null ? List.of() : List.of(past));
    exits = exits.with(destinations, fresh.toArray(Exit[]::new));
  }

  /** Leads packets for one address through one tunnel, in the place of any other. */
  public void route(Ip4 innerDestination, Encapsulation tunnel) {
    route(PrefixMap.host(innerDestination), List.of(tunnel));
  }

  /** Takes a route back; its packets go by shorter prefixes again. */
  public synchronized void unroute(Prefix4 destinations) {
    exits = exits.without(destinations);
  }

  /** Takes the route of one address back. */
  public void unroute(Ip4 innerDestination) {
    unroute(PrefixMap.host(innerDestination));
  }

  /** Exchanges the tunnel of all destinations that have no other; null for none. */
  public void defaultRoute(@Nullable Encapsulation tunnel) {
    if (tunnel == null) {
      unroute(EVERYTHING);
    } else {
      route(EVERYTHING, List.of(tunnel));
    }
  }

  /** Begins to receive all its kinds. Closing the socket ends that, and so does closing this. */
  public void attach(TunnelSocket socket) {
    sockets.attach(socket);
  }

  /**
   * Begins to receive from the socket. Closing it ends that, and so does closing this.
   *
   * @param signalling gets a copy of each datagram that is no tunnel data, on the socket's thread
   */
  public void attach(UdpSocket socket, BiConsumer<Endpoint, byte[]> signalling) {
    sockets.attach(socket, signalling);
  }

  /**
   * Begins to hear ICMP errors about packets in these tunnels and to tell the senders of the
   * packets inside (RFC 2003 §4), who also get their answers about packets that are too long from
   * this socket then, not out of the adapter. Closing the socket ends that, and so does closing
   * this.
   */
  public void attach(IcmpSocket socket) {
    back.through(socket);
    hear(socket);
  }

  /**
   * As {@link #attach(IcmpSocket)}, but senders get their answers out of the adapter: for a host
   * whose own sockets they are, which may be bound to it.
   */
  public void hear(IcmpSocket socket) {
    sockets.attach(
        socket.datagrams(),
        (address, length, _, _, _, _) -> errors.heard(Memory.copy(address, length), exits));
  }

  /**
   * Takes a datagram that another library received.
   *
   * @param payload a direct buffer; its position stays
   * @return false if it is no tunnel data but signalling, and is still the caller's
   */
  public boolean received(Endpoint from, ByteBuffer payload) {
    return sockets.received(from, payload);
  }

  /**
   * Hands a packet to the host without asking whether it may come.
   *
   * @param innerPacket an IPv4 packet in native memory
   * @param length octets of it that count
   * @return whether the host took it
   */
  public boolean deliver(MemorySegment innerPacket, long length) {
    long address = innerPacket.asSlice(0, length).address();
    return Ip4Header.valid(address, length) ? write(address) : meter.drop(Drop.MALFORMED);
  }

  /**
   * Sends a packet of the caller's own through the tunnel its destination has, as if the host had
   * sent it: a keepalive.
   *
   * @return whether the kernel took it
   */
  public boolean send(byte[] innerPacket) {
    return Outbound.ofCaller(innerPacket, this::send);
  }

  /** The counters at this moment. */
  public TunnelCounters counters() {
    return meter.read(sockets, answers);
  }

  /** When a packet was last sent, or the time of opening: what a keepalive is due after. */
  public MonotonicTime lastSent() {
    return new MonotonicTime(lastSent + HostClock.asleep());
  }

  /** Gives the adapter back and closes the sockets. A second call does nothing. */
  @Override
  public void close() {
    adapter.close();
    sockets.close();
  }

  /** Sends a packet that has room for a header in front of it. */
  private boolean send(long packet, int length) {
    if (!Ip4Header.valid(packet, length)) {
      return meter.drop(Drop.NOT_IPV4);
    }
    Exit[] ways = exits.get(Ip4Header.destination(packet));
    if (ways == null || ways.length == 0) {
      return meter.drop(Drop.NO_TUNNEL);
    }
    boolean sent = false;
    for (Exit way : ways) {
      sent |= send(way, packet, length, ways.length == 1);
    }
    if (ways.length > 1) {
      meter.copied(ways.length - 1);
    }
    return sent;
  }

  private boolean send(Exit way, long packet, int length, boolean only) {
    if (MssClamp.lowers(packet, way.innerMtu)) {
      meter.clamped();
    }
    int result = way.send(packet, length);
    if (result < 0) {
      meter.drop(reason(-result));
      if (result == -Errno.EMSGSIZE) {
        answers.tooBig(way, packet, length, back);
      }
      return false;
    }
    if (way.knowsSomething()) {
      errors.object(way, packet, length, only);
    }
    lastSent = System.nanoTime();
    meter.sent(length);
    return true;
  }

  static Drop reason(int errno) {
    return switch (errno) {
      case -Exit.LOOP -> Drop.LOOP;
      case Errno.EMSGSIZE -> Drop.TOO_BIG;
      case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> Drop.QUEUE_FULL;
      default -> Drop.UNREACHABLE;
    };
  }

  /** Takes what came out of a tunnel. */
  private void arrived(Arrival outer, long inner, int length, int outerTrafficClass) {
    if (!Ip4Header.valid(inner, length)) {
      meter.drop(Drop.MALFORMED);
    } else if (!admission.admits(outer, Ip4Header.source(inner), Ip4Header.destination(inner))) {
      meter.drop(Drop.NOT_ACCEPTED);
    } else if (outer.kind() == Kind.GRE && Ip4Header.destination(inner) == outer.source()) {
      meter.drop(Drop.LOOP); // RFC 2784 §3.1
    } else if (outer.isSequenced() && !order.accepts(outer)) {
      meter.drop(Drop.OUT_OF_SEQUENCE);
    } else if (marks.inherits(outer, inner, outerTrafficClass)) {
      Exit[] ways = exits.get(Ip4Header.source(inner));
      if (ways != null && ways.length > 0) {
        TunnelErrors.reached(ways, outer.source());
        if (MssClamp.lowers(inner, ways[0].innerMtu)) {
          meter.clamped();
        }
      }
      if (Ip4Header.isEchoReply(inner)) {
        listener.echoReply(outer.end(), Memory.copy(inner, Ip4Header.totalLength(inner)));
      }
      int whole = Ip4Header.totalLength(inner);
      if (Ip4Header.isEchoRequest(inner) && listener.echoRequest(Memory.copy(inner, whole))) {
        meter.received(whole);
      } else {
        write(inner);
      }
    }
  }

  private boolean write(long inner) {
    int length = Ip4Header.totalLength(inner);
    try {
      if (!adapter.write(inner, length)) {
        return meter.drop(Drop.ADAPTER_DOWN);
      }
    } catch (HostException gone) { // the reading thread tells it
      return meter.drop(Drop.ADAPTER_DOWN);
    }
    meter.received(length);
    return true;
  }
}
