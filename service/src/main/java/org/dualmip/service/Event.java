package org.dualmip.service;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/**
 * One change of state, with its reason: what {@code dualmip why} shows.
 *
 * @param at when
 * @param who the part that changed, such as {@code agent} or {@code node}
 * @param what the kind of change, a word such as {@code registered}
 * @param before the state left, or null
 * @param after the state entered, or null
 * @param why the rule or cause, for people
 * @param evidence the observations that led to it
 * @param extra further fields, such as {@code link} or {@code system}, in order
 */
public record Event(
    Now at,
    String who,
    String what,
    @Nullable String before,
    @Nullable String after,
    String why,
    List<String> evidence,
    Map<String, Object> extra) {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** Copies the collections. */
  public Event {
    evidence = List.copyOf(evidence);
    extra = new LinkedHashMap<>(extra);
  }

  /** An event without a change of named states, evidence or further fields. */
  public static Event of(Now at, String who, String what, String why) {
    return new Event(at, who, what, null, null, why, List.of(), Map.of());
  }

  /** The same with one more field. */
  public Event with(String field, Object value) {
    var more = new LinkedHashMap<>(extra);
    more.put(field, value);
    return new Event(at, who, what, before, after, why, evidence, more);
  }

  /** The same as a change from one state to another. */
  public Event change(@Nullable String from, @Nullable String to) {
    return new Event(at, who, what, from, to, why, evidence, extra);
  }

  /** The same with what led to it. */
  public Event because(List<String> observations) {
    return new Event(at, who, what, before, after, why, observations, extra);
  }

  /** The fields in the order of the file format; absent ones are left out. */
  public SequencedMap<String, Object> fields() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("at", timestamp(at.wall()));
    fields.put("mono", at.monotonic().nanos());
    fields.put("who", who);
    fields.put("what", what);
    if (before != null) {
      fields.put("old", before);
    }
    if (after != null) {
      fields.put("new", after);
    }
    fields.put("why", why);
    fields.put("evidence", evidence);
    extra.forEach(fields::putIfAbsent);
    return fields;
  }

  /** {@code registered: 10.1.1.50 -> 10.1.2.50, why (evidence) link=wlan0}. */
  @Override
  public String toString() {
    var line = new StringBuilder(what).append(": ");
    if (before != null || after != null) {
      line.append(before == null ? "none" : before);
      line.append(" -> ").append(after == null ? "none" : after).append(", ");
    }
    line.append(why);
    if (!evidence.isEmpty()) {
      line.append(" (").append(String.join("; ", evidence)).append(')');
    }
    extra.forEach((field, value) -> line.append(' ').append(field).append('=').append(value));
    return line.toString();
  }

  /** RFC 3339 in UTC with microseconds, which sorts as text. */
  static String timestamp(Instant instant) {
    return MICROSECONDS.format(instant);
  }
}
