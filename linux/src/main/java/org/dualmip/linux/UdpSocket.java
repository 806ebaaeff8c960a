package org.dualmip.linux;

import java.lang.foreign.MemorySegment;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/** A UDP socket bound to an address and, if wanted, to a link. Any thread may send. */
public final class UdpSocket implements AutoCloseable {
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_BROADCAST = 6;

  private final DatagramSocket4 socket;
  private final Endpoint local;
  private final UdpSender sender;

  private UdpSocket(Endpoint local, @Nullable String device) {
    socket = new DatagramSocket4("UDP socket " + local, SOCK_DGRAM, 0, local, device);
    socket.tellOuterHeader();
    this.local = socket.local();
    sender = UdpSender.of(socket);
  }

  /**
   * Opens one in the caller's network namespace.
   *
   * @param local where to; port 0 for one of the kernel's choice
   * @param device the link datagrams must leave and arrive by, null for any
   * @throws HostException if the address is not ours or the port is taken
   */
  public static UdpSocket open(Endpoint local, @Nullable String device) {
    return new UdpSocket(local, device);
  }

  /** Where it is bound, with the port that was found. */
  public Endpoint local() {
    return local;
  }

  /** Sets the TTL of all that is sent: 255 for a registration (RFC 3024 §3.2). */
  public void ttl(int hops) {
    socket.ttl(hops);
  }

  /**
   * Lets it send to broadcast addresses too: to whatever home agent there is (RFC 5944 §3.6.1.2).
   */
  public void broadcasts() {
    socket.option("allow broadcasts from", SOL_SOCKET, SO_BROADCAST, 1);
  }

  /** What sends over this socket, for a tunnel. */
  public UdpSender sender() {
    return sender;
  }

  /**
   * Sends a datagram.
   *
   * @return whether the kernel took it: not without a route, or when the address is gone
   */
  public boolean send(byte[] payload, Endpoint to) {
    return sender.send(payload, to);
  }

  /**
   * Sends a datagram from native memory.
   *
   * @param length octets of it that count
   * @return whether the kernel took it
   */
  public boolean send(MemorySegment payload, long length, Endpoint to) {
    long address = payload.asSlice(0, length).address();
    return sender.send(address, length, 0, 0, false, to.address().bits(), to.port()) >= 0;
  }

  /** Gets each datagram, on the socket's thread. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * A datagram arrived.
     *
     * @param payload valid during the call
     */
    void received(Endpoint from, MemorySegment payload);
  }

  /** Begins to receive, on a thread of its own, until closed. At most once. */
  public void receive(Receiver receiver) {
    socket.receive((address, length, source, port, _, _) ->
        receiver.received(
            new Endpoint(new Ip4(source), port),
            MemorySegment.ofAddress(address).reinterpret(length)));
  }

  /** What lies beneath. */
  DatagramSocket4 datagrams() {
    return socket;
  }

  /** Errors the kernel reported in place of a datagram. */
  public long receiveErrors() {
    return socket.receiveErrors();
  }

  /** Ends receiving; sending then fails. A second call does nothing. */
  @Override
  public void close() {
    socket.close();
  }
}
