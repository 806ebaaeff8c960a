package org.dualmip.linux;

/** What a {@link Reconciler} did, or could not do. */
public sealed interface HostChange {
  /** It was missing. */
  record Added(HostObject object) implements HostChange {}

  /** It stood there differently. */
  record Replaced(HostObject before, HostObject after) implements HostChange {}

  /** Nobody wants it any more. */
  record Removed(HostObject object) implements HostChange {}

  /**
   * It cannot be set: something of another program is in its place, its link is missing or down, or
   * the address it needs is. Told at every application until that changes.
   */
  record Blocked(HostObject object, String reason) implements HostChange {}
}
