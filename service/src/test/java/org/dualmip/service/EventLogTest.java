package org.dualmip.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final Now AT =
      new Now(new MonotonicTime(123456789012L), Instant.parse("2026-11-21T22:00:00.123456789Z"));

  private static final Event OPENED =
      Event.of(AT, "node", "gate-opened", "registered over \"wlan0\"")
          .change("shut", "inside via wlan0")
          .because(List.of("reply authentic", "TNC present"))
          .with("link", "wlan0");

  @TempDir Path directory = Path.of("");

  @Test
  void anEventIsOneLineOfJsonInTheAgreedOrder() throws Exception {
    Path file = directory.resolve("events.jsonl");
    try (var log = new EventLog(file, 10)) {
      log.add(OPENED);
      log.add(Event.of(AT, "agent", "started", "asked to"));
    }
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"at\":\"2026-11-21T22:00:00.123456Z\",\"mono\":123456789012,\"who\":\"node\","
                + "\"what\":\"gate-opened\",\"old\":\"shut\",\"new\":\"inside via wlan0\","
                + "\"why\":\"registered over \\\"wlan0\\\"\","
                + "\"evidence\":[\"reply authentic\",\"TNC present\"],\"link\":\"wlan0\"}",
            "{\"at\":\"2026-11-21T22:00:00.123456Z\",\"mono\":123456789012,\"who\":\"agent\","
                + "\"what\":\"started\",\"why\":\"asked to\",\"evidence\":[]}");
  }

  @Test
  void aLineForPeopleSaysWhatChangedAndWhy() {
    assertThat(OPENED)
        .hasToString(
            "gate-opened: shut -> inside via wlan0, registered over \"wlan0\""
                + " (reply authentic; TNC present) link=wlan0");
  }

  @Test
  void memoryHoldsTheLastEventsOnly() {
    try (var log = new EventLog(null, 3)) {
      for (int each = 0; each < 5; each++) {
        log.add(Event.of(AT, "node", "e" + each, ""));
      }
      assertThat(log.last()).extracting(Event::what).containsExactly("e2", "e3", "e4");
    }
  }

  @Test
  void anExistingFileIsContinued() throws Exception {
    Path file = directory.resolve("events.jsonl");
    for (int run = 0; run < 2; run++) {
      try (var log = new EventLog(file, 3)) {
        log.add(OPENED);
      }
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void aFileThatCannotBeOpenedIsNamedWithTheRemedy() {
    Path file = directory.resolve("none/events.jsonl");
    assertThatThrownBy(() -> new EventLog(file, 3))
        .hasMessage(
            "cannot write events to " + file + ": choose another file, or create its directory");
  }

  @Test
  void anEventAddedAfterTheEndIsCountedAsLost() {
    var log = new EventLog(null, 3);
    log.close();
    log.add(OPENED);
    assertThat(log.lost()).isEqualTo(1);
  }

  @Test
  void jsonRoundTripsPlainValues() {
    Map<String, Object> value =
        Map.of("list", List.of(1L, 2.5, true, "ä\"\n"), "nested", Map.of("a", "b"));
    assertThat(Json.read(Json.write(value))).isEqualTo(value);
    assertThatThrownBy(() -> Json.read("{\"a\":")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.read("1 2")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.read("")).isInstanceOf(IllegalArgumentException.class);
  }

  private enum Colour {
    DARK_RED
  }

  private record Sample(int firstValue, Colour colour, Map<Colour, Long> byColour) {}

  @Test
  void recordsEnumsAndUnorderedMapsAreWrittenAsInFilesAndAlwaysAlike() {
    assertThat(Json.write(new Sample(1, Colour.DARK_RED, Map.of(Colour.DARK_RED, 2L))))
        .isEqualTo("{\"first-value\":1,\"colour\":\"dark-red\",\"by-colour\":{\"dark-red\":2}}");
    assertThat(Json.write(Map.of("b", 1, "a", 2, "c", 3))).isEqualTo("{\"a\":2,\"b\":1,\"c\":3}");
  }
}
