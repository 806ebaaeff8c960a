package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.MacAddress;

/**
 * A socket of packet(7) on one link, of kind SOCK_DGRAM: packets without the link's header. What it
 * sends passes neither nftables' tables nor routing. Any thread may send; one receives.
 */
final class PacketSocket implements AutoCloseable {
  /** Takes a packet, on the socket's thread. */
  @FunctionalInterface
  interface Taker {
    void take(PacketMessage message, long length);
  }

  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 0x80802;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int PACKET_AUXDATA = 8;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final int MSG_DONTWAIT = 0x40;

  private final String link;
  private final int index;
  private final Descriptor descriptor;
  private final LongAdder unsent = new LongAdder();

  /**
   * @param link whose frames, in the caller's network namespace
   * @param protocol what is in them, or ETH_P_ALL
   * @param filter of classic BPF
   * @param groups multicast addresses of the link to hear
   */
  PacketSocket(Link link, int protocol, BpfProgram filter, List<MacAddress> groups) {
    this.link = link.name();
    this.index = link.index();
    // Protocol 0 hears nothing: what came before the filter is there would pass it.
    int fd = Libc.socket(AF_PACKET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new HostException("open a packet socket", -fd, "needs CAP_NET_RAW (run as root)");
    }
    descriptor = new Descriptor(fd);
    try (var arena = Arena.ofConfined()) {
      filter(filter);
      check("prepare", Libc.setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, 1));
      // Older kernels refuse this: they then make a copy of what is sent, for the filter to refuse.
      Libc.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
      for (MacAddress group : groups) {
        check("join groups on", join(arena, group));
      }
      MemorySegment address = arena.allocate(PacketMessage.ADDRESS_SIZE, 8);
      PacketMessage.linkAddress(address, index, protocol, 0);
      check("listen on", Libc.bind(fd, address));
    } catch (RuntimeException refused) {
      descriptor.close();
      throw refused;
    }
  }

  /**
   * Finds a link of the caller's network namespace.
   *
   * @throws HostException if there is none
   */
  static Link find(String link) {
    try (Rtnetlink links = Rtnetlink.open()) {
      return links
          .link(link)
          .orElseThrow(() -> new HostException("find the link " + link, Errno.ENODEV));
    }
  }

  /** Exchanges the filter. */
  void filter(BpfProgram filter) {
    if (descriptor.enter()) {
      try (var arena = Arena.ofConfined()) {
        MemorySegment program = filter.compiled(arena);
        check("filter", Libc.setsockopt(descriptor.fd(), SOL_SOCKET, SO_ATTACH_FILTER, program));
      } finally {
        descriptor.leave();
      }
    }
  }

  /** The struct packet_mreq of packet(7). */
  private int join(Arena arena, MacAddress group) {
    MemorySegment request = arena.allocate(16, 4);
    request.set(JAVA_INT, 0, index);
    request.set(JAVA_SHORT, 6, (short) 6);
    MemorySegment.copy(group.octets(), 0, request, JAVA_BYTE, 8, 6);
    return Libc.setsockopt(descriptor.fd(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, request);
  }

  String link() {
    return link;
  }

  /** Sends from native memory; a negative result is the error number. */
  int send(long packet, int length, int protocol, MacAddress to) {
    int result = -Errno.EBADFD;
    if (descriptor.enter()) {
      try (var arena = Arena.ofConfined()) {
        MemorySegment address = arena.allocate(PacketMessage.ADDRESS_SIZE, 8);
        PacketMessage.linkAddress(address, index, protocol, to.bits());
        result = (int) Libc.sendto(descriptor.fd(), packet, length, MSG_DONTWAIT, address);
      } finally {
        descriptor.leave();
      }
    }
    if (result < 0) {
      unsent.increment();
    }
    return result;
  }

  /** Sends a packet; false if the kernel does not take it. */
  boolean send(byte[] packet, int protocol, MacAddress to) {
    try (var arena = Arena.ofConfined()) {
      return send(arena.allocateFrom(JAVA_BYTE, packet).address(), packet.length, protocol, to)
          >= 0;
    }
  }

  /** Begins to receive, on a thread of its own, until closed. At most once. */
  void receive(Taker taker) {
    Thread.ofPlatform().name("link " + link).daemon().start(() -> loop(taker));
  }

  private void loop(Taker taker) {
    try (var arena = Arena.ofConfined()) {
      var message = new PacketMessage(arena);
      while (descriptor.enter()) {
        try {
          long length = message.receive(descriptor.fd());
          if (length == -Errno.EAGAIN) {
            descriptor.await();
          } else if (length >= 0) {
            taker.take(message, length);
          } // else the link went down or away; it may come again
        } finally {
          descriptor.leave();
        }
      }
    }
  }

  /** Packets the kernel did not take. */
  long unsent() {
    return unsent.sum();
  }

  @Override
  public void close() {
    descriptor.close();
  }

  private void check(String operation, int result) {
    if (result < 0) {
      throw new HostException(operation + " link " + link, -result);
    }
  }
}
