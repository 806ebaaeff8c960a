package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  /** The lowest duty of a rehearsal: it must never keep the service from starting. */
  @Test
  void playsWithoutAnError() {
    assertThatCode(Rehearsal::play).doesNotThrowAnyException();
  }
}
