package org.dualmip.mobileip.packet;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * The order of packets in one flow of a GRE tunnel, told by their sequence numbers (RFC 2890 §2.2).
 * What is late is discarded; nothing is kept back to be put in order. Owner's thread.
 *
 * <p>An encapsulator that restarts begins with 0 again. Since nothing tells of that, the order is
 * forgotten after {@link #SILENCE} without a packet that was in it.
 */
public final class GreSequence {
  /** After this long any number is the first. */
  public static final Duration SILENCE = Duration.ofSeconds(10);

  private int last = -1; // 2^32 - 1 at the beginning
  private @Nullable MonotonicTime accepted;

  /** Whether a packet with this number, 32 unsigned bits, is to be taken. */
  public boolean accepts(MonotonicTime at, int number) {
    // Out of sequence is the last number and the 2^31 - 1 before it.
    boolean late = number - last <= 0 && number - last != Integer.MIN_VALUE;
    if (late && accepted != null && at.since(accepted).compareTo(SILENCE) < 0) {
      return false;
    }
    last = number;
    accepted = at;
    return true;
  }
}
