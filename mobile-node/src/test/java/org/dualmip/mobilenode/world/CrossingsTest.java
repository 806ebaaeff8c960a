package org.dualmip.mobilenode.world;

import org.junit.jupiter.api.Test;

/**
 * One long life of going in and out. The system properties {@code world.seed} and {@code
 * world.moves} tell another one.
 */
class CrossingsTest {
  @Test
  void tenThousandCrossingsWithEveryAdversaryMixedInLeakNothing() {
    Story.cross(Long.getLong("world.seed", 1), Integer.getInteger("world.moves", 10_000));
  }
}
