package org.dualmip.cli.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One verdict of the domain detector as a person would tell it: what was seen and what that is
 * worth, what was tried in which order, what decided, how long it took, and what would change it.
 * Made of the events of a node. Immutable.
 */
public final class Story {
  private static final String INDENT = "              ";

  /** What is worth telling of the way to a verdict. */
  private static final Set<String> STEPS =
      Set.of(
          "pursuing",
          "probing",
          "found",
          "smoked-out",
          "impostor",
          "not-found",
          "registering",
          "registered",
          "renewed",
          "denied",
          "unanswered",
          "lost",
          "vpn-path",
          "link-lost");

  private static final long MOST_NANOS_TO_GATE = 10_000_000_000L;

  private final Map<?, ?> verdict;
  private final long began;
  private final List<Map<?, ?>> steps;
  private final @Nullable Map<?, ?> gate;

  private Story(Map<?, ?> verdict, long began, List<Map<?, ?>> steps, @Nullable Map<?, ?> gate) {
    this.verdict = verdict;
    this.began = began;
    this.steps = steps;
    this.gate = gate;
  }

  /** The stories of all verdicts among the events, which are in the order of their times. */
  public static List<Story> of(List<? extends Map<?, ?>> events) {
    List<Story> stories = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      if (is(events.get(i), "verdict")) {
        stories.add(of(events, i));
      }
    }
    return stories;
  }

  private static Story of(List<? extends Map<?, ?>> events, int at) {
    Map<?, ?> verdict = events.get(at);
    String link = text(verdict.get("link"));
    List<Map<?, ?>> steps = new ArrayList<>();
    long began = time(verdict);
    for (int i = at - 1; i >= 0; i--) {
      Map<?, ?> event = events.get(i);
      if (link.equals(text(event.get("link")))) {
        if (is(event, "verdict")) {
          break;
        }
        began = time(event);
        if (STEPS.contains(text(event.get("what")))) {
          steps.addFirst(event);
        }
        if (is(event, "link-found")) {
          break;
        }
      }
    }
    return new Story(verdict, began, steps, gate(events, at));
  }

  /** The gate's answer to it, if it came before anything else was decided. */
  private static @Nullable Map<?, ?> gate(List<? extends Map<?, ?>> events, int at) {
    for (int i = at + 1; i < events.size(); i++) {
      Map<?, ?> event = events.get(i);
      if (time(event) - time(events.get(at)) > MOST_NANOS_TO_GATE || is(event, "verdict")) {
        return null;
      }
      if (is(event, "gate-opened") || is(event, "gate-shut")) {
        return event;
      }
    }
    return null;
  }

  /** The story as lines of text. */
  public List<String> lines(java.time.ZoneId zone) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s is %s (was %s)"
            .formatted(
                WhyText.time(verdict.get("at"), zone),
                text(verdict.get("link")),
                text(verdict.get("new")),
                verdict.get("old") == null ? "not known" : text(verdict.get("old"))));
    lines.add(INDENT + "because   " + text(verdict.get("why")));
    String label = "seen      ";
    for (String clue : texts(verdict.get("weighed"))) {
      lines.add(INDENT + label + clue);
      label = "          ";
    }
    lines.add(
        INDENT + "together  " + text(verdict.get("score")) + "; " + text(verdict.get("plan")));
    label = "tried     ";
    for (Map<?, ?> step : steps) {
      lines.add(INDENT + label + step(step));
      label = "          ";
    }
    lines.add(
        INDENT + "took      " + millis(time(verdict) - began) + " from the first of these on");
    if (gate != null) {
      lines.add(
          INDENT
              + "gate      "
              + millis(time(gate) - time(verdict))
              + " later: "
              + text(gate.get("old"))
              + " -> "
              + text(gate.get("new")));
    }
    lines.add(INDENT + "changes   with " + text(verdict.get("would-change")));
    return lines;
  }

  /** The same as plain values. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    verdict.forEach((key, value) -> fields.put(String.valueOf(key), value));
    fields.put(
        "tried",
        steps.stream()
            .map(step ->
                Map.of(
                    "after-ms", (time(step) - began) / 1e6,
                    "what", text(step.get("what")),
                    "system", text(step.get("system")),
                    "why", text(step.get("why"))))
            .toList());
    fields.put("took-ms", (time(verdict) - began) / 1e6);
    if (gate != null) {
      fields.put("gate", text(gate.get("new")));
      fields.put("gate-after-ms", (time(gate) - time(verdict)) / 1e6);
    }
    return fields;
  }

  private String step(Map<?, ?> step) {
    String system = text(step.get("system"));
    return "%9s  %s%s: %s"
        .formatted(
            "+" + millis(time(step) - began),
            system.isEmpty() ? "" : system + " ",
            text(step.get("what")),
            text(step.get("why")));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  private static boolean is(Map<?, ?> event, String what) {
    return what.equals(event.get("what"));
  }

  private static long time(Map<?, ?> event) {
    return event.get("mono") instanceof Number nanos ? nanos.longValue() : 0;
  }

  private static List<String> texts(@Nullable Object list) {
    return list instanceof List<?> items ? items.stream().map(String::valueOf).toList() : List.of();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
