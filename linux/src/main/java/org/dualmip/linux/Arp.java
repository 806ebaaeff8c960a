package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;

/** Announcements to the ARP tables of a link (RFC 826). */
public final class Arp {
  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
  private static final int ARP = 0x0806;
  private static final int ETHERNET = 1;
  private static final int IPV4 = 0x0800;
  private static final int REQUEST = 1;
  private static final int PACKET = 28;
  private static final int ADDRESS = 20;

  private Arp() {}

  /**
   * Tells every station on the link where an address is from now on: a gratuitous ARP request (RFC
   * 5944 §4.6), once. Whoever has the address in its table takes the new place over.
   *
   * @param device a link of the caller's network namespace
   * @param address the address; sender and target alike
   * @param mac where it is
   * @throws HostException without the right, or if the link is missing or down
   */
  public static void announce(String device, Ip4 address, MacAddress mac) {
    int index;
    try (Rtnetlink links = Rtnetlink.open()) {
      index =
          links
              .link(device)
              .orElseThrow(() -> new HostException("find the link " + device, Errno.ENODEV))
              .index();
    }
    int fd = Libc.socket(AF_PACKET, SOCK_DGRAM_CLOEXEC, 0);
    if (fd < 0) {
      throw new HostException("open a packet socket", -fd);
    }
    try (var arena = Arena.ofConfined()) {
      long sent = Libc.sendto(fd, request(arena, address, mac), PACKET, 0, everybody(arena, index));
      if (sent < 0) {
        throw new HostException("announce " + address + " on " + device, (int) -sent);
      }
    } finally {
      Libc.close(fd);
    }
  }

  /** The packet of RFC 826, in wire order. */
  private static long request(Arena arena, Ip4 address, MacAddress mac) {
    MemorySegment packet = arena.allocate(PACKET);
    long at = packet.address();
    Memory.put16(at, ETHERNET);
    Memory.put16(at + 2, IPV4);
    Memory.put8(at + 4, 6);
    Memory.put8(at + 5, 4);
    Memory.put16(at + 6, REQUEST);
    MemorySegment.copy(mac.octets(), 0, packet, JAVA_BYTE, 8, 6);
    Memory.put32(at + 14, address.bits());
    // The target's link-layer address, at 18, is what a request does not know.
    Memory.put32(at + 24, address.bits());
    return at;
  }

  /** The struct sockaddr_ll of everybody on the link. */
  private static MemorySegment everybody(Arena arena, int index) {
    MemorySegment address = arena.allocate(ADDRESS, 8);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    Memory.put16(address.address() + 2, ARP);
    address.set(JAVA_INT, 4, index);
    address.set(JAVA_BYTE, 11, (byte) 6);
    MemorySegment.copy(MacAddress.BROADCAST.octets(), 0, address, JAVA_BYTE, 12, 6);
    return address;
  }
}
