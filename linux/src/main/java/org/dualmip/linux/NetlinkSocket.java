package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket: datagrams to and from the kernel.
 *
 * <p>What does not come from the kernel is dropped. One thread receives; sending is left to the
 * same thread or a lock outside.
 */
final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 0x80803;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NETLINK_GET_STRICT_CHK = 12;
  private static final int MSG_TRUNC = 0x20;
  private static final int ADDRESS_SIZE = 12;
  private static final int ROOM = 1 << 18;

  private final Descriptor descriptor;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment buffer = arena.allocate(ROOM, 8);
  private final MemorySegment from = arena.allocate(ADDRESS_SIZE, 8);
  private final MemorySegment fromLength = arena.allocate(JAVA_INT);

  /**
   * Opens one in the caller's network namespace.
   *
   * @param family of netlink: 0 for the routing family
   * @param groups multicast groups to listen to, as bits; 0 for none
   */
  NetlinkSocket(int family, int groups) {
    int fd = Libc.socket(AF_NETLINK, SOCK_RAW_NONBLOCK_CLOEXEC, family);
    if (fd < 0) {
      throw new HostException("open a netlink socket", -fd);
    }
    descriptor = new Descriptor(fd);
    // Older kernels refuse these; the answers are then less talkative, not wrong.
    Libc.setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
    Libc.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
    Libc.setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    if (groups != 0) {
      Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, 1 << 20);
    }
    try (var local = Arena.ofConfined()) {
      MemorySegment address = local.allocate(ADDRESS_SIZE, 8);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(JAVA_INT, 8, groups);
      int result = Libc.bind(fd, address);
      if (result < 0) {
        close();
        throw new HostException("listen to the kernel's network events", -result);
      }
    }
  }

  /** Sends one message to the kernel. */
  void send(byte[] message) {
    try (var local = Arena.ofConfined()) {
      MemorySegment bytes = local.allocateFrom(JAVA_BYTE, message);
      MemorySegment kernel = local.allocate(ADDRESS_SIZE, 8);
      kernel.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      if (!descriptor.enter()) {
        throw new IllegalStateException("the netlink socket is closed");
      }
      try {
        long sent = Libc.sendto(descriptor.fd(), bytes.address(), message.length, 0, kernel);
        if (sent < 0) {
          throw new HostException("send a netlink request", (int) -sent);
        }
      } finally {
        descriptor.leave();
      }
    }
  }

  /**
   * Waits for the next datagram of the kernel; null once closed.
   *
   * @throws OverrunException if the kernel had to drop events
   */
  byte @Nullable [] receive() throws OverrunException {
    while (descriptor.enter()) {
      try {
        fromLength.set(JAVA_INT, 0, ADDRESS_SIZE);
        long length =
            Libc.recvfrom(descriptor.fd(), buffer.address(), ROOM, MSG_TRUNC, from, fromLength);
        if (length == -Errno.EAGAIN) {
          descriptor.await();
        } else if (length == -Errno.ENOBUFS || length > ROOM) {
          throw new OverrunException();
        } else if (length >= 0 && from.get(JAVA_INT, 4) == 0) { // port 0 is the kernel
          return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        } else if (length < 0 && length != -Errno.EINTR) {
          throw new HostException("receive from netlink", (int) -length);
        }
      } finally {
        descriptor.leave();
      }
    }
    return null;
  }

  @Override
  public void close() {
    descriptor.close();
  }

  /** The kernel had more to say than was read in time. */
  static final class OverrunException extends Exception {
    OverrunException() {
      super("netlink messages were lost", null, false, false);
    }
  }
}
