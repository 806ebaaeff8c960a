package org.dualmip.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.jspecify.annotations.Nullable;

/**
 * Tells senders why their packets do not pass a tunnel (RFC 2003 §4, §5). At most {@link #A_SECOND}
 * answers a second (RFC 1812 §4.3.2.8), so objects may be made here. Any thread.
 */
final class TunnelAnswers {
  private static final int A_SECOND = 100;
  private static final int QUOTED = 548;

  private final Tun adapter;
  private final LongAdder sent = new LongAdder();
  private final LongAdder withheld = new LongAdder();
  private volatile @Nullable IcmpSocket socket;
  private long second;
  private int thisSecond;

  TunnelAnswers(Tun adapter) {
    this.adapter = adapter;
  }

  /** Sends answers through this socket from now on, from an address of this host. */
  void through(IcmpSocket icmp) {
    socket = icmp;
  }

  /** The packet is longer than the tunnel takes and must not be fragmented. */
  void tooBig(Exit way, long packet, int length) {
    if (!mayAnswer()) {
      return;
    }
    int mtu = way.learnMtu();
    if (mtu >= Ip4Header.SMALLEST_MTU && mtu < length) {
      answer(
          new IcmpError(
              IcmpError.UNREACHABLE,
              IcmpError.TOO_BIG,
              mtu,
              Octets.of(Memory.copy(packet, Math.min(length, QUOTED)))));
    }
  }

  /** Sends the error to the sender of the packet it quotes. */
  void answer(IcmpError error) {
    // Without a socket the answer seems to come from where the packet should have gone. That way
    // it is no martian on an adapter whose host has the tunnel's address.
    IcmpSocket icmp = socket;
    Ip4 from = icmp == null ? destination(error.quoted()) : Ip4.ANY;
    error
        .packet(from)
        .ifPresent(answer -> {
          if (icmp == null ? inject(answer) : icmp.send(answer)) {
            sent.increment();
          }
        });
  }

  private boolean inject(Ip4Packet answer) {
    try (var arena = Arena.ofConfined()) {
      byte[] bytes = answer.toBytes();
      long address = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address();
      return adapter.write(address, bytes.length);
    } catch (HostException gone) { // the thread that reads it tells so
      return false;
    }
  }

  private static Ip4 destination(Octets packet) {
    return packet.size() < Ip4Packet.HEADER ? Ip4.ANY : Ip4.of(packet.slice(16, 20).toBytes());
  }

  /** Whether this second has room for one more answer. */
  synchronized boolean mayAnswer() {
    long now = System.nanoTime() / 1_000_000_000;
    if (now != second) {
      second = now;
      thisSecond = 0;
    }
    boolean room = thisSecond++ < A_SECOND;
    if (!room) {
      withheld.increment();
    }
    return room;
  }

  /** Answers that went out. */
  long sent() {
    return sent.sum();
  }

  /** Answers that were not given because there were too many. */
  long withheld() {
    return withheld.sum();
  }
}
