package org.dualmip.homeagent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.netty.channel.epoll.Epoll;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.linux.UdpSender;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.TunnelData;

/**
 * UDP port 434 of the agent's address, where registrations and tunnelled packets arrive (RFC 3519
 * §3.3). Replies leave from the same socket, so from the address and port that was asked.
 */
sealed interface Signalling extends AutoCloseable permits NettySignalling, Signalling.Plain {
  /** Mobile IP's port (RFC 5944 §3.3). */
  int PORT = 434;

  /** Gets what arrives, on the socket's thread. */
  interface Receiver {
    /** A message that is no tunnelled packet. */
    void message(Endpoint from, Endpoint to, Octets payload);

    /**
     * A tunnelled packet with its header (RFC 3519 §3.3).
     *
     * @param payload a direct buffer, valid during the call
     */
    void tunnelled(Endpoint from, Endpoint to, ByteBuffer payload);
  }

  /**
   * Opens the port on Netty's native epoll; where its library cannot be loaded, on a socket of our
   * own.
   */
  static Signalling open(Ip4 address, Receiver receiver) {
    var local = new Endpoint(address, PORT);
    return Epoll.isAvailable() ? NettySignalling.open(local, receiver) : new Plain(local, receiver);
  }

  /** The address and port that are open. */
  Endpoint local();

  /** Sends a datagram; a failure is counted. Any thread. */
  default void send(Endpoint to, Octets payload) {
    send(to, payload, () -> {});
  }

  /**
   * Sends a datagram; a failure is counted. Any thread.
   *
   * @param failed run, on any thread, if the host refuses: without a route, for example
   */
  void send(Endpoint to, Octets payload, Runnable failed);

  /** Sends a datagram before it returns. Any thread. */
  default void sendNow(Endpoint to, Octets payload) {
    boolean _ = sender().send(payload.toBytes(), to);
  }

  /** What sends tunnelled packets through the same port. */
  UdpSender sender();

  /** Datagrams that the host refused to send. */
  long sendFailures();

  @Override
  void close();

  /** The fallback. */
  final class Plain implements Signalling {
    private final UdpSocket socket;
    private final AtomicLong failures = new AtomicLong();

    private Plain(Endpoint local, Receiver receiver) {
      socket = UdpSocket.open(local, null);
      socket.receive((from, payload) -> {
        if (payload.byteSize() > 0 && payload.get(JAVA_BYTE, 0) == TunnelData.TYPE) {
          receiver.tunnelled(from, local, payload.asByteBuffer());
        } else {
          receiver.message(from, local, Octets.of(payload.toArray(JAVA_BYTE)));
        }
      });
    }

    @Override
    public Endpoint local() {
      return socket.local();
    }

    @Override
    public void send(Endpoint to, Octets payload, Runnable failed) {
      if (!socket.send(payload.toBytes(), to)) {
        failures.incrementAndGet();
        failed.run();
      }
    }

    @Override
    public UdpSender sender() {
      return socket.sender();
    }

    @Override
    public long sendFailures() {
      return failures.get();
    }

    @Override
    public void close() {
      socket.close();
    }

    @Override
    public String toString() {
      return "UDP "
          + socket.local()
          + " without Netty: "
          + String.valueOf(Epoll.unavailabilityCause().getMessage())
              .lines()
              .findFirst()
              .orElse("epoll is switched off");
    }
  }
}
