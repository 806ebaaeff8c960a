package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;

/**
 * Sends and receives whole IPv4 packets on one link, beside the host's own IP layer: with any
 * source address and to any station, and also what the host would not take, such as packets for an
 * address it does not have, from one that lies elsewhere (strict reverse-path filter), or from
 * 0.0.0.0.
 *
 * <p>This is what a foreign agent and its visitors speak through (RFC 5944 §2, §3.2.2, §4.2.2):
 * advertisements, solicitations, registrations, and packets for visitors, all without ARP. It hears
 * the all-systems, all-routers and mobile-agents multicast groups (RFC 1256 §3, RFC 5944 §2.4).
 * Packets this host sends on the link are never heard. What the host itself sends there passes
 * neither nftables' inet tables nor routing.
 *
 * <p>Needs CAP_NET_RAW. Any thread may send; each socket receives on one thread of its own, which
 * must not block for long.
 */
public final class LinkSocket implements AutoCloseable {
  /** Gets each packet, on the socket's thread. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * A packet arrived. Its header is well-formed in length, its checksums are not looked at; a
     * transport checksum that the sender left to its hardware is filled in.
     *
     * @param ipPacket the packet alone, without the link's padding; the receiver's to keep
     * @param from who sent it on this link; {@link MacAddress#NONE} where links have no addresses
     * @param broadcastOrMulticast whether it was sent to more stations than this one
     */
    void received(byte[] ipPacket, MacAddress from, boolean broadcastOrMulticast);
  }

  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 0x80802;
  private static final int IPV4 = 0x0800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int PACKET_AUXDATA = 8;
  private static final int TP_STATUS_CSUMNOTREADY = 8;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int ADDRESS_SIZE = 20;
  private static final int LARGEST = 65_536;
  private static final long[] GROUPS = {
    multicast(Ip4.of("224.0.0.1")), multicast(Ip4.of("224.0.0.2")), multicast(Ip4.of("224.0.0.11"))
  };

  private final String link;
  private final int index;
  private final Descriptor descriptor;
  private final LongAdder malformed = new LongAdder();
  private final LongAdder unsent = new LongAdder();

  private LinkSocket(String link, int index, LinkFilter filter) {
    this.link = link;
    this.index = index;
    // Protocol 0 hears nothing: what came before the filter is there would pass it.
    int fd = Libc.socket(AF_PACKET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new HostException("open a packet socket", -fd, "needs CAP_NET_RAW (run as root)");
    }
    descriptor = new Descriptor(fd);
    try (var arena = Arena.ofConfined()) {
      check("filter", Libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter.compiled(arena)));
      check("prepare", Libc.setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, 1));
      for (long group : GROUPS) {
        check("join groups on", join(arena, group));
      }
      MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
      Message.linkAddress(address, index, IPV4, 0);
      check("listen on", Libc.bind(fd, address));
    } catch (RuntimeException refused) {
      descriptor.close();
      throw refused;
    }
  }

  /**
   * Opens one in the caller's network namespace. The link may be down; it is heard while it is up.
   *
   * @param link name of an Ethernet-like link
   * @param filter what to receive
   * @throws HostException without the right, or if there is no such link
   */
  public static LinkSocket open(String link, LinkFilter filter) {
    int index;
    try (Rtnetlink links = Rtnetlink.open()) {
      index =
          links
              .link(link)
              .orElseThrow(() -> new HostException("find the link " + link, Errno.ENODEV))
              .index();
    }
    return new LinkSocket(link, index, filter);
  }

  /** The link-layer address an IPv4 multicast group has (RFC 1112 §6.4). */
  public static MacAddress macOf(Ip4 group) {
    return new MacAddress(multicast(group));
  }

  private static long multicast(Ip4 group) {
    return 0x0100_5e00_0000L | (group.bits() & 0x7f_ffff);
  }

  /** The struct packet_mreq of packet(7). */
  private int join(Arena arena, long group) {
    MemorySegment request = arena.allocate(16, 4);
    request.set(JAVA_INT, 0, index);
    request.set(JAVA_SHORT, 6, (short) 6);
    MemorySegment.copy(new MacAddress(group).octets(), 0, request, JAVA_BYTE, 8, 6);
    return Libc.setsockopt(descriptor.fd(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, request);
  }

  /** The link's name when it was opened. */
  public String link() {
    return link;
  }

  /**
   * Sends a packet as it is: the caller makes the header and all checksums.
   *
   * @param ipPacket an IPv4 packet, not longer than the link's MTU
   * @param to the station; a broadcast or multicast address for several
   * @return whether the kernel took it: not if it is too long, the link is down or gone, or the
   *     queue is full
   */
  public boolean send(byte[] ipPacket, MacAddress to) {
    try (var arena = Arena.ofConfined()) {
      return send(arena.allocateFrom(JAVA_BYTE, ipPacket).address(), ipPacket.length, to) >= 0;
    }
  }

  /** Sends from native memory; a negative result is the error number. */
  int send(long packet, int length, MacAddress to) {
    int result = -Errno.EBADFD;
    if (descriptor.enter()) {
      try (var arena = Arena.ofConfined()) {
        MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
        Message.linkAddress(address, index, IPV4, to.bits());
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

  /** Begins to receive, on a thread of its own, until closed. At most once. */
  public void receive(Receiver receiver) {
    Thread.ofPlatform().name("link " + link).daemon().start(() -> loop(receiver));
  }

  private void loop(Receiver receiver) {
    try (var arena = Arena.ofConfined()) {
      var message = new Message(arena);
      while (descriptor.enter()) {
        try {
          long length = message.receive(descriptor.fd());
          if (length == -Errno.EAGAIN) {
            descriptor.await();
          } else if (length >= 0) {
            hand(message, length, receiver);
          } // else the link went down or away; it may come again
        } finally {
          descriptor.leave();
        }
      }
    }
  }

  private void hand(Message message, long length, Receiver receiver) {
    long packet = message.packet();
    if (!Ip4Header.wellFormed(packet, length)) {
      malformed.increment();
      return;
    }
    if (message.checksumIsMissing()) {
      Ip4Header.completeTransportChecksum(packet);
    }
    receiver.received(
        Memory.copy(packet, Ip4Header.totalLength(packet)),
        message.source(),
        message.packetType() != 0);
  }

  /** Packets that came without a well-formed header and were dropped. */
  public long malformed() {
    return malformed.sum();
  }

  /** Packets the kernel did not take. */
  public long unsent() {
    return unsent.sum();
  }

  /** Leaves the groups and ends receiving; sending then fails. A second call does nothing. */
  @Override
  public void close() {
    descriptor.close();
  }

  private void check(String operation, int result) {
    if (result < 0) {
      throw new HostException(operation + " link " + link, -result);
    }
  }

  /** The structures of recvmsg(2): a packet, who sent it, and the struct tpacket_auxdata. */
  private static final class Message {
    private static final int NAME = 56;
    private static final int VECTOR = 80;
    private static final int CONTROL = 96;
    private static final int CONTROL_SIZE = 64;
    private static final int STATUS = CONTROL + 16;

    private final MemorySegment block;
    private final MemorySegment packet;

    Message(Arena arena) {
      block = arena.allocate(CONTROL + CONTROL_SIZE, 8);
      packet = arena.allocate(LARGEST, 8);
      block.set(JAVA_LONG, 0, block.address() + NAME);
      block.set(JAVA_LONG, 16, block.address() + VECTOR);
      block.set(JAVA_LONG, 24, 1);
      block.set(JAVA_LONG, 32, block.address() + CONTROL);
      block.set(JAVA_LONG, VECTOR, packet.address());
      block.set(JAVA_LONG, VECTOR + 8, LARGEST);
    }

    /** Fills a struct sockaddr_ll. */
    static void linkAddress(MemorySegment address, int index, int protocol, long mac) {
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      Memory.put16(address.address() + 2, protocol);
      address.set(JAVA_INT, 4, index);
      address.set(JAVA_BYTE, 11, (byte) 6);
      Memory.put16(address.address() + 12, (int) (mac >>> 32));
      Memory.put32(address.address() + 14, (int) mac);
    }

    long receive(int fd) {
      block.set(JAVA_INT, 8, ADDRESS_SIZE);
      block.set(JAVA_LONG, 40, CONTROL_SIZE);
      block.set(JAVA_LONG, CONTROL, 0);
      return Libc.recvmsg(fd, block, MSG_DONTWAIT);
    }

    long packet() {
      return packet.address();
    }

    /** PACKET_HOST is 0, PACKET_BROADCAST 1, PACKET_MULTICAST 2. */
    int packetType() {
      return block.get(JAVA_BYTE, NAME + 10);
    }

    MacAddress source() {
      if (block.get(JAVA_BYTE, NAME + 11) != 6) {
        return MacAddress.NONE;
      }
      long name = block.address() + NAME;
      return new MacAddress(
          (long) Memory.u16(name + 12) << 32 | Integer.toUnsignedLong(Memory.i32(name + 14)));
    }

    boolean checksumIsMissing() {
      return block.get(JAVA_INT, CONTROL + 8) == SOL_PACKET
          && block.get(JAVA_LONG, CONTROL) > 16
          && (block.get(JAVA_INT, STATUS) & TP_STATUS_CSUMNOTREADY) != 0;
    }
  }
}
