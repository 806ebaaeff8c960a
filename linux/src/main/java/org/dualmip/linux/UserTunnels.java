package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * Tunnels behind one virtual adapter, carried by this process.
 *
 * <pre>
 *   host -> adapter -> tunnel by inner destination, else the default tunnel -> socket
 *   socket -> accepted? -> adapter -> host
 * </pre>
 *
 * A home agent sets one tunnel per home address and receives from many; a mobile node sets the
 * default tunnel and exchanges it at a handover, between two packets. One thread reads the adapter
 * and one each socket; a packet makes no object on its way. Whatever is wrong with a packet is
 * counted and the packet is lost. All methods may be called by any thread.
 */
public final class UserTunnels implements AutoCloseable {
  private static final int LARGEST = 65_536;

  // The kernel writes the packet behind room for the header of RFC 3519 §3.3.
  private static final int HEADROOM = 64;
  private static final int UDP_HEADER = 4;
  private static final int TUNNEL_DATA = 4;
  private static final int IP_IN_IP = 4;
  private static final int DATA_PREFIX = TUNNEL_DATA << 24 | IP_IN_IP << 16;

  private final Tun adapter;
  private final TunnelAcceptance acceptance;
  private final TunnelListener listener;
  private final TunnelMeter meter = new TunnelMeter();
  private final List<DatagramSocket4> sockets = new ArrayList<>();

  private long pastOverruns;
  private volatile Ip4Map<Encapsulation> tunnels = Ip4Map.empty();
  private volatile @Nullable Encapsulation otherwise;
  private volatile long lastSent;

  private UserTunnels(Tun adapter, TunnelAcceptance acceptance, TunnelListener listener) {
    this.adapter = adapter;
    this.acceptance = acceptance;
    this.listener = listener;
    this.lastSent = System.nanoTime();
  }

  /**
   * Begins to carry what the host sends to the adapter, which belongs to the result from now on.
   */
  public static UserTunnels open(
      Tun adapter, TunnelAcceptance acceptance, TunnelListener listener) {
    var tunnels = new UserTunnels(adapter, acceptance, listener);
    Thread.ofPlatform().name("adapter " + adapter.name()).daemon().start(tunnels::carry);
    return tunnels;
  }

  /** Leads packets for a destination through a tunnel, in the place of any other. */
  public synchronized void route(Ip4 innerDestination, Encapsulation tunnel) {
    tunnels = tunnels.with(innerDestination, tunnel);
  }

  /** Leads them through the default tunnel again. */
  public synchronized void unroute(Ip4 innerDestination) {
    tunnels = tunnels.without(innerDestination);
  }

  /** Exchanges the tunnel of all other destinations; null for none. */
  public synchronized void defaultRoute(@Nullable Encapsulation tunnel) {
    otherwise = tunnel;
  }

  /** Begins to receive from the socket. Closing it ends that, and so does closing this. */
  public void attach(IpIpSocket socket) {
    attach(
        socket.datagrams(), (address, length, source, _) -> receivedIpIp(address, length, source));
  }

  /**
   * Begins to receive from the socket. Closing it ends that, and so does closing this.
   *
   * @param signalling gets a copy of each datagram that is no tunnel data, on the socket's thread
   */
  public void attach(UdpSocket socket, BiConsumer<Endpoint, byte[]> signalling) {
    attach(
        socket.datagrams(),
        (address, length, source, port) -> {
          if (!receivedUdp(address, length, source, port)) {
            signalling.accept(new Endpoint(new Ip4(source), port), Memory.copy(address, length));
          }
        });
  }

  private synchronized void attach(DatagramSocket4 socket, DatagramSocket4.Listener receiver) {
    for (DatagramSocket4 past : sockets) { // those of earlier handovers
      pastOverruns += past.isClosed() ? past.overruns() : 0;
    }
    sockets.removeIf(DatagramSocket4::isClosed);
    sockets.add(socket);
    socket.receive(receiver);
  }

  /**
   * Takes a datagram that another library received.
   *
   * @param address of its payload in native memory
   * @param length of its payload
   * @return false if it is no tunnel data but signalling, and is still the caller's
   */
  public boolean received(Endpoint from, long address, int length) {
    return receivedUdp(address, length, from.address().bits(), from.port());
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
    return received(from, segment.address(), payload.remaining());
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
    try (var arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(HEADROOM + innerPacket.length);
      MemorySegment.copy(innerPacket, 0, buffer, JAVA_BYTE, HEADROOM, innerPacket.length);
      return send(buffer.address() + HEADROOM, innerPacket.length);
    }
  }

