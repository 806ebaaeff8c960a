package org.dualmip.mobileip.agent;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The counters' values. */
final class Tally {
  private final Map<Counter, Value> values = new EnumMap<>(Counter.class);

  /** Changes in place: counting makes no objects. */
  private static final class Value {
    private long value;
  }

  Tally() {
    for (Counter counter : Counter.values()) {
      values.put(counter, new Value());
    }
  }

  void count(Counter counter) {
    values.computeIfAbsent(counter, _ -> new Value()).value++;
  }

  /** All, also those that are 0. */
  Map<String, Long> all() {
    Map<String, Long> all = new LinkedHashMap<>();
    values.forEach((counter, value) -> all.put(counter.label(), value.value));
    return Collections.unmodifiableMap(all);
  }
}
