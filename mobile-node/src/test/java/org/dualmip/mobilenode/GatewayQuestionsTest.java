package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.junit.jupiter.api.Test;

class GatewayQuestionsTest {
  private static final MacAddress GATEWAY = MacAddress.of("02:00:00:00:00:01");

  private MonotonicTime now = new MonotonicTime(7);
  private final GatewayQuestions questions = new GatewayQuestions(now);

  /** Waits until the next question, and says whom it is for and how long that took. */
  private String next() {
    Duration waited = questions.due().since(now);
    now = questions.due();
    return waited.toMillis() + " ms " + questions.ask(now);
  }

  @Test
  void everybodyIsAskedAtOnceAndAFewTimesMore() {
    assertThat(next()).isEqualTo("0 ms ff:ff:ff:ff:ff:ff");
    assertThat(next()).isEqualTo("200 ms ff:ff:ff:ff:ff:ff");
    assertThat(next()).isEqualTo("800 ms ff:ff:ff:ff:ff:ff");
    assertThat(questions.isSilent()).isFalse();
    assertThat(next()).isEqualTo("2000 ms ff:ff:ff:ff:ff:ff");
    assertThat(questions.isSilent()).as("to three questions").isTrue();
    assertThat(next()).isEqualTo("30000 ms ff:ff:ff:ff:ff:ff");
  }

  @Test
  void whoHasAnsweredIsAskedAloneNowAndThenAndEverybodyOnceItIsSilent() {
    next();
    questions.answered(GATEWAY, now);
    assertThat(next()).isEqualTo("10000 ms " + GATEWAY);
    questions.answered(GATEWAY, now);
    assertThat(next()).isEqualTo("10000 ms " + GATEWAY);
    assertThat(next()).isEqualTo("200 ms ff:ff:ff:ff:ff:ff");
    assertThat(next()).isEqualTo("800 ms ff:ff:ff:ff:ff:ff");
    assertThat(next()).isEqualTo("2000 ms ff:ff:ff:ff:ff:ff");
    assertThat(questions.isSilent()).isTrue();
    questions.answered(GATEWAY, now);
    assertThat(questions.isSilent()).isFalse();
  }
}
