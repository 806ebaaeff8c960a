package org.dualmip.linux;

/**
 * Which IPv4 packets a {@link LinkSocket} wants; the kernel throws the others away before they cost
 * anything.
 *
 * <p>Whatever is wanted, packets that this host sent itself and those for other stations'
 * link-layer addresses never come.
 *
 * @param everything all IPv4 packets, fragments too
 * @param icmp all ICMP
 * @param udpPort UDP datagrams for this port that are no later fragments; 0 for none
 */
public record LinkFilter(boolean everything, boolean icmp, int udpPort) {
  /** All IPv4 packets. */
  public static final LinkFilter ALL = new LinkFilter(true, true, 0);

  /** ICMP alone. */
  public static final LinkFilter ICMP = new LinkFilter(false, true, 0);

  /**
   * @throws IllegalArgumentException if the port is none
   */
  public LinkFilter {
    if (udpPort < 0 || udpPort > 0xffff) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + udpPort);
    }
  }

  /** UDP for this port alone. */
  public static LinkFilter udp(int port) {
    return new LinkFilter(false, false, port);
  }

  /** ICMP and UDP for this port. */
  public static LinkFilter icmpAndUdp(int port) {
    return new LinkFilter(false, true, port);
  }

  private static final int FRAGMENT_OFFSET = 0x1fff;
  private static final int UDP = 17;

  BpfProgram program() {
    BpfProgram program = BpfProgram.forThisStation();
    if (everything) {
      return program.loadByte(0).ifAtLeast(0, BpfProgram.ACCEPT);
    }
    program.loadByte(9);
    if (icmp) {
      program.ifEqual(Ip4Header.ICMP, BpfProgram.ACCEPT, BpfProgram.ON);
    }
    if (udpPort != 0) {
      program
          .ifEqual(UDP, BpfProgram.ON, BpfProgram.REFUSE)
          .loadHalf(6)
          .ifAnyBit(FRAGMENT_OFFSET, BpfProgram.REFUSE, BpfProgram.ON)
          .indexBehindIp4Header()
          .loadIndexedHalf(2)
          .ifEqual(udpPort, BpfProgram.ACCEPT, BpfProgram.REFUSE);
    }
    return program;
  }
}
