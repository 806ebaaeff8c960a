package org.dualmip.mobileip.node;

import java.time.Instant;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;

/** Chooses the Identification of requests (RFC 5944 §5.7) and learns from replies. */
final class Identification {
  private final ReplayProtection style;
  private final RandomGenerator random;
  private long last;
  private long offsetSeconds;
  private int nonce;

  Identification(ReplayProtection style, RandomGenerator random) {
    this.style = style;
    this.random = random;
    this.nonce = random.nextInt();
  }

  /** The Identification of a new request: never one that was used before. */
  long next(Instant wall) {
    last =
        switch (style) {
          case TIMESTAMPS -> {
            long stamp = NtpTimestamp.of(wall.plusSeconds(offsetSeconds));
            // §5.7.1: greater than in any previous request; fractions make up for a slow clock.
            yield Long.compareUnsigned(stamp, last) > 0 ? stamp : last + 1;
          }
          case NONCES -> {
            int low = random.nextInt();
            yield (long) nonce << 32
                | Integer.toUnsignedLong(low == (int) last ? low + 1 : low); // §5.7.2: both differ
          }
        };
    return last;
  }

  /** An authenticated reply that accepted: its high half is the next nonce (§5.7.2). */
  void accepted(long identification) {
    nonce = (int) (identification >>> 32);
  }

  /** An authenticated reply with code 133: take the home agent's clock or nonce (§3.6.2.3). */
  void mismatch(long identification, Instant wall) {
    nonce = (int) (identification >>> 32);
    if (style == ReplayProtection.TIMESTAMPS) {
      Instant theirs = NtpTimestamp.toInstant(identification & 0xffff_ffff_0000_0000L, wall);
      offsetSeconds = theirs.getEpochSecond() - wall.getEpochSecond();
      last = 0;
    }
  }

  /** Whether an unanswered request goes out again unchanged (§3.6.3). */
  boolean retransmitsUnchanged() {
    return style == ReplayProtection.NONCES;
  }
}
