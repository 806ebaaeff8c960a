package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.util.function.Consumer;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.jspecify.annotations.Nullable;

/**
 * Hears the ICMP errors that come to this host, such as those about packets in a tunnel (RFC 2003
 * §4), beside the host's own handling of them, and sends ICMP. Needs CAP_NET_RAW. Any thread may
 * send; errors are heard on a thread of their own.
 */
public final class IcmpSocket implements AutoCloseable {
  private static final int SOCK_RAW = 3;
  private static final int SOL_RAW = 255;
  private static final int ICMP_FILTER = 1;
  // A set bit keeps a type out: all but unreachable, source quench, redirect, time exceeded and
  // parameter problem.
  private static final int ERRORS = ~(1 << 3 | 1 << 4 | 1 << 5 | 1 << 11 | 1 << 12);

  private final DatagramSocket4 socket;

  private IcmpSocket(Ip4 local, @Nullable String device) {
    socket =
        new DatagramSocket4(
            "ICMP socket " + local, SOCK_RAW, Ip4Header.ICMP, new Endpoint(local, 0), device);
    try {
      socket.option("filter", SOL_RAW, ICMP_FILTER, ERRORS);
    } catch (RuntimeException refused) {
      socket.close();
      throw refused;
    }
  }

  /**
   * Opens one in the caller's network namespace.
   *
   * @param local the address errors come to and answers come from; {@link Ip4#ANY} for all of this
   *     host's, and the kernel's choice
   * @param device the link, null for any
   * @throws HostException without the right, or if no interface has the address
   */
  public static IcmpSocket open(Ip4 local, @Nullable String device) {
    return new IcmpSocket(local, device);
  }

  /**
   * Sends the packet's payload, an ICMP message, to its destination; the kernel makes the header.
   *
   * @return whether the kernel took it
   */
  public boolean send(Ip4Packet icmp) {
    try (var arena = Arena.ofConfined()) {
      byte[] message = icmp.payload().toBytes();
      long address = arena.allocateFrom(JAVA_BYTE, message).address();
      int to = icmp.destination().bits();
      return socket.send(address, message.length, icmp.tos(), 0, false, to, 0) >= 0;
    }
  }

  /** Gets each error, on a thread of its own, until closed; malformed ones are dropped. */
  public void receive(Consumer<IcmpError> listener) {
    socket.receive((address, length, _, _, _, _) -> {
      try {
        Octets message = Ip4Packet.read(Memory.copy(address, length)).payload();
        listener.accept(IcmpError.read(message));
      } catch (MalformedException dropped) {
        // Nothing that anybody could act on.
      }
    });
  }

  /** What lies beneath; it receives whole packets. */
  DatagramSocket4 datagrams() {
    return socket;
  }

  /** Ends receiving; sending then fails. A second call does nothing. */
  @Override
  public void close() {
    socket.close();
  }
}
