package org.dualmip.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Map;
import org.dualmip.service.Json;
import org.junit.jupiter.api.Test;

class WhyTextTest {
  @Test
  void anEventIsToldWithItsReasonAndEvidence() {
    String json =
        """
        {"at":"2026-11-21T22:00:00.123456Z","mono":1,"who":"node","what":"gate-opened",
         "old":"shut","new":"inside via wlan0","why":"the inner agent answered over it",
         "evidence":["registered 40 ms ago","no link change since"],"link":"wlan0"}
        """;
    assertThat(WhyText.lines(event(json), ZoneOffset.ofHours(1)))
        .containsExactly(
            "23:00:00.123  node gate-opened: shut -> inside via wlan0  (link wlan0)",
            "              because the inner agent answered over it",
            "              - registered 40 ms ago",
            "              - no link change since");
  }

  @Test
  void whatAnEventLeavesOutIsNotTold() {
    String json = "{\"at\":\"soon\",\"who\":\"agent\",\"what\":\"started\",\"new\":\"serving\"}";
    assertThat(WhyText.lines(event(json), ZoneOffset.UTC))
        .containsExactly("soon  agent started: none -> serving");
  }

  private static Map<?, ?> event(String json) {
    return Json.read(json) instanceof Map<?, ?> event ? event : Map.of();
  }
}
