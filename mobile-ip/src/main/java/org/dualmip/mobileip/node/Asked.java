package org.dualmip.mobileip.node;

import java.time.Duration;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * The latest request, which alone may be answered (RFC 5944 §3.6.2.1).
 *
 * @param cover by what it says who sends it
 * @param message as it was sent, signed
 * @param challenge the foreign agent's that it gives back; null without
 * @param since when it was first sent; the home agent may have heard that one, so what it grants
 *     counts from here (§3.6.2.2)
 * @param sent when it was last sent: later than {@code since} only if it was repeated unchanged
 * @param answered by the home agent, or authentically by the foreign agent: it waits for nothing
 * @param denied by a foreign agent whose word nobody can check: the answer may yet come
 */
record Asked(
    CareOf careOf,
    RegistrationRequest request,
    Cover cover,
    Octets message,
    @Nullable Octets challenge,
    MonotonicTime since,
    MonotonicTime sent,
    boolean answered,
    boolean denied) {
  /** Sent for the first time. */
  static Asked now(
      CareOf careOf,
      RegistrationRequest request,
      Cover cover,
      Octets message,
      @Nullable Octets challenge,
      MonotonicTime now) {
    return new Asked(careOf, request, cover, message, challenge, now, now, false, false);
  }

  /** What signed it, and signs the reply. */
  SecurityAssociation association() {
    return cover.association();
  }

  /** Whether only the home agent understands who sent it. */
  boolean isConcealed() {
    return cover.concealed();
  }

  /** When another request may follow, since that takes this one's place. */
  MonotonicTime turn() {
    return sent.plus(Attempt.FIRST_TIMEOUT);
  }

  /** Whether it may go out again unchanged: not once all that it asks for would be over. */
  boolean isWorthRepeating(MonotonicTime now) {
    return now.isBefore(since.plus(Duration.ofSeconds(request.lifetime())));
  }

  Asked withAnswer() {
    return new Asked(careOf, request, cover, message, challenge, since, sent, true, denied);
  }

  Asked withDenial() {
    return new Asked(careOf, request, cover, message, challenge, since, sent, answered, true);
  }

  Asked again(MonotonicTime at) {
    return new Asked(careOf, request, cover, message, challenge, since, at, false, false);
  }
}
