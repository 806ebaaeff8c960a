package org.dualmip.linux;

import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;

/**
 * Tells senders why their packets do not pass a tunnel (RFC 2003 §4, §5). Not more often than
 * {@link AnswerLimit} admits, so objects may be made here. Any thread.
 */
final class TunnelAnswers {
  private static final int QUOTED = 548;

  /** How an answer gets to the sender of the packet it quotes. */
  @FunctionalInterface
  interface Back {
    /** Sends it; whether it went. */
    boolean send(IcmpError answer);
  }

  private final AnswerLimit limit = new AnswerLimit();
  private final LongAdder sent = new LongAdder();

  /** Whether there may be one more answer now. */
  boolean mayAnswer() {
    return limit.admits();
  }

  /**
   * The packet is longer than the tunnel takes and must not be fragmented: its sender is told what
   * the tunnel takes, if the host knows it (RFC 2003 §5.1).
   */
  void tooBig(Exit way, long packet, int length, Back back) {
    if (!mayAnswer()) {
      return;
    }
    int mtu = way.learnMtu();
    if (mtu >= Ip4Header.SMALLEST_MTU && mtu < length) {
      Octets start = start(packet, length);
      answer(new IcmpError(IcmpError.UNREACHABLE, IcmpError.TOO_BIG, mtu, start), back);
    }
  }

  /** Sends an answer that there may be. */
  void answer(IcmpError error, Back back) {
    if (back.send(error)) {
      sent.increment();
    }
  }

  /** As much of a packet's beginning as an answer quotes. */
  static Octets start(long packet, int length) {
    return Octets.of(Memory.copy(packet, Math.min(length, QUOTED)));
  }

  /** Answers that went out. */
  long sent() {
    return sent.sum();
  }

  /** Answers that were not given because there were too many. */
  long withheld() {
    return limit.withheld();
  }
}
