package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

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

  // Classic BPF, as bpf(4) of the BSDs and linux/filter.h have it. Absolute offsets begin at the IP
  // header, because the socket is of kind SOCK_DGRAM.
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int LOAD_HALF_INDIRECT = 0x48;
  private static final int INDEX_HEADER_LENGTH = 0xb1;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;
  private static final int PACKET_TYPE = -0x1000 + 4;
  private static final int PACKET_OTHERHOST = 3; // and above: sent by this host, looped back
  private static final int PROTOCOL = 9;
  private static final int FRAGMENT = 6;
  private static final int FRAGMENT_OFFSET = 0x1fff;
  private static final int UDP = 17;
  private static final int UDP_DESTINATION = 2;

  private record Instruction(int code, int ifTrue, int ifFalse, int k) {}

  private List<Instruction> program() {
    var program = new ArrayList<Instruction>();
    program.add(new Instruction(LOAD_WORD, 0, 0, PACKET_TYPE));
    int rest = everything ? 0 : 1 + (icmp ? 1 : 0) + (udpPort == 0 ? 0 : 6);
    program.add(new Instruction(JUMP_GREATER_OR_EQUAL, rest + 1, 0, PACKET_OTHERHOST));
    if (!everything) {
      program.add(new Instruction(LOAD_BYTE, 0, 0, PROTOCOL));
      int udp = udpPort == 0 ? 0 : 6;
      if (icmp) {
        program.add(new Instruction(JUMP_EQUAL, udp, udp == 0 ? 1 : 0, Ip4Header.ICMP));
      }
      if (udpPort != 0) {
        program.add(new Instruction(JUMP_EQUAL, 0, 6, UDP));
        program.add(new Instruction(LOAD_HALF, 0, 0, FRAGMENT));
        program.add(new Instruction(JUMP_ANY_BIT, 4, 0, FRAGMENT_OFFSET));
        program.add(new Instruction(INDEX_HEADER_LENGTH, 0, 0, 0));
        program.add(new Instruction(LOAD_HALF_INDIRECT, 0, 0, UDP_DESTINATION));
        program.add(new Instruction(JUMP_EQUAL, 0, 1, udpPort));
      }
    }
    program.add(new Instruction(RETURN, 0, 0, -1)); // all octets
    program.add(new Instruction(RETURN, 0, 0, 0)); // none
    return program;
  }

  /** The struct sock_fprog of linux/filter.h. */
  MemorySegment compiled(Arena arena) {
    List<Instruction> program = program();
    MemorySegment code = arena.allocate(8L * program.size(), 8);
    for (int i = 0; i < program.size(); i++) {
      Instruction one = program.get(i);
      code.set(JAVA_SHORT, 8L * i, (short) one.code);
      code.set(JAVA_BYTE, 8L * i + 2, (byte) one.ifTrue);
      code.set(JAVA_BYTE, 8L * i + 3, (byte) one.ifFalse);
      code.set(JAVA_INT, 8L * i + 4, one.k);
    }
    MemorySegment header = arena.allocate(16, 8);
    header.set(JAVA_SHORT, 0, (short) program.size());
    header.set(ADDRESS, 8, code);
    return header;
  }
}
