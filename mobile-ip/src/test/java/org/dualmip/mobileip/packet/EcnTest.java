package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EcnTest {
  private static final int N = Ecn.NOT_ECT;
  private static final int E0 = Ecn.ECT_0;
  private static final int E1 = Ecn.ECT_1;
  private static final int CE = Ecn.CE;

  @Test
  void enteringCopiesTheMarkOrLeavesItOutForOldEnds() { // RFC 6040 §4.1, figure 3
    for (int mark : new int[] {N, E0, E1, CE}) {
      assertThat(Ecn.entering(0xb8 | mark, false)).isEqualTo(0xb8 | mark);
      assertThat(Ecn.entering(0xb8 | mark, true)).isEqualTo(0xb8);
    }
  }

  @Test
  void leavingFollowsEveryCellOfTheTable() { // RFC 6040 §4.2, figure 4; columns N, ECT(0), ECT(1),
    // CE
    int[][] table = {
      {N, N, N, Ecn.DROP}, // inner not ECT
      {E0, E0, E1, CE}, // inner ECT(0)
      {E1, E1, E1, CE}, // inner ECT(1)
      {CE, CE, CE, CE} // inner CE
    };
    int[] marks = {N, E0, E1, CE};
    for (int inner = 0; inner < 4; inner++) {
      for (int outer = 0; outer < 4; outer++) {
        int expected = table[inner][outer];
        assertThat(Ecn.leaving(0x28 | marks[inner], 0xfc | marks[outer]))
            .as("inner %d, outer %d", inner, outer)
            .isEqualTo(expected == Ecn.DROP ? Ecn.DROP : 0x28 | expected);
      }
    }
  }

  @Test
  void thePairsThatNoEncapsulatorMakesAreKnown() { // those with ! in figure 4
    boolean[][] unused = {
      {false, true, true, true}, {false, false, false, false},
      {false, true, false, false}, {false, false, true, false}
    };
    int[] marks = {N, E0, E1, CE};
    for (int inner = 0; inner < 4; inner++) {
      for (int outer = 0; outer < 4; outer++) {
        assertThat(Ecn.isUnused(marks[inner], marks[outer]))
            .as("inner %d, outer %d", inner, outer)
            .isEqualTo(unused[inner][outer]);
      }
    }
  }
}
