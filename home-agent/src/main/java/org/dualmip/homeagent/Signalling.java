package org.dualmip.homeagent;

import io.netty.channel.epoll.Epoll;
import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.linux.UdpSender;
import org.dualmip.linux.UdpSocket;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;

/**
 * UDP port 434 of the agent's address, where registrations and tunnelled packets arrive (RFC 3519
 * §3.3). Replies leave from the same socket, so from the address and port that was asked.
 */
sealed interface Signalling extends AutoCloseable permits NettySignalling, Signalling.Plain {
  /** Mobile IP's port (RFC 5944 §3.3). */
  int PORT = 434;

  /** Gets messages for the engine, on the socket's thread. */
  interface Receiver {
    /** A message that is no tunnelled packet. */
    void message(Endpoint from, Endpoint to, Octets payload);
  }

  /**
   * Opens the port on Netty's native epoll; where its library cannot be loaded, on a socket of our
   * own.
   *
   * @param tunnels gets the tunnelled packets
   */
  static Signalling open(Ip4 address, DataPath tunnels, Receiver receiver) {
    var local = new Endpoint(address, PORT);
    return Epoll.isAvailable()
        ? NettySignalling.open(local, tunnels, receiver)
        : new Plain(local, tunnels, receiver);
  }

  /** Sends a datagram; a failure is counted. Any thread. */
  void send(Endpoint to, Octets payload);

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

    private Plain(Endpoint local, DataPath tunnels, Receiver receiver) {
      socket = UdpSocket.open(local, null);
      tunnels.receive(socket, (from, payload) -> receiver.message(from, local, Octets.of(payload)));
    }

    @Override
    public void send(Endpoint to, Octets payload) {
      if (!socket.send(payload.toBytes(), to)) {
        failures.incrementAndGet();
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
