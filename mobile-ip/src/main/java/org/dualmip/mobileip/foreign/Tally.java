package org.dualmip.mobileip.foreign;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The counters' values. */
final class Tally {
  private final Map<Counter, Long> values = new EnumMap<>(Counter.class);

  void count(Counter counter) {
    values.merge(counter, 1L, Long::sum);
  }

  /** All, also those that are 0. */
  Map<String, Long> all() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      all.put(counter.label(), values.getOrDefault(counter, 0L));
    }
    return Collections.unmodifiableMap(all);
  }
}
