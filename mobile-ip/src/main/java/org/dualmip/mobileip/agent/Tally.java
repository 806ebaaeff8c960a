package org.dualmip.mobileip.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The counters' values. */
final class Tally {
  private final long[] values = new long[Counter.values().length];

  void count(Counter counter) {
    values[counter.ordinal()]++;
  }

  /** All, also those that are 0. */
  Map<String, Long> all() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      all.put(counter.label(), values[counter.ordinal()]);
    }
    return Collections.unmodifiableMap(all);
  }
}
