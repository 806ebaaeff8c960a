package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;

/** What becomes of a request, as far as {@link RequestCheck} says. */
sealed interface Judgement {
  /** Whether it is known whose request it is, and only because a cover was opened. */
  default boolean isConcealed() {
    return switch (this) {
      case Rejected rejected -> rejected.request().concealed() != null;
      case Valid valid -> valid.request().concealed() != null;
      case Discarded _, OfNobody _ -> false;
    };
  }

  /**
   * Silently discarded, towards the network.
   *
   * @param counter the reason
   * @param level how loud to say so
   * @param why for people
   */
  record Discarded(Counter counter, Level level, String why) implements Judgement {}

  /**
   * To be refused without further processing, with code 131, 132 or 133.
   *
   * @param identification of the reply
   * @param proven whether somebody who shares a secret sent it just now; otherwise it may be a
   *     forgery or a replay, and replies to these are limited
   */
  record Rejected(
      Authentic request,
      ReplyCode code,
      long identification,
      boolean proven,
      Counter counter,
      String why)
      implements Judgement {}

  /** Of a mobile node that is not served here; it may be a probe. */
  record OfNobody(RegistrationRequest message) implements Judgement {}

  /** To be granted, if it can be. */
  record Valid(Authentic request) implements Judgement {}
}
