package org.dualmip.mobileip.foreign;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/** When something is due for each of many. */
final class Deadlines<K> {
  private final Map<K, MonotonicTime> byKey = new HashMap<>();
  private final TreeMap<MonotonicTime, Set<K>> byTime = new TreeMap<>();

  /** One deadline for each key: another one takes its place. */
  void set(K key, MonotonicTime at) {
    remove(key);
    byKey.put(key, at);
    byTime.computeIfAbsent(at, _ -> new LinkedHashSet<>()).add(key);
  }

  void remove(K key) {
    MonotonicTime at = byKey.remove(key);
    if (at != null) {
      Set<K> keys = byTime.get(at);
      if (keys != null) {
        keys.remove(key);
        if (keys.isEmpty()) {
          byTime.remove(at);
        }
      }
    }
  }

  /** The next one; null if there is none. */
  @Nullable MonotonicTime first() {
    return byTime.isEmpty() ? null : byTime.firstKey();
  }

  /** One that is due, and no more from now on; null if none is. */
  @Nullable K takeDue(MonotonicTime now) {
    MonotonicTime first = first();
    if (first == null || now.isBefore(first)) {
      return null;
    }
    K key = byTime.firstEntry().getValue().iterator().next();
    remove(key);
    return key;
  }
}
