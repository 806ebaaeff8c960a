package org.dualmip.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Native memory by address, in network order: for the path of every packet, where a slice would be
 * an object each. The caller vouches for the address.
 */
final class Memory {
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Memory() {}

  static int u8(long address) {
    return Byte.toUnsignedInt(ALL.get(ValueLayout.JAVA_BYTE, address));
  }

  static int u16(long address) {
    return Short.toUnsignedInt(ALL.get(SHORT, address));
  }

  static int i32(long address) {
    return ALL.get(INT, address);
  }

  static void put8(long address, int value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
  }

  static void put16(long address, int value) {
    ALL.set(SHORT, address, (short) value);
  }

  static void put32(long address, int value) {
    ALL.set(INT, address, value);
  }

  /** Moves octets; the ranges may overlap. */
  static void move(long from, long to, int length) {
    MemorySegment.copy(ALL, from, ALL, to, length);
  }

  static byte[] copy(long address, int length) {
    return ALL.asSlice(address, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
