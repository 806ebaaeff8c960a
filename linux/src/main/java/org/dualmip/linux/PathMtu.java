package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * Asks the host what it knows of paths from an address: the MTU of the route, or what ICMP told of
 * the way behind it (RFC 1191). Asks in the network namespace of the thread that opened it. Any
 * thread may ask; they take turns.
 */
final class PathMtu implements AutoCloseable {
  private static final int AF_UNSPEC = 0;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 0x80802;
  private static final int SOL_SOCKET = 1;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SOL_IP = 0;
  private static final int IP_MTU = 14;
  private static final int DISCARD = 9;

  private final @Nullable Descriptor descriptor;

  /** For packets from there, over that link if one is given. Needs no right. */
  PathMtu(Ip4 from, @Nullable String device) {
    int fd = Libc.socket(AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
    descriptor = fd < 0 ? null : new Descriptor(fd); // without one nothing is known
    try (var arena = Arena.ofConfined()) {
      if (device != null) {
        byte[] name = device.getBytes(StandardCharsets.US_ASCII);
        Libc.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(JAVA_BYTE, name));
      }
      Libc.bind(fd, address(arena, AF_INET, from, 0));
    }
  }

  /** The largest IP packet that reaches the address whole; 0 without a route. Sends nothing. */
  synchronized int to(Ip4 address) {
    if (descriptor == null || !descriptor.enter()) {
      return 0;
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment mtu = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, 4);
      int fd = descriptor.fd();
      Libc.connect(fd, address(arena, AF_UNSPEC, Ip4.ANY, 0)); // forgets the last one
      boolean answered =
          Libc.connect(fd, address(arena, AF_INET, address, DISCARD)) >= 0
              && Libc.getsockopt(fd, SOL_IP, IP_MTU, mtu, length) >= 0;
      return answered ? mtu.get(JAVA_INT, 0) : 0;
    } finally {
      descriptor.leave();
    }
  }

  @Override
  public void close() {
    if (descriptor != null) {
      descriptor.close();
    }
  }

  private static MemorySegment address(Arena arena, int family, Ip4 address, int port) {
    MemorySegment name = arena.allocate(16, 8);
    name.set(JAVA_SHORT, 0, (short) family);
    Memory.put16(name.address() + 2, port);
    Memory.put32(name.address() + 4, address.bits());
    return name;
  }
}
