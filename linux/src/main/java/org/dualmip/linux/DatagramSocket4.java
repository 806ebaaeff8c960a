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
 * An IPv4 socket of datagrams, raw or UDP: what {@link TunnelSocket} and {@link UdpSocket} share.
 */
final class DatagramSocket4 implements AutoCloseable {
  /** Gets each datagram on the thread that receives; the memory is valid during the call. */
  @FunctionalInterface
  interface Listener {
    /**
     * A datagram arrived. There are 64 octets in front of it that may be written to.
     *
     * @param trafficClass of its IP header, -1 if not known
     * @param ttl of its IP header, -1 if not known
     */
    void datagram(long address, int length, int source, int port, int trafficClass, int ttl);
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
  private static final int IP_RECVTTL = 12;
  private static final int IP_RECVTOS = 13;
  private static final int ADDRESS_SIZE = 16;

  private final String what;
  private final Endpoint wanted;
  private final PathMtu paths;
  private final Descriptor descriptor;
  private final DatagramSender sender = new DatagramSender();
  private final LongAdder receiveErrors = new LongAdder();
  private volatile long overruns;

  DatagramSocket4(String what, int type, int protocol, Endpoint local, @Nullable String device) {
    this.what = what;
    this.wanted = local;
    int fd = Libc.socket(AF_INET, type | NONBLOCK_CLOEXEC, protocol);
    if (fd < 0) {
      throw new HostException("open " + what, -fd);
    }
    descriptor = new Descriptor(fd);
    paths = new PathMtu(local.address(), device);
    try {
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

  /** Sets an option to a number. */
  void option(String operation, int level, int name, int value) {
    check(operation, Libc.setsockopt(descriptor.fd(), level, name, value));
  }

  /** Has the IP header's traffic class and TTL told with each datagram. */
  void tellOuterHeader() {
    check("prepare", Libc.setsockopt(descriptor.fd(), SOL_IP, IP_RECVTOS, 1));
    check("prepare", Libc.setsockopt(descriptor.fd(), SOL_IP, IP_RECVTTL, 1));
  }

  /** The largest IP packet the path to an address takes, as far as the host knows; 0 if unknown. */
  int pathMtu(Ip4 to) {
    return paths.to(to);
  }

  /** The address it is bound to. */
  Ip4 address() {
    return wanted.address();
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
  int send(long address, long length, int trafficClass, int ttl, boolean df, int to, int port) {
    if (!descriptor.enter()) {
      return -Errno.EBADFD;
    }
    try {
      return sender.send(descriptor.fd(), address, length, trafficClass, ttl, df, to, port);
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
      var message = new ReceivedMessage(arena);
      while (descriptor.enter()) {
        try {
          long length = message.receive(descriptor.fd());
          if (length >= 0) {
            message.parse();
            listener.datagram(
                message.address(),
                (int) length,
                message.source(),
                message.port(),
                message.trafficClass(),
                message.ttl());
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
    paths.close();
  }

  private void check(String operation, int result) {
    if (result < 0) {
      throw new HostException(operation + " " + what, -result);
    }
  }
}
