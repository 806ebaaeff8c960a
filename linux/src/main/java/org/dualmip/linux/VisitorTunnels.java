package org.dualmip.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
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
  private static final int LARGEST = 65_536;
  private static final int QUOTED = 548;
  private static final int ANSWERS_A_SECOND = 100;
  private static final int HEADROOM = ReceivedMessage.HEADROOM;

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

  /** A visit with its tunnel laid out. */
  private record Way(Visit visit, Exit exit) {}

  private final TunnelListener listener;
  private final TunnelMeter meter = new TunnelMeter();
  private final List<Tun> adapters = new ArrayList<>();
  private final List<DatagramSocket4> sockets = new ArrayList<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder withheld = new LongAdder();
  private long second;
  private int thisSecond;
  private volatile Ip4Map<Way[]> visits = Ip4Map.empty();

  private VisitorTunnels(TunnelListener listener) {
    this.listener = listener;
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
    Thread.ofPlatform()
        .name("adapter " + adapter.name())
        .daemon()
        .start(() -> carry(adapter, index));
    return index;
  }

  /** Begins to receive all its kinds. Closing the socket ends that, and so does closing this. */
  public synchronized void attach(TunnelSocket socket) {
    socket
        .datagrams()
        .forEach((kind, datagrams) -> {
          sockets.add(datagrams);
          var receiver = new TunnelReceiver(this::arrived, meter);
          datagrams.receive((address, length, source, _, _, _) ->
              receiver.natively(kind, address, length, source));
        });
  }

  /**
   * Takes a datagram that another library received.
   *
   * @param payload a direct buffer; its position stays
   * @return false if it is no tunnel data but signalling, and is still the caller's
   */
  public boolean received(Endpoint from, ByteBuffer payload) {
    MemorySegment segment = MemorySegment.ofBuffer(payload);
    if (!segment.isNative()) {
      throw new IllegalArgumentException("tunnel data must be in a direct buffer");
    }
    return new TunnelReceiver(this::arrived, meter)
        .inUdp(segment.address(), payload.remaining(), from.address().bits(), from.port(), -1, -1);
  }

  /** Serves a visitor, in the place of the same one before. */
  public synchronized void admit(@Nullable Visit before, Visit visit) {
    Ip4Map<Way[]> without = before == null ? visits : without(before);
    Way[] others = without.get(visit.home().bits());
    Way[] all = others == null ? new Way[1] : Arrays.copyOf(others, others.length + 1);
    var exit = new Exit(visit.tunnel());
    int _ = exit.learnMtu();
    all[all.length - 1] = new Way(visit, exit);
    visits = without.with(visit.home(), all);
  }

  /** Serves a visitor no longer. */
  public synchronized void dismiss(Visit visit) {
    visits = without(visit);
  }

  private Ip4Map<Way[]> without(Visit visit) {
    Way[] known = visits.get(visit.home().bits());
    if (known == null) {
      return visits;
    }
    Way[] fewer = Arrays.stream(known).filter(way -> !way.visit.equals(visit)).toArray(Way[]::new);
    return fewer.length == 0 ? visits.without(visit.home()) : visits.with(visit.home(), fewer);
  }

  /**
   * Sends a packet of the caller's own through a visitor's tunnel: a keepalive.
   *
   * @return whether the kernel took it
   */
  public boolean send(Visit visit, byte[] innerPacket) {
    Way[] known = visits.get(visit.home().bits());
    if (known == null) {
      return meter.drop(Drop.NO_TUNNEL);
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(HEADROOM + innerPacket.length, 8);
      MemorySegment.copy(
          MemorySegment.ofArray(innerPacket), 0, buffer, HEADROOM, innerPacket.length);
      for (Way way : known) {
        if (way.visit.equals(visit)) {
          return send(way, buffer.address() + HEADROOM, innerPacket.length);
        }
      }
    }
    return meter.drop(Drop.NO_TUNNEL);
  }

  /** The counters at this moment. */
  public synchronized TunnelCounters counters() {
    return meter.read(
        sockets.stream().mapToLong(DatagramSocket4::overruns).sum(),
        answered.sum(),
        withheld.sum());
  }

  /** Gives the adapters back and closes the sockets. A second call does nothing. */
  @Override
  public synchronized void close() {
    adapters.forEach(Tun::close);
    sockets.forEach(DatagramSocket4::close);
  }

  /** Direct delivery: all that the host leads into the adapter. */
  private void carry(Tun adapter, int index) {
    try (var arena = Arena.ofConfined()) {
      long packet = arena.allocate(HEADROOM + LARGEST, 8).address() + HEADROOM;
      while (true) {
        int length = adapter.read(packet, LARGEST);
        if (length < 0) {
          return;
        }
        if (!Ip4Header.valid(packet, length)) {
          meter.drop(Drop.NOT_IPV4);
          continue;
        }
        Way way = sender(Ip4Header.source(packet), index);
        if (way == null) {
          meter.drop(Drop.NO_TUNNEL);
        } else {
          send(way, packet, length);
        }
      }
    } catch (HostException lost) {
      listener.adapterLost(lost);
    }
  }

  private @Nullable Way sender(int home, int adapter) {
    Way[] known = visits.get(home);
    if (known != null) {
      for (Way way : known) {
        if (way.visit.adapter == adapter) {
          return way;
        }
      }
    }
    return null;
  }

  private void arrived(Arrival outer, long inner, int length, int outerTrafficClass) {
    if (!Ip4Header.valid(inner, length)) {
      meter.drop(Drop.MALFORMED);
      return;
    }
    Way way = receiver(outer, Ip4Header.destination(inner));
    boolean inbound = way != null;
    if (way == null) {
      way = encapsulating(outer, Ip4Header.source(inner));
    }
    if (way == null) {
      meter.drop(Drop.NOT_ACCEPTED);
    } else if (!Ip4Header.decapsulateEcn(inner, outerTrafficClass)) {
      meter.drop(Drop.CONGESTION);
    } else if (inbound) {
      deliver(way.visit, inner);
    } else {
      send(way, inner, Ip4Header.totalLength(inner));
    }
  }

  /** The visitor that a packet out of a home agent's tunnel is for (RFC 5944 §4.2.2). */
  private @Nullable Way receiver(Arrival outer, int home) {
    Way[] known = visits.get(home);
    if (known != null) {
      for (Way way : known) {
        if (outer.isOf(way.exit.tunnel)) {
          return way;
        }
      }
    }
    return null;
  }

  /** The visitor that encapsulated a packet of its own to this agent (RFC 3024 §5.2). */
  private @Nullable Way encapsulating(Arrival outer, int innerSource) {
    if (outer.port() != 0 || outer.source() != innerSource || outer.isKeyed()) {
      return null;
    }
    Way only = null;
    Way[] known = visits.get(innerSource);
    if (known != null) {
      for (Way way : known) {
        if (way.visit.encapsulates) {
          if (only != null) {
            return null; // it could be either's
          }
          only = way;
        }
      }
    }
    return only;
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
    if (way.exit.innerMtu != 0
        && MssClamp.opens(packet)
        && MssClamp.clamp(packet, way.exit.innerMtu)) {
      meter.clamped();
    }
    int result = way.exit.send(packet, length);
    if (result < 0) {
      if (result == -Errno.EMSGSIZE) {
        tooBig(way, packet, length);
      }
      return meter.drop(UserTunnels.reason(-result));
    }
    meter.sent(length);
    return true;
  }

  /** Tells the visitor, at its station, what its tunnel takes (RFC 2003 §5.1). */
  private void tooBig(Way way, long packet, int length) {
    int mtu = way.exit.learnMtu();
    if (mtu < Ip4Header.SMALLEST_MTU || mtu >= length) {
      return;
    }
    if (!mayAnswer()) {
      withheld.increment();
      return;
    }
    var error =
        new IcmpError(
            IcmpError.UNREACHABLE,
            IcmpError.TOO_BIG,
            mtu,
            Octets.of(Memory.copy(packet, Math.min(length, QUOTED))));
    error
        .packet(new Ip4(Ip4Header.destination(packet)))
        .ifPresent(answer -> {
          if (way.visit.link.send(answer.toBytes(), way.visit.mac)) {
            answered.increment();
          }
        });
  }

  /** Whether this second has room for one more answer (RFC 1812 §4.3.2.8). */
  private synchronized boolean mayAnswer() {
    long now = System.nanoTime() / 1_000_000_000;
    if (now != second) {
      second = now;
      thisSecond = 0;
    }
    return thisSecond++ < ANSWERS_A_SECOND;
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
