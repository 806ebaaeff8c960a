package org.dualmip.mobileip.security;

import java.time.Instant;

/**
 * The 64-bit timestamp format of NTP (RFC 5905 §6): seconds since 1900 and their fraction. The one
 * place that converts.
 */
public final class NtpTimestamp {
  private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;

  private NtpTimestamp() {}

  /** The timestamp of an instant, in the current era. */
  public static long of(Instant instant) {
    long seconds = instant.getEpochSecond() + SECONDS_FROM_1900_TO_1970;
    long fraction = ((long) instant.getNano() << 32) / 1_000_000_000L;
    return seconds << 32 | fraction;
  }

  /** The instant of a timestamp, in the era that lies nearest to a reference. */
  public static Instant toInstant(long timestamp, Instant near) {
    long fraction = ((timestamp & 0xffff_ffffL) * 1_000_000_000L) >>> 32;
    long referenceSeconds = near.getEpochSecond() + SECONDS_FROM_1900_TO_1970;
    // The signed 32-bit difference picks the era, as RFC 5905 §6 advises.
    int difference = (int) (timestamp >>> 32) - (int) referenceSeconds;
    return Instant.ofEpochSecond(
        referenceSeconds + difference - SECONDS_FROM_1900_TO_1970, fraction);
  }

  /** The high half: whole seconds. */
  public static int seconds(long timestamp) {
    return (int) (timestamp >>> 32);
  }
}
