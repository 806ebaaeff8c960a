package org.dualmip.mobilenode;

import java.time.Duration;
import org.dualmip.detector.Detection;
import org.dualmip.detector.Monitor;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the proof of the inside as young as the detector's doubts demand (RFC 5265 §3.2.4): the
 * registration renews itself in time for the configured T_MONITOR, and here sooner.
 */
final class ProofWatch {
  private final Detection detector;
  private final InnerSystem inner;
  private final Duration configured;
  private final Outbox outbox;
  private Duration last;

  /** When the proof was due that was asked for here last. */
  private @Nullable MonotonicTime askedAt;

  private @Nullable MonotonicTime wakeAt;

  /**
   * @param configured T_MONITOR without a doubt
   */
  ProofWatch(Detection detector, InnerSystem inner, Duration configured, Outbox outbox) {
    this.detector = detector;
    this.inner = inner;
    this.configured = configured;
    this.outbox = outbox;
    this.last = configured;
  }

  /**
   * Asks for a new proof if it is time.
   *
   * @return the registration that proves nothing any more, and is forgotten; null if it does
   */
  MobileNode.Output.@Nullable Lost advance(Now now) {
    wakeAt = null;
    CareOf careOf = inner.boundTo();
    if (careOf == null || UpperDriver.isVpn(careOf)) {
      last = configured;
      return null;
    }
    MonotonicTime time = now.monotonic();
    MonotonicTime until = detector.proofHoldsUntil(careOf.link(), time).orElse(null);
    if (until == null) {
      inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
      last = configured;
      return new MobileNode.Output.Lost(
          careOf, "the last proof is too old for a doubtful place (RFC 5265 §3.2.4)");
    }
    Monitor monitor = detector.monitor(careOf.link(), time);
    if (!monitor.time().equals(last)) {
      outbox.changed(
          "monitoring",
          Tier.INNER,
          careOf.link(),
          last.toSeconds() + " s",
          monitor.time().toSeconds() + " s",
          monitor.doubts().isEmpty() ? "no doubt is left" : "the inside is doubtful",
          monitor.why());
      last = monitor.time();
    }
    MonotonicTime again = detector.proveAgainAt(careOf.link()).orElse(null);
    wakeAt = until;
    if (again != null && time.isBefore(again)) {
      wakeAt = again;
    } else if (again != null && !again.equals(askedAt)) {
      askedAt = again; // once: it repeats itself
      inner.handle(new MobileNode.Input.Register(now, careOf, configured, true));
    }
    return null;
  }

  /** Nothing is asked for any more. */
  void stop() {
    wakeAt = null;
  }

  @Nullable MonotonicTime wakeAt() {
    return wakeAt;
  }
}
