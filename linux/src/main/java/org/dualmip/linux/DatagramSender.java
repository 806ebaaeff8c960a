package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends datagrams with a destination, a traffic class, a TTL and a DF bit each, over one IPv4
 * socket.
 *
 * <p>The structures of sendmsg(2) are laid out once and only their changing fields are written per
 * packet. Any thread may send; they take turns.
 */
final class DatagramSender {
  private static final int AF_INET = 2;
  private static final int IP_TOS = 1;
  private static final int IP_TTL = 2;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int FRAGMENT = 0; // IP_PMTUDISC_DONT
  private static final int DONT_FRAGMENT = 2; // IP_PMTUDISC_DO
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int HEADER = 56;
  private static final int NAME = 56;
  private static final int VECTOR = 72;
  private static final int CONTROL = 88;
  private static final int CONTROL_ONE = 24; // 16 octets of header, 4 of value, 4 of padding
  private static final int SIZE = CONTROL + 2 * CONTROL_ONE;

  private final MemorySegment block = Arena.ofAuto().allocate(SIZE, 8);
  private final MemorySegment header = block.asSlice(0, HEADER);
  private final MemorySegment fragment = Arena.ofAuto().allocate(4, 4);
  private final MemorySegment dontFragment = Arena.ofAuto().allocate(4, 4);
  private int discovery = -1;

  DatagramSender() {
    long base = block.address();
    block.set(JAVA_LONG, 0, base + NAME);
    block.set(JAVA_INT, 8, 16);
    block.set(JAVA_LONG, 16, base + VECTOR);
    block.set(JAVA_LONG, 24, 1);
    block.set(JAVA_LONG, 32, base + CONTROL);
    block.set(JAVA_SHORT, NAME, (short) AF_INET);
    block.set(JAVA_LONG, CONTROL, 20); // a control message: 16 octets of header, 4 of value
    block.set(JAVA_INT, CONTROL + 8, 0);
    block.set(JAVA_INT, CONTROL + 12, IP_TOS);
    block.set(JAVA_LONG, CONTROL + CONTROL_ONE, 20);
    block.set(JAVA_INT, CONTROL + CONTROL_ONE + 8, 0);
    block.set(JAVA_INT, CONTROL + CONTROL_ONE + 12, IP_TTL);
    fragment.set(JAVA_INT, 0, FRAGMENT);
    dontFragment.set(JAVA_INT, 0, DONT_FRAGMENT);
  }

  /**
   * Sends; a negative result is the error number. Port 0 for protocols without ports.
   *
   * @param ttl 0 for the socket's own
   * @param df whether the outer header gets the DF bit; what is then too long for the path makes
   *     EMSGSIZE instead of fragments
   */
  synchronized int send(
      int fd, long address, long length, int trafficClass, int ttl, boolean df, int to, int port) {
    int wanted = df ? DONT_FRAGMENT : FRAGMENT;
    if (discovery != wanted) { // rarely: packets of one flow agree
      Libc.setsockopt(fd, 0, IP_MTU_DISCOVER, df ? dontFragment : fragment);
      discovery = wanted;
    }
    long name = block.address() + NAME;
    Memory.put16(name + 2, port);
    Memory.put32(name + 4, to);
    block.set(JAVA_LONG, VECTOR, address);
    block.set(JAVA_LONG, VECTOR + 8, length);
    block.set(JAVA_INT, CONTROL + 16, trafficClass);
    block.set(JAVA_INT, CONTROL + CONTROL_ONE + 16, ttl);
    block.set(JAVA_LONG, 40, ttl == 0 ? CONTROL_ONE : 2 * CONTROL_ONE);
    return (int) Libc.sendmsg(fd, header, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}
