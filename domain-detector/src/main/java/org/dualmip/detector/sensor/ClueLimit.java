package org.dualmip.detector.sensor;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * How often one link's clues are worth telling. The same clue again refreshes its age, and that
 * every few seconds is enough, because the shortest-lived counts for half a minute. Different clues
 * of a kind are bounded too, each kind for itself: who floods a link with one kind silences no
 * other. One thread at a time.
 */
public final class ClueLimit {
  /** The same clue is told once in this time. */
  public static final Duration EVERY = Duration.ofSeconds(5);

  /** Of each kind so many are told in that time. */
  public static final int OF_A_KIND = 4;

  private static final class Kind {
    Clue last;
    MonotonicTime lastAt;
    MonotonicTime since;
    int told;

    Kind(Clue first, MonotonicTime at) {
      last = first;
      lastAt = at;
      since = at;
      told = 1;
    }
  }

  /** One of each kind there is, so it is bounded. */
  private final Map<Class<? extends Clue>, Kind> kinds = new HashMap<>();

  private long held;

  /** Whether a clue is to be told now. */
  public boolean passes(Clue clue, MonotonicTime now) {
    Kind kind = kinds.get(clue.getClass());
    if (kind == null) {
      kinds.put(clue.getClass(), new Kind(clue, now));
      return true;
    }
    if (now.since(kind.since).compareTo(EVERY) >= 0) {
      kind.since = now;
      kind.told = 0;
    }
    boolean again = clue.equals(kind.last) && now.since(kind.lastAt).compareTo(EVERY) < 0;
    if (again || kind.told >= OF_A_KIND) {
      held++;
      return false;
    }
    kind.last = clue;
    kind.lastAt = now;
    kind.told++;
    return true;
  }

  /** Forgets what was told, as on a new connection. */
  public void clear() {
    kinds.clear();
  }

  /** How many were not told. */
  public long held() {
    return held;
  }
}
