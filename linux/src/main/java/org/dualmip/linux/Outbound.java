package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Brings packets that are to enter tunnels, each with room for the headers in front of it. */
final class Outbound {
  private static final int LARGEST = 65_536;
  private static final int HEADROOM = ReceivedMessage.HEADROOM;

  private Outbound() {}

  /** Gets packets; the memory is valid during the call. */
  @FunctionalInterface
  interface Taker {
    /**
     * A packet is to go; nothing of it has been looked at.
     *
     * @return whether it went
     */
    boolean take(long packet, int length);
  }

  /** Brings what the host sends to the adapter, on a thread of its own, until that is closed. */
  static void ofHost(Tun adapter, TunnelListener listener, Taker taker) {
    Thread.ofPlatform()
        .name("adapter " + adapter.name())
        .daemon()
        .start(() -> read(adapter, listener, taker));
  }

  private static void read(Tun adapter, TunnelListener listener, Taker taker) {
    try (var arena = Arena.ofConfined()) {
      long packet = arena.allocate(HEADROOM + LARGEST, 8).address() + HEADROOM;
      while (true) {
        int length = adapter.read(packet, LARGEST);
        if (length < 0) {
          return;
        }
        boolean _ = taker.take(packet, length);
      }
    } catch (HostException lost) {
      listener.adapterLost(lost);
    }
  }

  /** Brings a packet of the caller's own; the result is the taker's. */
  static boolean ofCaller(byte[] packet, Taker taker) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(HEADROOM + packet.length, 8);
      MemorySegment.copy(packet, 0, memory, JAVA_BYTE, HEADROOM, packet.length);
      return taker.take(memory.address() + HEADROOM, packet.length);
    }
  }
}
