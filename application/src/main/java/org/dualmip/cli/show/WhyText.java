package org.dualmip.cli.show;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells events for people: when, what changed, why, on what evidence. Stateless. */
public final class WhyText {
  private static final String INDENT = "              ";

  /** Told in the first line, or of no interest to people. */
  private static final Set<String> TOLD =
      Set.of("at", "mono", "who", "what", "old", "new", "why", "evidence");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private WhyText() {}

  /** One event: a headline, the reason, then each piece of evidence on a line of its own. */
  public static List<String> lines(Map<?, ?> event, ZoneId zone) {
    var lines = new ArrayList<String>();
    var headline = new StringBuilder(time(event.get("at"), zone));
    headline
        .append("  ")
        .append(text(event.get("who")))
        .append(' ')
        .append(text(event.get("what")));
    String before = text(event.get("old"));
    String after = text(event.get("new"));
    if (!before.isEmpty() || !after.isEmpty()) {
      headline.append(": ").append(before.isEmpty() ? "none" : before);
      headline.append(" -> ").append(after.isEmpty() ? "none" : after);
    }
    String rest =
        event.entrySet().stream()
            .filter(each -> !TOLD.contains(String.valueOf(each.getKey())))
            .map(each -> Words.name(String.valueOf(each.getKey())) + " " + text(each.getValue()))
            .collect(Collectors.joining(", "));
    if (!rest.isEmpty()) {
      headline.append("  (").append(rest).append(')');
    }
    lines.add(headline.toString());
    String why = text(event.get("why"));
    if (!why.isEmpty()) {
      lines.add(INDENT + "because " + why);
    }
    if (event.get("evidence") instanceof List<?> evidence) {
      evidence.forEach(each -> lines.add(INDENT + "- " + text(each)));
    }
    return lines;
  }

  static String time(@Nullable Object at, ZoneId zone) {
    try {
      return TIME.format(Instant.parse(text(at)).atZone(zone));
    } catch (DateTimeParseException _) {
      return text(at);
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
