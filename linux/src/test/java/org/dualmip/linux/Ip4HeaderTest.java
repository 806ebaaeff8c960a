package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class Ip4HeaderTest {
  private static final int DROPPED = -1;

  /** RFC 6040 §4.2, figure 4: rows are the inner marks, columns the outer, both 0 to 3. */
  private static final int[][] FIGURE_4 = {
    {0, 0, 0, DROPPED},
    {1, 1, 1, 3},
    {2, 1, 2, 3},
    {3, 3, 3, 3}
  };

  @Test
  void theCongestionMarkComesOutAsInFigure4() {
    try (var arena = Arena.ofConfined()) {
      long packet = arena.allocate(20).address();
      for (int inner = 0; inner < 4; inner++) {
        for (int outer = 0; outer < 4; outer++) {
          write(packet, 0xb8 | inner);
          boolean kept = Ip4Header.decapsulateEcn(packet, 0x28 | outer);
          int expected = FIGURE_4[inner][outer];
          assertThat(kept).as("inner %d outer %d", inner, outer).isEqualTo(expected != DROPPED);
          if (kept) {
            assertThat(Ip4Header.trafficClass(packet))
                .as("inner %d outer %d", inner, outer)
                .isEqualTo(0xb8 | expected);
            assertThat(sum(packet)).as("checksum").isEqualTo(0xffff);
          }
        }
      }
    }
  }

  @Test
  void onlyWholeLivingPacketsAreValid() {
    try (var arena = Arena.ofConfined()) {
      long packet = arena.allocate(40).address();
      write(packet, 0);
      assertThat(Ip4Header.valid(packet, 20)).isTrue();
      assertThat(Ip4Header.valid(packet, 40)).as("with padding").isTrue();
      assertThat(Ip4Header.valid(packet, 19)).as("cut").isFalse();
      Memory.put8(packet, 0x46);
      assertThat(Ip4Header.valid(packet, 40)).as("shorter than its header").isFalse();
      Memory.put8(packet, 0x44);
      assertThat(Ip4Header.valid(packet, 40)).as("header too short").isFalse();
      Memory.put8(packet, 0x65);
      assertThat(Ip4Header.valid(packet, 40)).as("IPv6").isFalse();
      write(packet, 0);
      Memory.put16(packet + 2, 41);
      assertThat(Ip4Header.valid(packet, 40)).as("longer than received").isFalse();
      write(packet, 0);
      Memory.put8(packet + 8, 0);
      assertThat(Ip4Header.valid(packet, 40)).as("TTL 0").isFalse();
    }
  }

  private static void write(long packet, int trafficClass) {
    Memory.put16(packet, 0x4500 | trafficClass);
    Memory.put16(packet + 2, 20);
    Memory.put32(packet + 4, 0x12344000);
    Memory.put16(packet + 8, 0x4011);
    Memory.put16(packet + 10, 0);
    Memory.put32(packet + 12, 0x0a090001);
    Memory.put32(packet + 16, 0x0a090002);
    Memory.put16(packet + 10, ~sum(packet) & 0xffff);
  }

  private static int sum(long packet) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += Memory.u16(packet + i);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (sum & 0xffff) + (sum >>> 16);
  }
}
