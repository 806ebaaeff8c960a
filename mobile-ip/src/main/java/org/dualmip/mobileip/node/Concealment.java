package org.dualmip.mobileip.node;

import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests hide from all but the home agent who sends them (docs/concealed-registration.md
 * §4).
 *
 * @param mode whether
 * @param key the home agent's, by which that can be done before it has offered one; null if only it
 *     can tell
 */
public record Concealment(Mode mode, @Nullable Offer key) {
  /** Whether requests are concealed. */
  public enum Mode {
    /** Where the home agent's key is known; rarely, and never unsaid, without if nobody answers. */
    PREFER,
    /** Or not sent. */
    ALWAYS,
    /** Never. */
    NO
  }

  /** Every request says who sends it, as RFC 5944 has it. */
  public static final Concealment NONE = new Concealment(Mode.NO, null);

  /** As soon as the home agent has told its key. */
  public static final Concealment PREFERRED = new Concealment(Mode.PREFER, null);
}
