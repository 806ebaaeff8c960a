package org.dualmip.mobilenode;

import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.CareOf;
import org.jspecify.annotations.Nullable;

/**
 * What is being tried on the interface that should carry the node.
 *
 * @param innerAt when to ask the inner home agent; null if that is done or not planned
 * @param outerAt the same for the outer one
 * @param heldUntil until when the inner one is to be waited for, because it has answered
 */
record Pursuit(
    CareOf careOf,
    @Nullable MonotonicTime innerAt,
    @Nullable MonotonicTime outerAt,
    @Nullable MonotonicTime heldUntil) {
  /** Of the outer home agent alone. */
  static Pursuit outer(CareOf careOf, @Nullable MonotonicTime outerAt) {
    return new Pursuit(careOf, null, outerAt, null);
  }

  Pursuit innerAsked() {
    return new Pursuit(careOf, null, outerAt, heldUntil);
  }

  Pursuit outerAsked() {
    return new Pursuit(careOf, innerAt, null, heldUntil);
  }

  /** The inner home agent has had its time. */
  Pursuit released() {
    return new Pursuit(careOf, innerAt, outerAt, null);
  }

  /** The inner home agent has answered: until then the outer one is not asked. */
  Pursuit held(MonotonicTime until) {
    boolean postponed = outerAt != null && outerAt.isBefore(until);
    return new Pursuit(careOf, innerAt, postponed ? until : outerAt, until);
  }

  @Nullable MonotonicTime wakeAt() {
    return LowerDriver.earliest(innerAt, LowerDriver.earliest(outerAt, heldUntil));
  }
}
