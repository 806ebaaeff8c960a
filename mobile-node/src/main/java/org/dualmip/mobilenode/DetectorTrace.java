package org.dualmip.mobilenode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.net.Now;
import org.dualmip.service.Json;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what the domain detector took into account and what it said, as lines of JSON that
 * {@link DetectorReplay} repeats: the configuration first, then the last observations and verdicts.
 * Owner thread only.
 */
final class DetectorTrace {
  /** How many lines are kept at most, beside the configuration. */
  static final int LIMIT = 4000;

  private final String config;
  private @Nullable String offered;
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  DetectorTrace(DetectorConfig config) {
    this.config = line("config", config);
  }

  void observed(Observation observation) {
    if (observation instanceof Observation.DiscoveryOffered) {
      offered = line("observed", observation);
    } else if (observation instanceof Observation.DiscoveryWithdrawn) {
      offered = null;
    } else {
      add(line("observed", observation));
    }
  }

  void judged(Verdict verdict, Now at) {
    add(judgement(verdict, at));
  }

  private void add(String line) {
    if (lines.size() == LIMIT) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  /** Everything, in the order that repeats it. */
  List<String> lines() {
    List<String> all = new ArrayList<>(List.of(config));
    if (offered != null) {
      all.add(offered);
    }
    all.addAll(lines);
    return all;
  }

  static String judgement(Verdict verdict, Now at) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", TraceText.plain(at));
    fields.put("verdict", TraceText.plain(verdict));
    return Json.write(fields);
  }

  private static String line(String name, Object value) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(name, TraceText.plain(value));
    return Json.write(fields);
  }
}