  /** The counters at this moment. */
  public synchronized TunnelCounters counters() {
    return meter.read(pastOverruns + sockets.stream().mapToLong(DatagramSocket4::overruns).sum());
  }

  /** When a packet was last sent, or the time of opening: what a keepalive is due after. */
  public MonotonicTime lastSent() {
    return new MonotonicTime(lastSent);
  }

  /** Gives the adapter back and closes the sockets. A second call does nothing. */
  @Override
  public synchronized void close() {
    adapter.close();
    sockets.forEach(DatagramSocket4::close);
  }

  private void carry() {
    try (var arena = Arena.ofConfined()) {
      long packet = arena.allocate(HEADROOM + LARGEST, 8).address() + HEADROOM;
      while (true) {
        int length = adapter.read(packet, LARGEST);
        if (length < 0) {
          return;
        }
        send(packet, length);
      }
    } catch (HostException lost) {
      listener.adapterLost(lost);
    }
  }

  /** Sends a packet that has room for a header in front of it. */
  private boolean send(long packet, int length) {
    if (!Ip4Header.valid(packet, length)) {
      return meter.drop(Drop.NOT_IPV4);
    }
    Encapsulation tunnel = tunnels.get(Ip4Header.destination(packet));
    if (tunnel == null) {
      tunnel = otherwise;
    }
    int trafficClass = Ip4Header.trafficClass(packet);
    int result;
    switch (tunnel) {
      case null -> {
        return meter.drop(Drop.NO_TUNNEL);
      }
      case Encapsulation.IpIp(IpIpSocket socket, Ip4 remote) -> {
        if (Ip4Header.source(packet) == remote.bits()) {
          return meter.drop(Drop.LOOP);
        }
        result = socket.send(packet, length, trafficClass, remote.bits());
      }
      case Encapsulation.Udp(UdpSender sender, Endpoint remote) -> {
        if (Ip4Header.source(packet) == remote.address().bits()) {
          return meter.drop(Drop.LOOP);
        }
        Memory.put32(packet - UDP_HEADER, DATA_PREFIX);
        // The receiver of a UDP tunnel does not see the outer mark: compatibility mode, RFC 6040
        // §4.1.
        result =
            sender.send(
                packet - UDP_HEADER,
                length + UDP_HEADER,
                trafficClass & ~3,
                remote.address().bits(),
                remote.port());
      }
    }
    if (result < 0) {
      return meter.drop(reason(-result));
    }
    lastSent = System.nanoTime();
    meter.sent(length);
    return true;
  }

  private static Drop reason(int errno) {
    return switch (errno) {
      case Errno.EMSGSIZE -> Drop.TOO_BIG;
      case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> Drop.QUEUE_FULL;
      default -> Drop.UNREACHABLE;
    };
  }

  private void receivedIpIp(long packet, int length, int source) {
    if (!Ip4Header.valid(packet, length)) {
      meter.drop(Drop.MALFORMED);
      return;
    }
    int header = Ip4Header.headerLength(packet);
    receive(packet + header, length - header, source, 0, Ip4Header.trafficClass(packet));
  }

  /** False if it is no tunnel data. */
  private boolean receivedUdp(long payload, int length, int source, int port) {
    if (length == 0 || Memory.u8(payload) != TUNNEL_DATA) {
      return false;
    }
    if (length < UDP_HEADER) {
      meter.drop(Drop.MALFORMED);
    } else if (Memory.u8(payload + 1) != IP_IN_IP) {
      meter.drop(Drop.UNKNOWN_KIND);
    } else {
      receive(payload + UDP_HEADER, length - UDP_HEADER, source, port, 0);
    }
    return true;
  }

  private void receive(long inner, int length, int source, int port, int outerTrafficClass) {
    if (!Ip4Header.valid(inner, length)) {
      meter.drop(Drop.MALFORMED);
    } else if (!acceptance.accepts(
        source, port, Ip4Header.source(inner), Ip4Header.destination(inner))) {
      meter.drop(Drop.NOT_ACCEPTED);
    } else if (!Ip4Header.decapsulateEcn(inner, outerTrafficClass)) {
      meter.drop(Drop.CONGESTION);
    } else {
      if (Ip4Header.isEchoReply(inner)) {
        listener.echoReply(
            new Endpoint(new Ip4(source), port), Memory.copy(inner, Ip4Header.totalLength(inner)));
      }
      write(inner);
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
