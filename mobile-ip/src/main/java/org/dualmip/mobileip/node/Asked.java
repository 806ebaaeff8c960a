package org.dualmip.mobileip.node;

import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * The latest request, which alone may be answered (RFC 5944 §3.6.2.1).
 *
 * @param message as it was sent, signed
 * @param challenge the foreign agent's that it gives back; null without
 * @param answered by the home agent, or authentically by the foreign agent: it waits for nothing
 * @param denied by a foreign agent whose word nobody can check: the answer may yet come
 */
record Asked(
    CareOf careOf,
    RegistrationRequest request,
    Octets message,
    @Nullable Octets challenge,
    MonotonicTime sent,
    boolean answered,
    boolean denied) {
  /** When another request may follow, since that takes this one's place. */
  MonotonicTime turn() {
    return sent.plus(Attempt.FIRST_TIMEOUT);
  }

  Asked withAnswer() {
    return new Asked(careOf, request, message, challenge, sent, true, denied);
  }

  Asked withDenial() {
    return new Asked(careOf, request, message, challenge, sent, answered, true);
  }

  Asked again(MonotonicTime at) {
    return new Asked(careOf, request, message, challenge, at, false, false);
  }
}
