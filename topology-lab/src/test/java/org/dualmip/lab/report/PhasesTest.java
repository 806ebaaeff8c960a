package org.dualmip.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhasesTest {
  private static final long MS = 1_000_000;

  @Test
  void countsFromTheLinkEventToTheGateThatOpensOnTheNewLink() {
    List<NodeEvent> events =
        List.of(
            event(5, "gate-opened", "wlan0", null), // of an earlier move
            event(98, "registered", null, "inner"), // a renewal, before the link event
            event(100, "link-lost", "wlan0", null),
            event(101, "gate-shut", "wlan0", null),
            event(110, "link-found", "wlan0", null),
            event(112, "registering", null, "outer"),
            event(132, "registered", null, "outer"),
            event(180, "vpn-up", null, null),
            event(201, "registered", null, "inner"),
            event(202, "gate-opened", "wlan0", null),
            event(230, "registered", null, "outer"));
    assertThat(Phases.within(events, 90 * MS, 1000 * MS))
        .containsExactly(
            entry("link-lost", 0.0),
            entry("gate-shut", 1.0),
            entry("link-found", 10.0),
            entry("registering-outer", 12.0),
            entry("registered-outer", 32.0),
            entry("vpn-up", 80.0),
            entry("registered-inner", 101.0),
            entry("gate-opened", 102.0));
  }

  @Test
  void endsWhereTheNextMoveBegins() {
    List<NodeEvent> events =
        List.of(event(100, "link-found", "wwan0", null), event(300, "gate-opened", "wwan0", null));
    assertThat(Phases.within(events, 90 * MS, 200 * MS)).containsOnlyKeys("link-found");
  }

  @Test
  void followsAFileThatGrowsAndLeavesAnUnfinishedLineForLater(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("mn.jsonl");
    var follower = new EventFile(file);
    assertThat(follower.more()).isEmpty();
    Files.writeString(
        file,
        """
        {"at":"2026-01-01T00:00:00Z","mono":7,"who":"node","what":"registered","old":"","new":"bound","why":"reply 0","system":"outer"}
        not json
        {"mono":8,"who":"no\
        """);
    assertThat(follower.more())
        .containsExactly(new NodeEvent(7, "node", "registered", null, "outer", "bound", "reply 0"));
    Files.writeString(
        file,
        "de\",\"what\":\"gate-opened\",\"new\":\"outside via wlan0\",\"link\":\"wlan0\"}\n",
        StandardOpenOption.APPEND);
    assertThat(follower.more())
        .containsExactly(
            new NodeEvent(8, "node", "gate-opened", "wlan0", null, "outside via wlan0", ""));
    assertThat(follower.unreadable()).isEqualTo(1);
    Files.writeString(file, "");
    assertThat(follower.more()).isEmpty();
  }

  private static NodeEvent event(
      long millis,
      String what,
      @org.jspecify.annotations.Nullable String link,
      @org.jspecify.annotations.Nullable String system) {
    return new NodeEvent(millis * MS, "node", what, link, system, "", "");
  }
}
