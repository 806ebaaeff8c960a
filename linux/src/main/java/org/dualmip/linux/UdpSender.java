package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;

/**
 * Sends over a UDP socket: one of ours, or one that another library owns.
 *
 * <p>Any thread may send; they take turns.
 */
public abstract sealed class UdpSender {
  private UdpSender() {}

  /**
   * Sends over a socket that somebody else opened, bound and will close.
   *
   * @param fd its descriptor; who owns it must stop the sending before closing it, since the number
   *     may then become another file's
   */
  public static UdpSender borrowed(int fd) {
    return new Borrowed(fd);
  }

  static UdpSender of(DatagramSocket4 socket) {
    return new Owned(socket);
  }

  /**
   * Sends a datagram.
   *
   * @return whether the kernel took it: not without a route, or when the address is gone
   */
  public boolean send(byte[] payload, Endpoint to) {
    try (var arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(JAVA_BYTE, payload).address();
      return send(address, payload.length, 0, 0, false, to.address().bits(), to.port()) >= 0;
    }
  }

  /** Sends; a negative result is the error number. TTL 0 is the socket's own. */
  abstract int send(
      long address, long length, int trafficClass, int ttl, boolean df, int to, int port);

  /** The largest IP packet the path to an address takes, as far as the host knows; 0 if unknown. */
  abstract int pathMtu(Ip4 to);

  private static final class Owned extends UdpSender {
    private final DatagramSocket4 socket;

    Owned(DatagramSocket4 socket) {
      this.socket = socket;
    }

    @Override
    int send(long address, long length, int trafficClass, int ttl, boolean df, int to, int port) {
      return socket.send(address, length, trafficClass, ttl, df, to, port);
    }

    @Override
    int pathMtu(Ip4 to) {
      return socket.pathMtu(to);
    }
  }

  private static final class Borrowed extends UdpSender {
    private final int fd;
    private final DatagramSender sender = new DatagramSender();

    Borrowed(int fd) {
      this.fd = fd;
    }

    @Override
    int send(long address, long length, int trafficClass, int ttl, boolean df, int to, int port) {
      return sender.send(fd, address, length, trafficClass, ttl, df, to, port);
    }

    @Override
    int pathMtu(Ip4 to) {
      try (var paths = new PathMtu(Ip4.ANY, null)) {
        return paths.to(to);
      }
    }
  }
}
