package org.dualmip.detector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which home agents to try on an interface, how, and when.
 *
 * @param inner how to ask the inner one
 * @param innerAfter when, from now; null to leave it alone
 * @param outerAfter when to ask the outer one, from now; null to leave it alone until the inner one
 *     is given up
 * @param why the reason
 */
public record Plan(
    Ask inner, @Nullable Duration innerAfter, @Nullable Duration outerAfter, String why) {
  /** How the inner home agent is asked. */
  public enum Ask {
    /** Not at all. */
    NOT,
    /** With a probe that registers nothing and betrays nobody. */
    DISCOVER,
    /** With a registration. */
    REGISTER
  }

  static Plan outside(@Nullable Duration outerAfter, String why) {
    return new Plan(Ask.NOT, null, outerAfter, why);
  }
}
