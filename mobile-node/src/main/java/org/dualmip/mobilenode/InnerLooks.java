package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.CareOf;
import org.jspecify.annotations.Nullable;

/** When to look for the inner home agent again, where a hint still points inside. */
final class InnerLooks {
  private static final Duration AGAIN = Duration.ofSeconds(30);

  /** The same while nothing carries user data. */
  private static final Duration AGAIN_STRANDED = Duration.ofSeconds(5);

  /** So many times as long where traffic costs money. */
  private static final int METERED = 10;

  /** For each interface: overdue where another one is pursued meanwhile. */
  private final Map<CareOf, MonotonicTime> at = new HashMap<>();

  /** Where it was looked for already. */
  private final Set<CareOf> looked = new HashSet<>();

  /** Where it may be looked for now; null if nowhere. */
  private @Nullable CareOf where;

  void forget(CareOf careOf) {
    at.remove(careOf);
    looked.remove(careOf);
    if (careOf.equals(where)) {
      where = null;
    }
  }

  /** It may be looked for there now, and nowhere else; null for nowhere at all. */
  void allow(@Nullable CareOf careOf) {
    where = careOf;
  }

  /** It is looked for there now. */
  void look(CareOf careOf) {
    looked.add(careOf);
  }

  /** Whether to look now: at once where what points inside was seen too late for the pursuit. */
  boolean isDue(CareOf careOf, MonotonicTime now) {
    return !looked.contains(careOf) || LowerDriver.isDue(at.get(careOf), now);
  }

  boolean isPlanned(CareOf careOf) {
    return at.containsKey(careOf);
  }

  void plan(CareOf careOf, MonotonicTime time) {
    at.put(careOf, time);
  }

  /**
   * To be looked for again, but not now.
   *
   * @param stranded whether nothing carries user data
   */
  void later(CareOf careOf, boolean stranded, boolean metered, MonotonicTime now) {
    Duration wait = stranded ? AGAIN_STRANDED : AGAIN;
    at.put(careOf, now.plus(metered ? wait.multipliedBy(METERED) : wait));
  }

  void cancel(CareOf careOf) {
    at.remove(careOf);
  }

  @Nullable MonotonicTime wakeAt() {
    return where == null ? null : at.get(where);
  }
}
