package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 socket of datagrams, raw or UDP: what {@link IpIpSocket} and {@link UdpSocket} share.
 *
 * <p>The outer DF bit is always clear. RFC 2003 §3.1 has it copied from the inner packet, which
 * asks for path MTU discovery inside the tunnel (§5.1); without that, a path narrower than the
 * adapter's MTU allows would swallow packets, and so they are fragmented instead.
 */
final class DatagramSocket4 implements AutoCloseable {
  /** Gets each datagram on the thread that receives; the memory is valid during the call. */
  @FunctionalInterface
  interface Listener {
    void datagram(long address, int length, int source, int port);
  }

  private static final int AF_INET = 2;
  private static final int NONBLOCK_CLOEXEC = 0x80800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_MEMINFO = 55;
  private static final int MEMINFO_SIZE = 36;
  private static final int MEMINFO_DROPS = 32;
  private static final int SOL_IP = 0;
  private static final int IP_TTL = 2;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int ADDRESS_SIZE = 16;
  private static final int LARGEST = 65_536;

  private final String what;
  private final Descriptor descriptor;
  private final DatagramSender sender = new DatagramSender();
  private final LongAdder receiveErrors = new LongAdder();
  private volatile long overruns;

  DatagramSocket4(String what, int type, int protocol, Endpoint local, @Nullable String device) {
    this.what = what;
    int fd = Libc.socket(AF_INET, type | NONBLOCK_CLOEXEC, protocol);
    if (fd < 0) {
      throw new HostException("open " + what, -fd);
    }
    descriptor = new Descriptor(fd);
    try {
      check("switch off path MTU discovery of", Libc.setsockopt(fd, SOL_IP, IP_MTU_DISCOVER, 0));
      Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, 1 << 20); // a refusal costs depth alone
      if (device != null) {
        bindTo(LinkName.check(device));
      }
      bind(local);
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  private void bindTo(String device) {
    byte[] name = device.getBytes(StandardCharsets.US_ASCII);
    try (var arena = Arena.ofConfined()) {
      check(
          "bind to link " + device,
          Libc.setsockopt(
              descriptor.fd(), SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(JAVA_BYTE, name)));
    }
  }

  private void bind(Endpoint local) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
      address.set(JAVA_SHORT, 0, (short) AF_INET);
      Memory.put16(address.address() + 2, local.port());
      Memory.put32(address.address() + 4, local.address().bits());
      check("bind", Libc.bind(descriptor.fd(), address));
    }
  }

  void ttl(int hops) {
    check("set the TTL of", Libc.setsockopt(descriptor.fd(), SOL_IP, IP_TTL, hops));
  }

  Endpoint local() {
    try (var arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
      MemorySegment length = arena.allocateFrom(JAVA_INT, ADDRESS_SIZE);
      check("ask the address of", Libc.getsockname(descriptor.fd(), address, length));
      return new Endpoint(
          new Ip4(Memory.i32(address.address() + 4)), Memory.u16(address.address() + 2));
    }
  }

  int fd() {
    return descriptor.fd();
  }

  boolean isClosed() {
    return descriptor.isClosed();
  }

  /** Sends; a negative result is the error number, EBADFD once closed. */
  int send(long address, long length, int trafficClass, int to, int port) {
    if (!descriptor.enter()) {
      return -Errno.EBADFD;
    }
    try {
      return sender.send(descriptor.fd(), address, length, trafficClass, to, port);
    } finally {
      descriptor.leave();
    }
  }

  /** Receives on a thread of its own until closed. */
  void receive(Listener listener) {
    Thread.ofPlatform().name(what).daemon().start(() -> loop(listener));
  }

  private void loop(Listener listener) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(LARGEST, 8);
      MemorySegment from = arena.allocate(ADDRESS_SIZE, 8);
      MemorySegment fromLength = arena.allocate(JAVA_INT);
      while (descriptor.enter()) {
        try {
          fromLength.set(JAVA_INT, 0, ADDRESS_SIZE);
          long length =
              Libc.recvfrom(descriptor.fd(), buffer.address(), LARGEST, 0, from, fromLength);
          if (length >= 0) {
            listener.datagram(
                buffer.address(),
                (int) length,
                Memory.i32(from.address() + 4),
                Memory.u16(from.address() + 2));
          } else if (length == -Errno.EAGAIN) {
            descriptor.await();
          } else if (length != -Errno.EINTR) {
            receiveErrors.increment();
          }
        } finally {
          descriptor.leave();
        }
      }
    }
  }

  /** Errors the kernel reported in place of a datagram. */
  long receiveErrors() {
    return receiveErrors.sum();
  }

  /** Datagrams the kernel dropped because they were not received in time. */
  long overruns() {
    if (descriptor.enter()) {
      try (var arena = Arena.ofConfined()) {
        MemorySegment numbers = arena.allocate(MEMINFO_SIZE, 4);
        MemorySegment length = arena.allocateFrom(JAVA_INT, MEMINFO_SIZE);
        if (Libc.getsockopt(descriptor.fd(), SOL_SOCKET, SO_MEMINFO, numbers, length) == 0) {
          overruns = Integer.toUnsignedLong(numbers.get(JAVA_INT, MEMINFO_DROPS));
        }
      } finally {
        descriptor.leave();
      }
    }
    return overruns;
  }

  @Override
  public void close() {
    overruns(); // remembers the last word
    descriptor.close();
  }

  private void check(String operation, int result) {
    if (result < 0) {
      throw new HostException(operation + " " + what, -result);
    }
  }
}
