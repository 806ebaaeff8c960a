package org.dualmip.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.dualmip.linux.TunnelReceiver.Inside;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel.Kind;

/**
 * The sockets that tunnels come in by: what arrives at any of them goes to one place, without its
 * outer headers. Each socket is read by a thread of its own. Any thread may call.
 */
final class TunnelSockets implements AutoCloseable {
  private final Inside inside;
  private final TunnelMeter meter;
  private final ThreadLocal<TunnelReceiver> ofCallers;
  private final List<DatagramSocket4> sockets = new ArrayList<>();
  private long pastOverruns;

  TunnelSockets(Inside inside, TunnelMeter meter) {
    this.inside = inside;
    this.meter = meter;
    this.ofCallers = ThreadLocal.withInitial(this::receiver);
  }

  private TunnelReceiver receiver() {
    return new TunnelReceiver(inside, meter);
  }

  void attach(TunnelSocket socket) {
    socket.datagrams().forEach(this::attach);
  }

  private void attach(Kind kind, DatagramSocket4 socket) {
    TunnelReceiver receiver = receiver();
    attach(
        socket,
        (address, length, source, _, _, _) -> receiver.natively(kind, address, length, source));
  }

  /**
   * @param signalling gets a copy of each datagram that is no tunnel data, on the socket's thread
   */
  void attach(UdpSocket socket, BiConsumer<Endpoint, byte[]> signalling) {
    TunnelReceiver receiver = receiver();
    attach(
        socket.datagrams(),
        (address, length, source, port, trafficClass, ttl) -> {
          if (!receiver.inUdp(address, length, source, port, trafficClass, ttl)) {
            signalling.accept(new Endpoint(new Ip4(source), port), Memory.copy(address, length));
          }
        });
  }

  /** A socket that is closed before this is forgotten with the next that comes. */
  synchronized void attach(DatagramSocket4 socket, DatagramSocket4.Listener receiver) {
    for (DatagramSocket4 past : sockets) { // those of earlier handovers
      pastOverruns += past.isClosed() ? past.overruns() : 0;
    }
    sockets.removeIf(DatagramSocket4::isClosed);
    sockets.add(socket);
    socket.receive(receiver);
  }

  /**
   * Takes a datagram that another library received. What the outer IP header said is not known
   * then.
   *
   * @param payload a direct buffer; its position stays
   * @return false if it is no tunnel data
   */
  boolean received(Endpoint from, ByteBuffer payload) {
    MemorySegment segment = MemorySegment.ofBuffer(payload);
    if (!segment.isNative()) {
      throw new IllegalArgumentException("tunnel data must be in a direct buffer");
    }
    return ofCallers
        .get()
        .inUdp(segment.address(), payload.remaining(), from.address().bits(), from.port(), -1, -1);
  }

  /** Datagrams that came faster than they were taken. */
  synchronized long overruns() {
    return pastOverruns + sockets.stream().mapToLong(DatagramSocket4::overruns).sum();
  }

  @Override
  public synchronized void close() {
    sockets.forEach(DatagramSocket4::close);
  }
}
