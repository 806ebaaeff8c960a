package org.dualmip.mobilenode.world;

import org.junit.jupiter.api.Test;

/**
 * Random stories. The system property {@code world.seed} tells one again, {@code world.seeds} and
 * {@code world.moves} tell more or longer ones.
 */
class WorldTest {
  @Test
  void whateverHappensNothingLeaksAndEverythingComesBack() {
    Long seed = Long.getLong("world.seed");
    int moves = Integer.getInteger("world.moves", 40);
    if (seed != null) {
      Story.tell(seed, moves);
      return;
    }
    int seeds = Integer.getInteger("world.seeds", 300);
    for (long each = 1; each <= seeds; each++) {
      Story.tell(each, moves);
    }
  }
}
