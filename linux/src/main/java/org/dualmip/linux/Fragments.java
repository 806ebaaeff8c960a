package org.dualmip.linux;

import java.lang.foreign.Arena;

/**
 * Fragments packets before they enter a tunnel (RFC 791 §3.2): where a translator or a filter on
 * the way would lose the later fragments of what carries them (RFC 3519 §4.8).
 */
final class Fragments {
  /** Gets each fragment, with room in front of it. */
  @FunctionalInterface
  interface Taker {
    /** Sends it; a negative result is the error number. */
    int take(long packet, int length);
  }

  private static final int MORE = 0x2000;
  private static final int OFFSET = 0x1fff;
  private static final int UNIT = 8;

  private Fragments() {}

  /**
   * Whether the packet is too long, may be fragmented and, a restriction of ours, has no options.
   */
  static boolean needed(long packet, int length, int mtu) {
    return mtu >= Ip4Header.SMALLEST_MTU
        && length > mtu
        && !Ip4Header.dontFragment(packet)
        && Ip4Header.headerLength(packet) == Ip4Header.SHORTEST;
  }

  /**
   * Makes fragments of at most that length. The packet stays as it is.
   *
   * @return the error number, negative, of the first that did not go out; the rest is not sent then
   */
  static int of(long packet, int length, int mtu, Taker taker) {
    int data = length - Ip4Header.SHORTEST;
    int most = (mtu - Ip4Header.SHORTEST) / UNIT * UNIT;
    int flags = Memory.u16(packet + 6);
    try (var arena = Arena.ofConfined()) { // rare enough for an object
      long room = arena.allocate(ReceivedMessage.HEADROOM + (long) mtu, 8).address();
      long fragment = room + ReceivedMessage.HEADROOM;
      for (int offset = 0; offset < data; offset += most) {
        int size = Math.min(most, data - offset);
        boolean more = offset + size < data || (flags & MORE) != 0;
        Memory.move(packet, fragment, Ip4Header.SHORTEST);
        Memory.move(packet + Ip4Header.SHORTEST + offset, fragment + Ip4Header.SHORTEST, size);
        Memory.put16(fragment + 2, size + Ip4Header.SHORTEST);
        Memory.put16(
            fragment + 6, (more ? MORE : 0) | (((flags & OFFSET) + offset / UNIT) & OFFSET));
        Memory.put16(fragment + 10, 0);
        Memory.put16(fragment + 10, Ip4Header.checksum(fragment, Ip4Header.SHORTEST));
        int result = taker.take(fragment, size + Ip4Header.SHORTEST);
        if (result < 0) {
          return result;
        }
      }
    }
    return length;
  }
}
