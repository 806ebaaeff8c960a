package org.dualmip.mobileip.agent;

import java.time.Instant;
import org.dualmip.mobileip.security.NtpTimestamp;

/**
 * The clock of revocations (RFC 3543 §3.5): seconds that never go back, and that tell a revocation
 * from the registrations before it.
 */
final class RevocationClock {
  private int last;

  /** The timestamp of a registration: not before all others. */
  int at(Instant wall) {
    int now = NtpTimestamp.seconds(NtpTimestamp.of(wall));
    last = last == 0 || now - last > 0 ? now : last;
    return last;
  }

  /**
   * The identifier of a revocation: after all others, also of a registration of the same second.
   */
  int next(Instant wall) {
    int before = last;
    int now = at(wall);
    last = now == before ? now + 1 : now;
    return last;
  }
}
