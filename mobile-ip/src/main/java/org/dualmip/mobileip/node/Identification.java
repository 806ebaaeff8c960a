package org.dualmip.mobileip.node;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;

/** Chooses the Identification of requests (RFC 5944 §5.7) and learns from replies. */
final class Identification {
  /** A difference between the clocks that is no reason to correct one: they tell whole seconds. */
  private static final Duration NEGLIGIBLE = Duration.ofSeconds(2);

  /** The bits of a timestamp that are below a clock's resolution: 256 of them are 60 ns. */
  private static final int BLIND = 8;

  private final ReplayProtection style;
  private final RandomGenerator random;
  private long last;
  private long lastAccepted;
  private Duration correction = Duration.ZERO;
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
            // §5.7.1: bits that the clock does not give come from a source of randomness.
            long clock = NtpTimestamp.of(wall.plus(correction));
            long stamp = (clock & (-1L << BLIND)) | random.nextInt(1 << BLIND);
            // §5.7.1: greater than in any previous request. The signed difference orders them also
            // across the end of the NTP era in 2036.
            yield last == 0 || stamp - last > 0 ? stamp : last + 1;
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
    lastAccepted = identification;
    nonce = (int) (identification >>> 32);
  }

  /**
   * An authenticated reply of a home agent that answered instead of the one asked: its field may
   * tell its own clock or nonce (code 136, §3.6.2.3).
   */
  void met(long asked, long identification, Instant wall) {
    if (asked == identification) {
      refused(identification);
    } else {
      mismatch(identification, wall);
    }
  }

  /** The home agent's time of day, as far as it is known. */
  Instant clock(Instant wall) {
    return wall.plus(correction);
  }

  /** An authenticated reply that refused for another reason than this field. */
  void refused(long identification) {
    accepted(identification);
  }

  /**
   * An authenticated reply with code 133: take the home agent's clock or nonce (§3.6.2.3).
   *
   * <p>If the clocks agree, the request was only overtaken by a later one, and nothing is to be
   * corrected. Otherwise timestamps begin again after the last one that was accepted: those refused
   * do not count at the home agent, and may lie far ahead.
   */
  void mismatch(long identification, Instant wall) {
    nonce = (int) (identification >>> 32);
    if (style == ReplayProtection.TIMESTAMPS) {
      Instant theirs = NtpTimestamp.toInstant(identification & 0xffff_ffff_0000_0000L, wall);
      Duration off = Duration.between(wall.plus(correction), theirs);
      if (off.abs().compareTo(NEGLIGIBLE) > 0) {
        correction = Duration.between(wall, theirs);
        last = lastAccepted;
      }
    }
  }

  /** Whether an accepting reply carries the request's Identification unchanged (§5.7.1). */
  boolean isCopiedWhole() {
    return style == ReplayProtection.TIMESTAMPS;
  }

  /** Whether an unanswered request goes out again unchanged (§3.6.3). */
  boolean retransmitsUnchanged() {
    return style == ReplayProtection.NONCES;
  }
}
