package org.dualmip.mobileip.probe;

import java.time.Duration;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;

/** What a datagram is to a probe. */
public sealed interface Match {
  /**
   * The home agent whose key the probe was made for has seen this very probe.
   *
   * @param homeAgent as it calls itself
   * @param trusted whether the probe came from a network that it trusts (RFC 5265 §4.3)
   * @param translated whether the probe came from another address than the care-of address
   * @param roundTrip from the probe to its answer
   */
  record Authentic(Ip4 homeAgent, boolean trusted, boolean translated, Duration roundTrip)
      implements Match {}

  /**
   * Somebody denies, as a home agent would: a hint, which anybody can forge who saw the probe.
   *
   * @param code as a home agent gives it
   * @param roundTrip from the probe to this reply
   */
  record SmokedOut(ReplyCode code, Duration roundTrip) implements Match {}

  /** Nothing that this probe has caused, or nothing to be believed. */
  record NotOurs() implements Match {}
}
