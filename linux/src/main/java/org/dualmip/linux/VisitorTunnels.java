package org.dualmip.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.linux.VisitorTable.Way;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.packet.IcmpError;
import org.jspecify.annotations.Nullable;

/**
 * The tunnels of a foreign agent, carried by this process: from home agents to stations of its
 * links, and back.
 *
 * <pre>
 *   home agent -> socket -> outer header off -> whose? -> link -> station, without ARP
 *   station -> host -> adapter -> visitor of that source -> socket -> home agent
 *   station -> socket -> outer header off -> visitor of that source -> socket -> home agent
 * </pre>
 *
 * <p>The second line is direct delivery (RFC 3024 §5.1), for which the host leads what visitors
 * send into an adapter; the third is encapsulating delivery (§5.2). Visitors are told apart by home
 * address, and those with the same one by home agent and GRE key on the way to them, and by adapter
 * on the way back: two in one adapter must not share a home address.
 *
 * <p>One thread reads each adapter and one each socket. All methods may be called by any thread.
 */
public final class VisitorTunnels implements AutoCloseable {
  /**
   * A visitor.
   *
   * @param home the home address
   * @param link where it is
   * @param mac its station there
   * @param tunnel to its home agent; packets for it come from there
   * @param adapter index of the adapter its own packets come by, or -1 if they are not tunnelled
   * @param encapsulates whether it tunnels to this agent what is to be tunnelled on
   */
  public record Visit(
      Ip4 home,
      LinkSocket link,
      MacAddress mac,
      Encapsulation tunnel,
      int adapter,
      boolean encapsulates) {}

  private final TunnelListener listener;
  private final TunnelMeter meter = new TunnelMeter();
  private final TunnelSockets sockets = new TunnelSockets(this::arrived, meter);
  private final CongestionMarks marks;
  private final TunnelAnswers answers = new TunnelAnswers();
  private final VisitorTable visitors = new VisitorTable();
  private final List<Tun> adapters = new ArrayList<>();

  private VisitorTunnels(TunnelListener listener) {
    this.listener = listener;
    this.marks = new CongestionMarks(meter, listener, System::nanoTime);
  }

  /** Without visitors, adapters or sockets. */
  public static VisitorTunnels open(TunnelListener listener) {
    return new VisitorTunnels(listener);
  }

  /**
   * Begins to carry what the host sends to the adapter, which belongs to this from now on.
   *
   * @return its index, from 0
   */
  public synchronized int attach(Tun adapter) {
    adapters.add(adapter);
    int index = adapters.size() - 1;
    Outbound.ofHost(adapter, listener, (packet, length) -> fromAdapter(index, packet, length));
    return index;
  }

  /** Begins to receive all its kinds. Closing the socket ends that, and so does closing this. */
  public void attach(TunnelSocket socket) {
    sockets.attach(socket);
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

  /** Serves a visitor, in the place of the same one before. */
  public void admit(@Nullable Visit before, Visit visit) {
    visitors.admit(before, visit);
  }

  /** Serves a visitor no longer. */
  public void dismiss(Visit visit) {
    visitors.dismiss(visit);
  }

  /**
   * Sends a packet of the caller's own through a visitor's tunnel: a keepalive.
   *
   * @return whether the kernel took it
   */
  public boolean send(Visit visit, byte[] innerPacket) {
    Way way = visitors.of(visit);
    return way == null
        ? meter.drop(Drop.NO_TUNNEL)
        : Outbound.ofCaller(innerPacket, (packet, length) -> send(way, packet, length));
  }

  /** The counters at this moment. */
  public TunnelCounters counters() {
    return meter.read(sockets, answers);
  }

  /** Gives the adapters back and closes the sockets. A second call does nothing. */
  @Override
  public synchronized void close() {
    adapters.forEach(Tun::close);
    sockets.close();
  }

  /** Direct delivery: all that the host leads into the adapter. */
  private boolean fromAdapter(int index, long packet, int length) {
    if (!Ip4Header.valid(packet, length)) {
      return meter.drop(Drop.NOT_IPV4);
    }
    Way way = visitors.sender(Ip4Header.source(packet), index);
    return way == null ? meter.drop(Drop.NO_TUNNEL) : send(way, packet, length);
  }

  private void arrived(Arrival outer, long inner, int length, int outerTrafficClass) {
    if (!Ip4Header.valid(inner, length)) {
      meter.drop(Drop.MALFORMED);
      return;
    }
    Way way = visitors.receiver(outer, Ip4Header.destination(inner));
    boolean inbound = way != null;
    if (way == null) {
      way = visitors.encapsulating(outer, Ip4Header.source(inner));
    }
    if (way == null) {
      meter.drop(Drop.NOT_ACCEPTED);
    } else if (marks.inherits(outer, inner, outerTrafficClass)) {
      if (inbound) {
        deliver(way.visit(), inner);
      } else {
        send(way, inner, Ip4Header.totalLength(inner));
      }
    }
  }

  /** Forwards a packet to its station: one hop more (RFC 2003 §3.1). */
  private void deliver(Visit visit, long packet) {
    if (!hop(packet)) {
      meter.drop(Drop.EXPIRED);
      return;
    }
    int length = Ip4Header.totalLength(packet);
    int result = visit.link.send(packet, length, visit.mac);
    if (result < 0) {
      meter.drop(result == -Errno.EMSGSIZE ? Drop.TOO_BIG : Drop.ADAPTER_DOWN);
    } else {
      meter.received(length);
    }
  }

  private boolean send(Way way, long packet, int length) {
    if (MssClamp.lowers(packet, way.exit().innerMtu)) {
      meter.clamped();
    }
    int result = way.exit().send(packet, length);
    if (result < 0) {
      if (result == -Errno.EMSGSIZE) {
        answers.tooBig(way.exit(), packet, length, answer -> toStation(way.visit(), answer));
      }
      return meter.drop(UserTunnels.reason(-result));
    }
    meter.sent(length);
    return true;
  }

  /** An answer seems to come from where the packet should have gone. */
  private static boolean toStation(Visit visit, IcmpError answer) {
    Ip4 from = Ip4.of(answer.quoted().slice(16, 20).toBytes());
    return answer
        .packet(from)
        .map(packet -> visit.link.send(packet.toBytes(), visit.mac))
        .orElse(false);
  }

  /** Lets the packet go one hop further; false if it may not. */
  private static boolean hop(long packet) {
    int ttl = Ip4Header.timeToLive(packet);
    if (ttl <= 1) {
      return false;
    }
    Memory.put8(packet + 8, ttl - 1);
    int sum = Memory.u16(packet + 10) + 0x100; // RFC 1624: the complement of the sum grows
    Memory.put16(packet + 10, (sum & 0xffff) + (sum >>> 16));
    return true;
  }
}
