package org.dualmip.mobilenode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.detector.DomainDetector;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.net.Now;
import org.dualmip.service.Json;
import org.jspecify.annotations.Nullable;

/** Feeds a trace of the domain detector to a fresh one, and compares the verdicts. */
public final class DetectorReplay {
  /**
   * One verdict of the trace.
   *
   * @param at when it was given
   * @param again what the fresh detector says
   * @param recorded the line of the trace
   * @param repeated the line as this detector would have written it
   */
  public record Step(Now at, Verdict again, String recorded, String repeated) {
    /** Whether the two are the same, octet by octet. */
    public boolean isSame() {
      return recorded.equals(repeated);
    }
  }

  private DetectorReplay() {}

  /**
   * Repeats a trace. Verdicts on a connection that began before the trace are left out.
   *
   * @throws IllegalArgumentException naming the line that is none of a trace
   */
  public static List<Step> of(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    Set<String> attached = new HashSet<>();
    DomainDetector detector = null;
    for (int i = 0; i < lines.size(); i++) {
      try {
        Map<?, ?> line = map(Json.read(lines.get(i)));
        if (line.containsKey("config")) {
          detector = new DomainDetector(TraceText.read(DetectorConfig.class, line.get("config")));
          attached.clear();
        } else if (detector == null) {
          throw new IllegalArgumentException("a trace begins with the configuration");
        } else if (line.containsKey("observed")) {
          Observation observation = TraceText.read(Observation.class, line.get("observed"));
          if (observation instanceof Observation.Attached) {
            attached.add(observation.link());
          }
          detector.observe(observation);
        } else {
          Now at = TraceText.read(Now.class, line.get("at"));
          String link = String.valueOf(map(line.get("verdict")).get("link"));
          if (attached.contains(link)) {
            Verdict again = detector.verdict(link, at.monotonic());
            steps.add(new Step(at, again, lines.get(i), DetectorTrace.judgement(again, at)));
          }
        }
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("line " + (i + 1) + ": " + wrong.getMessage(), wrong);
      }
    }
    if (detector == null) {
      throw new IllegalArgumentException("line 1: nothing; dualmip why --trace writes a trace");
    }
    return steps;
  }

  private static Map<?, ?> map(@Nullable Object plain) {
    if (plain instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(plain + " is no line of a trace");
  }
}
