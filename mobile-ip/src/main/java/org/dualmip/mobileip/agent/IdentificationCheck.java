package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * Replay protection for one mobile node: the rule behind code 133 (RFC 5944 §3.8.2.1 b, §5.7).
 *
 * <p>Only requests whose authenticator was right come here. {@link #check} changes nothing; {@link
 * #accept} and {@link #mismatch} give the Identification of the reply and remember what they must.
 */
final class IdentificationCheck {
  private static final long LOW = 0xffff_ffffL;

  private final RandomGenerator random;

  /** The newest timestamp that passed; 0 if none. */
  private long last;

  /** The nonce in the answer to the last request that passed; 0 if none. */
  private int nonce;

  /**
   * The nonce in the last answer with code 133; 0 if none. Kept apart, so that whoever replays old
   * requests cannot push a node that is in step out of it.
   */
  private int offered;

  IdentificationCheck(RandomGenerator random, long last, int nonce) {
    this.random = random;
    this.last = last;
    this.nonce = nonce;
  }

  long last() {
    return last;
  }

  int nonce() {
    return nonce;
  }

  /** Why a request is not fresh; empty if it is. */
  Optional<Stale> check(SecurityAssociation association, long identification, Instant wall) {
    return switch (association.replay()) {
      case TIMESTAMPS -> checkTimestamp(identification, association.tolerance(), wall);
      case NONCES -> checkNonce(high(identification));
    };
  }

  /**
   * @param counter which of the two kinds it is
   * @param why for people
   */
  record Stale(Counter counter, String why) {}

  /**
   * "close enough to the home agent's time-of-day clock, and [...] greater than all previously
   * accepted timestamps" (§5.7.1). When nothing was accepted before, only the window applies.
   */
  private Optional<Stale> checkTimestamp(long timestamp, Duration tolerance, Instant wall) {
    // The signed difference orders timestamps also across the end of the NTP era in 2036.
    if (last != 0 && timestamp - last <= 0) {
      Duration ahead = Duration.between(wall, NtpTimestamp.toInstant(last, wall));
      return Optional.of(
          new Stale(
              Counter.REQUESTS_REPLAYED,
              ahead.compareTo(tolerance) > 0
                  ? "its timestamp is not newer than the last accepted one, which is "
                      + ahead.toSeconds()
                      + " s ahead of this clock: was the clock set back?"
                  : "its timestamp is not newer than the last accepted one"));
    }
    // In units of 2^-32 s; the exact words are only needed for a refusal.
    long distance = timestamp - NtpTimestamp.of(wall);
    long allowed =
        (tolerance.getSeconds() << 32) + ((long) tolerance.getNano() << 32) / 1_000_000_000L;
    if (Math.abs(distance) > allowed) {
      Duration off = Duration.between(wall, NtpTimestamp.toInstant(timestamp, wall));
      return Optional.of(
          new Stale(
              Counter.REQUESTS_CLOCK_DIFFERS,
              "its timestamp is "
                  + off.abs().toSeconds()
                  + (off.isNegative() ? " s behind" : " s ahead of")
                  + " this clock, allowed are "
                  + tolerance.toSeconds()
                  + " s"));
    }
    return Optional.empty();
  }

  /** The high half echoes the one in the agent's last reply (§5.7.2). */
  private Optional<Stale> checkNonce(int echoed) {
    boolean fresh = echoed != 0 && (echoed == nonce || echoed == offered);
    return fresh
        ? Optional.empty()
        : Optional.of(
            new Stale(
                Counter.REQUESTS_REPLAYED,
                "its nonce is not the one in the last reply to the node"));
  }

  /** Remembers a fresh Identification and gives that of the reply. */
  long accept(SecurityAssociation association, long identification) {
    return switch (association.replay()) {
      case TIMESTAMPS -> {
        last = identification;
        yield identification;
      }
      case NONCES -> {
        nonce = newNonce();
        offered = 0;
        yield answer(nonce, identification);
      }
    };
  }

  /** The Identification of a reply with code 133, by which the node gets in step again. */
  long mismatch(SecurityAssociation association, long identification, Instant wall) {
    return switch (association.replay()) {
      case TIMESTAMPS -> answer(NtpTimestamp.seconds(NtpTimestamp.of(wall)), identification);
      case NONCES -> {
        offered = newNonce();
        yield answer(offered, identification);
      }
    };
  }

  /**
   * The Identification of a reply to a fresh request that is refused for somebody else's fault and
   * may come again: it is not used up.
   */
  long unused(SecurityAssociation association, long identification) {
    return switch (association.replay()) {
      case TIMESTAMPS -> identification;
      case NONCES -> {
        offered = newNonce();
        yield answer(offered, identification);
      }
    };
  }

  /**
   * The Identification of a reply with code 131. The request may come from anybody: nothing is
   * remembered of it.
   */
  long unauthenticated(SecurityAssociation association, long identification, Instant wall) {
    return switch (association.replay()) {
      case TIMESTAMPS -> answer(NtpTimestamp.seconds(NtpTimestamp.of(wall)), identification);
      case NONCES -> answer(newNonce(), identification);
    };
  }

  private int newNonce() {
    int candidate;
    do {
      candidate = random.nextInt();
    } while (candidate == 0 || candidate == nonce || candidate == offered);
    return candidate;
  }

  /** "the low-order 32 bits [...] MUST be copied unchanged" (§5.7). */
  private static long answer(int high, long identification) {
    return (long) high << 32 | (identification & LOW);
  }

  private static int high(long identification) {
    return (int) (identification >>> 32);
  }
}
