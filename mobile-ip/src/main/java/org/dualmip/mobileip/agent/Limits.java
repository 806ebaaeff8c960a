package org.dualmip.mobileip.agent;

import java.time.Duration;

/**
 * How much a home agent lets others take.
 *
 * @param simultaneousBindings bindings of one home address at a time (RFC 5944 §3.8.2.3), at least
 *     1; with 1 the S bit gets code 1, otherwise one binding more gets code 135
 * @param bindings of all mobile nodes together; one more gets code 130
 * @param unauthenticatedReplies replies a second to requests that prove nothing, all sources
 *     together; besides, as many probes a second are looked into
 * @param unauthenticatedRepliesPerSource the same, for one source address
 * @param lease how long an assigned home address stays reserved for its node after its last
 *     registration, if no other address is free
 */
public record Limits(
    int simultaneousBindings,
    int bindings,
    int unauthenticatedReplies,
    int unauthenticatedRepliesPerSource,
    Duration lease) {
  /**
   * Concealed requests opened in a second, all sources together: beyond what a site's nodes need
   * when all come back at once, and a fraction of one processor.
   */
  static final int OPENED = 500;

  /** The same, for one source address: a NAT has many nodes behind it, and so has an agent. */
  static final int OPENED_PER_SOURCE = 50;

  /** One binding a node, a million in all. */
  public static final Limits DEFAULT = new Limits(1, 1_000_000, 100, 5, Duration.ofDays(7));

  /**
   * @throws IllegalArgumentException if a limit would leave nothing
   */
  public Limits {
    if (simultaneousBindings < 1
        || bindings < 1
        || unauthenticatedReplies < 0
        || unauthenticatedRepliesPerSource < 0
        || lease.isNegative()) {
      throw new IllegalArgumentException("a limit is too small");
    }
  }

  /** The same with other numbers of bindings for one home address. */
  public Limits withSimultaneousBindings(int most) {
    return new Limits(
        most, bindings, unauthenticatedReplies, unauthenticatedRepliesPerSource, lease);
  }
}
