package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A virtual adapter: what the kernel sends to it is read here, what is written here the kernel
 * receives from it.
 *
 * <p>A tun carries IP packets (layer 3), a tap Ethernet frames (layer 2). The adapter may be moved
 * to another network namespace afterwards and goes on working. Any thread may read or write; a read
 * that waits ends when another thread closes. Closing gives the adapter back: a persistent one
 * stays without carrier, with its addresses and routes, any other disappears.
 */
public final class Tun implements AutoCloseable {
  private static final int O_RDWR_NONBLOCK_CLOEXEC = 0x80802;
  private static final int IFF_TUN = 1;
  private static final int IFF_TAP = 2;
  private static final int IFF_NO_PI = 0x1000;
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETPERSIST = 0x400454cbL;
  private static final long TUNSETCARRIER = 0x400454e2L;
  private static final int IFREQ_SIZE = 40;

  private final String name;
  private final Descriptor descriptor;

  private Tun(String name, Descriptor descriptor) {
    this.name = name;
    this.descriptor = descriptor;
  }

  /**
   * Attaches to the tun of that name, or makes it, in the caller's network namespace. It is
   * persistent: a crash of this process keeps the adapter and the addresses applications are bound
   * to.
   *
   * @throws HostException without the right, or if another process is attached
   */
  public static Tun openTun(String name) {
    Tun tun = open(name, IFF_TUN);
    try {
      tun.persist(true);
    } catch (HostException refused) {
      tun.close();
      throw refused;
    }
    return tun;
  }

  /**
   * Makes a tap of that name in the caller's network namespace; it disappears when closed.
   *
   * @throws HostException without the right, or if another process is attached
   */
  public static Tun openTap(String name) {
    return open(name, IFF_TAP);
  }

  private static Tun open(String name, int kind) {
    LinkName.check(name);
    int fd = Libc.open("/dev/net/tun", O_RDWR_NONBLOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new HostException("open /dev/net/tun", -fd, openRemedy(-fd));
    }
    var descriptor = new Descriptor(fd);
    try (var arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_SIZE, 8);
      MemorySegment.copy(
          MemorySegment.ofArray(name.getBytes(StandardCharsets.US_ASCII)),
          0,
          request,
          0,
          name.length());
      request.set(JAVA_SHORT, 16, (short) (kind | IFF_NO_PI));
      int result = Libc.ioctl(fd, TUNSETIFF, request);
      if (result < 0) {
        descriptor.close();
        throw new HostException("attach to the virtual adapter " + name, -result, remedy(-result));
      }
    }
    return new Tun(name, descriptor);
  }

  private static String openRemedy(int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO ->
          "load the module ('modprobe tun'); in a container pass --device /dev/net/tun";
      default -> "needs CAP_NET_ADMIN (run as root)";
    };
  }

  private static String remedy(int errno) {
    return switch (errno) {
      case Errno.EBUSY -> "another service has it: stop that, or choose another adapter name";
      case Errno.EINVAL -> "a link of that name exists and is no virtual adapter of this kind";
      case Errno.EPERM, Errno.EACCES -> "needs CAP_NET_ADMIN (run as root)";
      default -> "";
    };
  }

  /** Whether the adapter outlives this process. */
  public void persist(boolean stays) {
    control("make " + name + (stays ? "" : " not") + " persistent", TUNSETPERSIST, stays);
  }

  /** Plugs the cable in or out, as seen by the kernel: a tap without carrier is a dead link. */
  public void carrier(boolean up) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocateFrom(JAVA_INT, up ? 1 : 0);
      control("set the carrier of " + name, TUNSETCARRIER, value);
    }
  }

  /** The name it was opened under. */
  public String name() {
    return name;
  }

  /** The descriptor, valid until {@link #close}. */
  public int fd() {
    return descriptor.fd();
  }

  /**
   * Reads one packet or frame, waiting for it if need be.
   *
   * @param into room for one; what does not fit is lost
   * @return its length in octets, or -1 once closed
   * @throws HostException if somebody deleted the adapter
   */
  public int read(MemorySegment into) {
    return read(into.address(), into.byteSize());
  }

  int read(long address, long room) {
    while (descriptor.enter()) {
      try {
        long length = Libc.read(descriptor.fd(), address, room);
        if (length >= 0) {
          return (int) length;
        }
        if (length == -Errno.EAGAIN) {
          descriptor.await();
        } else if (length != -Errno.EINTR) {
          throw gone("read from", (int) -length);
        }
      } finally {
        descriptor.leave();
      }
    }
    return -1;
  }

  /**
   * Hands one packet or frame to the kernel.
   *
   * @param length octets of it that count, from its beginning
   * @return whether the kernel took it: not while the adapter is down, out of memory or closed
   * @throws HostException if somebody deleted the adapter
   */
  public boolean write(MemorySegment packet, long length) {
    return write(packet.asSlice(0, length).address(), length);
  }

  boolean write(long address, long length) {
    if (!descriptor.enter()) {
      return false;
    }
    try {
      long result = Libc.write(descriptor.fd(), address, length);
      if (result == -Errno.EBADFD) {
        throw gone("write to", Errno.EBADFD);
      }
      return result >= 0;
    } finally {
      descriptor.leave();
    }
  }

  /** Gives the adapter back. A second call does nothing. */
  @Override
  public void close() {
    descriptor.close();
  }

  private HostException gone(String operation, int errno) {
    return new HostException(
        operation + " the virtual adapter " + name,
        errno,
        errno == Errno.EBADFD ? "somebody deleted it; restart the service" : "");
  }

  private void control(String what, long request, boolean value) {
    // This request takes its argument by value, in the place of the pointer.
    control(what, request, MemorySegment.ofAddress(value ? 1 : 0));
  }

  private void control(String what, long request, MemorySegment argument) {
    if (!descriptor.enter()) {
      throw new IllegalStateException(name + " is closed");
    }
    try {
      int result = Libc.ioctl(descriptor.fd(), request, argument);
      if (result < 0) {
        throw new HostException(what, -result);
      }
    } finally {
      descriptor.leave();
    }
  }
}
