package org.dualmip.mobilenode;

import static org.dualmip.mobilenode.LowerDriver.isDue;

import java.time.Duration;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.jspecify.annotations.Nullable;

/**
 * The end of the service: user data stops; the inner home agent is told first, as long as there is
 * a way to it.
 */
final class Farewell {
  /** How long the inner home agent may take to confirm the good-bye, before the VPN goes. */
  private static final Duration WAIT = Duration.ofMillis(300);

  private final InnerSystem inner;
  private final Carrier outer;
  private final Paths paths;
  private final UpperDriver upper;
  private boolean stopping;
  private @Nullable MonotonicTime dueAt;

  Farewell(InnerSystem inner, Carrier outer, Paths paths, UpperDriver upper) {
    this.inner = inner;
    this.outer = outer;
    this.paths = paths;
    this.upper = upper;
  }

  /** Whether the service ends. */
  boolean isSaid() {
    return stopping;
  }

  void begin(Now now) {
    stopping = true;
    CareOf tried = inner.requesting();
    if (tried != null) {
      inner.handle(new MobileNode.Input.GiveUp(now, tried));
    }
    CareOf triedOutside = outer.requesting();
    if (triedOutside != null) {
      outer.handle(new MobileNode.Input.GiveUp(now, triedOutside));
    }
    CareOf careOf = inner.boundTo();
    if (careOf != null) {
      inner.handle(new MobileNode.Input.Deregister(now, careOf, careOf));
      dueAt = now.monotonic().plus(WAIT);
    } else {
      dueAt = now.monotonic();
    }
  }

  /** The inner home agent has confirmed it. */
  void innerGone(Now now) {
    dueAt = stopping ? now.monotonic() : null;
  }

  /** Ends what is left, when it is time. */
  void advance(Now now) {
    if (isDue(dueAt, now.monotonic())) {
      dueAt = null;
      paths.dropAll();
      upper.disconnect("the service ends", now);
      for (CareOf careOf : outer.bound()) {
        outer.handle(new MobileNode.Input.Deregister(now, careOf, careOf));
      }
    }
  }

  @Nullable MonotonicTime wakeAt() {
    return dueAt;
  }
}
