package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The structures of recvmsg(2) for one datagram with its source and, if the socket tells them, the
 * traffic class and TTL of its IP header. Belongs to one thread.
 */
final class ReceivedMessage {
  /** Octets in front of a datagram that may be written to. */
  static final int HEADROOM = 64;

  private static final int LARGEST = 65_536;
  private static final int NAME = 56;
  private static final int NAME_SIZE = 16;
  private static final int VECTOR = 72;
  private static final int CONTROL = 88;
  private static final int CONTROL_SIZE = 96;
  private static final int ONE = 16; // octets of a control message's header
  private static final int IP_TOS = 1;
  private static final int IP_TTL = 2;
  private static final int MSG_DONTWAIT = 0x40;

  private final MemorySegment block;
  private final long payload;
  private int trafficClass;
  private int ttl;

  ReceivedMessage(Arena arena) {
    block = arena.allocate(CONTROL + CONTROL_SIZE, 8);
    payload = arena.allocate(HEADROOM + LARGEST, 8).address() + HEADROOM;
    block.set(JAVA_LONG, 0, block.address() + NAME);
    block.set(JAVA_LONG, 16, block.address() + VECTOR);
    block.set(JAVA_LONG, 24, 1);
    block.set(JAVA_LONG, 32, block.address() + CONTROL);
    block.set(JAVA_LONG, VECTOR, payload);
    block.set(JAVA_LONG, VECTOR + 8, LARGEST);
  }

  /** Receives one; a negative result is the error number. */
  long receive(int fd) {
    block.set(JAVA_INT, 8, NAME_SIZE);
    block.set(JAVA_LONG, 40, CONTROL_SIZE);
    return Libc.recvmsg(fd, block, MSG_DONTWAIT);
  }

  /** Reads what came beside the datagram, before the getters are asked. */
  void parse() {
    trafficClass = -1;
    ttl = -1;
    long end = block.get(JAVA_LONG, 40);
    long at = 0;
    while (at + ONE < end) {
      long length = block.get(JAVA_LONG, CONTROL + at);
      if (length <= ONE) {
        return;
      }
      if (block.get(JAVA_INT, CONTROL + at + 8) == 0) {
        int kind = block.get(JAVA_INT, CONTROL + at + 12);
        if (kind == IP_TOS) { // an octet, unlike all others
          trafficClass = Byte.toUnsignedInt(block.get(JAVA_BYTE, CONTROL + at + ONE));
        } else if (kind == IP_TTL) {
          ttl = block.get(JAVA_INT, CONTROL + at + ONE);
        }
      }
      at += (length + 7) & ~7;
    }
  }

  long address() {
    return payload;
  }

  int source() {
    return Memory.i32(block.address() + NAME + 4);
  }

  int port() {
    return Memory.u16(block.address() + NAME + 2);
  }

  int trafficClass() {
    return trafficClass;
  }

  int ttl() {
    return ttl;
  }
}
