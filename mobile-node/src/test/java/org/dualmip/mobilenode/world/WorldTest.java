package org.dualmip.mobilenode.world;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random stories. The system property {@code world.seed} tells one again, {@code world.seeds} and
 * {@code world.moves} tell more or longer ones.
 */
class WorldTest {
  @Test
  void whateverHappensNothingLeaksAndEverythingComesBack() {
    Long seed = Long.getLong("world.seed");
    int moves = Integer.getInteger("world.moves", 16);
    if (seed != null) {
      Story.tell(seed, moves);
      return;
    }
    int seeds = Integer.getInteger("world.seeds", 1000);
    LongStream.rangeClosed(1, seeds).parallel().forEach(each -> Story.tell(each, moves));
  }
}
