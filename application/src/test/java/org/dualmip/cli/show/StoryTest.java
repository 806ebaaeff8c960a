package org.dualmip.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A verdict as a person would tell it. */
class StoryTest {
  private static Map<String, Object> event(long millis, String what, String link, String why) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("at", "2026-11-22T08:00:00.%03dZ".formatted(millis));
    event.put("mono", millis * 1_000_000);
    event.put("who", "node");
    event.put("what", what);
    event.put("why", why);
    event.put("link", link);
    return event;
  }

  private static Map<String, Object> verdict(long millis, String link, String domain) {
    Map<String, Object> event = event(millis, "verdict", link, "the rule for " + domain);
    event.put("new", domain);
    event.put("weighed", List.of("address inside (+40): own address 10.1.1.50, 2 ms ago"));
    event.put("score", 40L);
    event.put("plan", "a probe first");
    event.put("would-change", "an answer");
    return event;
  }

  private static final List<Map<String, Object>> EVENTS =
      List.of(
          event(100, "link-found", "wlan0", "it is attached"),
          event(101, "pursuing", "wlan0", "it may be inside"),
          verdict(101, "wlan0", "unknown"),
          event(102, "probing", "wlan0", "whether it is here"),
          event(103, "registered", "wwan0", "another interface's business"),
          event(104, "found", "wlan0", "it answered"),
          event(106, "registered", "wlan0", "IP-in-IP"),
          verdict(106, "wlan0", "inside"),
          gate(108));

  private static Map<String, Object> gate(long millis) {
    Map<String, Object> event = event(millis, "gate-opened", "wlan0", "proved");
    event.put("old", "shut");
    event.put("new", "inside via wlan0");
    return event;
  }

  @Test
  void itTellsWhatWasSeenTriedAndFoundInTheirOrder() {
    List<Story> stories = Story.of(EVENTS);
    assertThat(stories).hasSize(2);
    assertThat(stories.getLast().lines(ZoneOffset.UTC))
        .containsExactly(
            "08:00:00.106  wlan0 is inside (was not known)",
            "              because   the rule for inside",
            "              seen      address inside (+40): own address 10.1.1.50, 2 ms ago",
            "              together  40; a probe first",
            "              tried       +0.0 ms  probing: whether it is here",
            "                          +2.0 ms  found: it answered",
            "                          +4.0 ms  registered: IP-in-IP",
            "              took      4.0 ms from the first of these on",
            "              gate      2.0 ms later: shut -> inside via wlan0",
            "              changes   with an answer");
  }

  @Test
  void aStoryBeginsWithTheConnectionAndEndsWithTheNextVerdict() {
    List<String> first = Story.of(EVENTS).getFirst().lines(ZoneOffset.UTC);
    assertThat(first).anyMatch(line -> line.contains("+1.0 ms  pursuing"));
    assertThat(first).noneMatch(line -> line.contains("gate"));
  }

  @Test
  void thePlainFormHasTheSame() {
    assertThat(Story.of(EVENTS).getLast().fields())
        .containsEntry("link", "wlan0")
        .containsEntry("new", "inside")
        .containsEntry("took-ms", 4.0)
        .containsEntry("gate-after-ms", 2.0);
  }
}
