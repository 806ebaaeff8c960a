package org.dualmip.linux;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * IP within IP (RFC 2003): sends and receives packets with an outer header that the kernel makes,
 * fragments and puts together again.
 *
 * <p>The outer header has TTL 64, DF clear and the DSCP and ECN of the inner packet (RFC 2983 §3,
 * RFC 6040 §4.1). Needs CAP_NET_RAW, and no kernel module. Any thread may send.
 */
public final class IpIpSocket implements AutoCloseable {
  private static final int SOCK_RAW = 3;
  private static final int PROTOCOL = 4;
  private static final int TTL = 64;

  private final DatagramSocket4 socket;
  private final Ip4 local;
  private final LongAdder unsent = new LongAdder();

  private IpIpSocket(Ip4 local, @Nullable String device) {
    this.local = local;
    socket =
        new DatagramSocket4(
            "IP-in-IP socket " + local, SOCK_RAW, PROTOCOL, new Endpoint(local, 0), device);
    socket.ttl(TTL);
  }

  /**
   * Opens one in the caller's network namespace.
   *
   * @param local the tunnel's end here; {@link Ip4#ANY} for whatever address the kernel chooses,
   *     and to receive at all of them
   * @param device the link packets must leave and arrive by, null for any
   * @throws HostException without the right, or if no interface has the address
   */
  public static IpIpSocket open(Ip4 local, @Nullable String device) {
    return new IpIpSocket(local, device);
  }

  /** The tunnel's end here. */
  public Ip4 local() {
    return local;
  }

  /**
   * Sends a packet into the tunnel. What the network refuses (no route, the address is gone, too
   * big) is counted and lost, as a packet is.
   *
   * @param packet an IPv4 packet in native memory
   * @param length octets of it that count
   * @param to the tunnel's other end
   * @return whether the kernel took it
   */
  public boolean send(MemorySegment packet, long length, Ip4 to) {
    long address = packet.asSlice(0, length).address();
    return Ip4Header.valid(address, length)
        && send(address, length, Ip4Header.trafficClass(address), to.bits()) >= 0;
  }

  /** Sends; a negative result is the error number. */
  int send(long address, long length, int trafficClass, int to) {
    int result = socket.send(address, length, trafficClass, 0, false, to, 0);
    if (result < 0) {
      unsent.increment();
    }
    return result;
  }

  /** Gets each inner packet, on the socket's thread. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * A packet came out of the tunnel.
     *
     * @param outerSource the other end
     * @param innerPacket valid during the call
     */
    void received(Ip4 outerSource, MemorySegment innerPacket);
  }

  /** Begins to receive, on a thread of its own, until closed. At most once. */
  public void receive(Receiver receiver) {
    socket.receive((address, length, source, _, _, _) -> {
      int header = Ip4Header.valid(address, length) ? Ip4Header.headerLength(address) : length;
      if (Ip4Header.valid(address + header, length - header)) {
        receiver.received(
            new Ip4(source),
            MemorySegment.ofAddress(address + header).reinterpret(length - header));
      }
    });
  }

  /** What lies beneath; it receives whole packets, outer header first. */
  DatagramSocket4 datagrams() {
    return socket;
  }

  /** Packets the kernel did not take. */
  public long unsent() {
    return unsent.sum();
  }

  /** Ends receiving; sending then fails. A second call does nothing. */
  @Override
  public void close() {
    socket.close();
  }
}
