package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.dualmip.mobileip.net.MonotonicTime;
import org.junit.jupiter.api.Test;

class GreSequenceTest {
  private static final MonotonicTime T = new MonotonicTime(0);

  @Test
  void lateAndRepeatedNumbersAreDiscardedAndGapsAreNot() { // RFC 2890 §2.2
    var sequence = new GreSequence();
    assertThat(sequence.accepts(T, 0)).isTrue();
    assertThat(sequence.accepts(T, 0)).isFalse();
    assertThat(sequence.accepts(T, 5)).isTrue();
    assertThat(sequence.accepts(T, 4)).isFalse();
    assertThat(sequence.accepts(T, 6)).isTrue();
  }

  @Test
  void theNumbersGoRound() {
    var sequence = new GreSequence();
    assertThat(sequence.accepts(T, 0x7fffffff)).isTrue();
    assertThat(sequence.accepts(T, 0xfffffffe)).isTrue();
    assertThat(sequence.accepts(T, 0xffffffff)).isTrue();
    assertThat(sequence.accepts(T, 0)).isTrue();
    assertThat(sequence.accepts(T, 0xffffffff)).isFalse();
    // The last one and the 2^31 - 1 before it are late, no more.
    assertThat(sequence.accepts(T, 0x80000001)).isFalse();
    assertThat(sequence.accepts(T, 0x80000000)).isTrue();
  }

  @Test
  void anEncapsulatorThatRestartsIsHeardAgainAfterASilence() {
    var sequence = new GreSequence();
    sequence.accepts(T, 1000);
    assertThat(sequence.accepts(T.plus(GreSequence.SILENCE.minusNanos(1)), 0)).isFalse();
    assertThat(sequence.accepts(T.plus(GreSequence.SILENCE), 0)).isTrue();
    assertThat(sequence.accepts(T.plus(GreSequence.SILENCE), 1)).isTrue();
  }
}
