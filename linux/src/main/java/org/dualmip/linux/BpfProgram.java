package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A program of classic BPF, as bpf(4) of the BSDs and linux/filter.h have it, for packet sockets of
 * kind SOCK_DGRAM: offsets begin behind the link's header. Jumps go forward, to labels. Reading
 * behind the end of a packet refuses it.
 */
final class BpfProgram {
  /** The label of what takes the whole packet. */
  static final String ACCEPT = "accept";

  /** The label of what refuses it. */
  static final String REFUSE = "refuse";

  /** Where to go if not to a label: on. */
  static final String ON = "";

  // What can be loaded beside the packet, and what it is.
  private static final int PACKET_TYPE = -0x1000 + 4;
  private static final int PROTOCOL = -0x1000;
  static final int BROADCAST = 1;
  static final int MULTICAST = 2;
  private static final int OTHERHOST = 3; // and above: sent by this host, looped back

  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int LOAD_HALF_INDIRECT = 0x48;
  private static final int LOAD_BYTE_INDIRECT = 0x50;
  private static final int INDEX_HEADER_LENGTH = 0xb1;
  private static final int AND = 0x54;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private record Instruction(int code, String ifTrue, String ifFalse, int k) {}

  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();

  /** One that refuses what this host sent itself, and what is for other stations. */
  static BpfProgram forThisStation() {
    return new BpfProgram().loadPacketType().ifAtLeast(OTHERHOST, REFUSE);
  }

  BpfProgram label(String name) {
    labels.put(name, instructions.size());
    return this;
  }

  BpfProgram loadPacketType() {
    return plain(LOAD_WORD, PACKET_TYPE);
  }

  /** What the link's header says is in the packet. */
  BpfProgram loadProtocol() {
    return plain(LOAD_WORD, PROTOCOL);
  }

  BpfProgram loadWord(int offset) {
    return plain(LOAD_WORD, offset);
  }

  BpfProgram loadHalf(int offset) {
    return plain(LOAD_HALF, offset);
  }

  BpfProgram loadByte(int offset) {
    return plain(LOAD_BYTE, offset);
  }

  /** The offsets of what follows count from behind the IPv4 header. */
  BpfProgram indexBehindIp4Header() {
    return plain(INDEX_HEADER_LENGTH, 0);
  }

  BpfProgram loadIndexedHalf(int offset) {
    return plain(LOAD_HALF_INDIRECT, offset);
  }

  BpfProgram loadIndexedByte(int offset) {
    return plain(LOAD_BYTE_INDIRECT, offset);
  }

  BpfProgram and(int mask) {
    return plain(AND, mask);
  }

  BpfProgram ifEqual(int value, String then, String otherwise) {
    return jump(JUMP_EQUAL, value, then, otherwise);
  }

  BpfProgram ifAtLeast(int value, String then) {
    return jump(JUMP_GREATER_OR_EQUAL, value, then, ON);
  }

  BpfProgram ifAnyBit(int mask, String then, String otherwise) {
    return jump(JUMP_ANY_BIT, mask, then, otherwise);
  }

  private BpfProgram plain(int code, int k) {
    return jump(code, k, ON, ON);
  }

  private BpfProgram jump(int code, int k, String then, String otherwise) {
    instructions.add(new Instruction(code, then, otherwise, k));
    return this;
  }

  /** The struct sock_fprog of linux/filter.h; what comes to the end of the program is refused. */
  MemorySegment compiled(Arena arena) {
    int end = instructions.size();
    MemorySegment code = arena.allocate(8L * (end + 2), 8);
    for (int i = 0; i < end; i++) {
      Instruction one = instructions.get(i);
      boolean jumps = (one.code & 7) == 5;
      put(
          code,
          i,
          one.code,
          jumps ? distance(i, one.ifTrue, end) : 0,
          jumps ? distance(i, one.ifFalse, end) : 0,
          one.k);
    }
    put(code, end, RETURN, 0, 0, 0);
    put(code, end + 1, RETURN, 0, 0, -1); // all octets
    MemorySegment header = arena.allocate(16, 8);
    header.set(JAVA_SHORT, 0, (short) (end + 2));
    header.set(ADDRESS, 8, code);
    return header;
  }

  private int distance(int from, String label, int end) {
    int to =
        switch (label) {
          case ON -> from + 1;
          case REFUSE -> end;
          case ACCEPT -> end + 1;
          default -> Objects.requireNonNull(labels.get(label), label);
        };
    return to - from - 1;
  }

  private static void put(
      MemorySegment code, int index, int operation, int ifTrue, int ifFalse, int k) {
    code.set(JAVA_SHORT, 8L * index, (short) operation);
    code.set(JAVA_BYTE, 8L * index + 2, (byte) ifTrue);
    code.set(JAVA_BYTE, 8L * index + 3, (byte) ifFalse);
    code.set(JAVA_INT, 8L * index + 4, k);
  }
}
