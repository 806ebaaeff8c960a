package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.dualmip.mobileip.net.MacAddress;

/** The structures of recvmsg(2): a packet, who sent it, and the struct tpacket_auxdata. */
final class PacketMessage {
  static final int ADDRESS_SIZE = 20;

  private static final int AF_PACKET = 17;
  private static final int SOL_PACKET = 263;
  private static final int TP_STATUS_CSUMNOTREADY = 8;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int LARGEST = 65_536;
  private static final int NAME = 56;
  private static final int VECTOR = 80;
  private static final int CONTROL = 96;
  private static final int CONTROL_SIZE = 64;
  private static final int STATUS = CONTROL + 16;

  private final MemorySegment block;
  private final MemorySegment packet;

  PacketMessage(Arena arena) {
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

  /** What the link's header says is in it. */
  int protocol() {
    return Memory.u16(block.address() + NAME + 2);
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
