package org.dualmip.mobileip.foreign;

import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.message.ReplyCode;

/** What becomes of a request. */
sealed interface Judgement {
  /**
   * Silently discarded, towards the link.
   *
   * @param counter the reason
   * @param level how loud to say so
   * @param why for people
   */
  record Discarded(Counter counter, Level level, String why) implements Judgement {}

  /**
   * Refused (RFC 5944 §3.7.2.3).
   *
   * @param code for the reply
   * @param lifetime for the reply
   * @param level how loud to say so
   * @param why for people, with the section of the rule
   */
  record Denied(Asked asked, ReplyCode code, int lifetime, Level level, String why)
      implements Judgement {
    Denied(Asked asked, ReplyCode code, String why) {
      this(asked, code, asked.message().lifetime(), Level.INFO, why);
    }
  }

  /** For the home agent beside this foreign agent (RFC 5944 §3.7.2). */
  record HandedOver(Asked asked) implements Judgement {}

  /** To be relayed. */
  record Valid(Asked asked, Terms terms) implements Judgement {}
}
