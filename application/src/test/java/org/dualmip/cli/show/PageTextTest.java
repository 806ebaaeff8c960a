package org.dualmip.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.dualmip.service.Json;
import org.junit.jupiter.api.Test;

class PageTextTest {
  private static final Instant NOW = Instant.parse("2026-11-21T22:00:00Z");

  private static List<String> lines(String json) {
    return PageText.lines(Json.read(json), NOW);
  }

  @Test
  void rowsBecomeATableWithRolesAboveAddresses() {
    assertThat(
            lines(
                """
                [{"home":"10.1.0.100","care-of":"10.1.2.50","remaining-s":588,"reverse-tunnel":true},
                 {"home":"10.1.0.7","care-of":"198.51.100.50","remaining-s":3,"reverse-tunnel":false}]
                """))
        .containsExactly(
            "home        care of        remaining   reverse tunnel",
            "10.1.0.100  10.1.2.50      9 min 48 s  yes",
            "10.1.0.7    198.51.100.50  3 s         no");
  }

  @Test
  void aColumnThatNoRowSetsIsLeftOutAndAGapIsMarked() {
    assertThat(
            lines(
                """
                [{"home":"10.1.0.100","previous":null,"nai":""},
                 {"home":"10.1.0.7","previous":"10.1.1.50"}]
                """))
        .containsExactly("home        previous", "10.1.0.100  -", "10.1.0.7    10.1.1.50");
  }

  @Test
  void anObjectIsAListOfNamesAndValuesAndThenItsSections() {
    assertThat(
            lines(
                """
                {"access-mode":"cvc",
                 "interfaces":[{"interface":"wlan0","domain":"outside"},
                               {"interface":"wwan0","domain":"unknown"}],
                 "home-address":"10.1.0.100",
                 "vpn-address":null}
                """))
        .containsExactly(
            "access mode:   cvc",
            "home address:  10.1.0.100",
            "interfaces:",
            "  interface  domain",
            "  wlan0      outside",
            "  wwan0      unknown");
  }

  @Test
  void rowsThatHoldSentencesAreShownOneAfterTheOther() {
    assertThat(
            lines(
                """
                [{"interface":"wlan0","evidence":["the inner agent answered","no link change since"]},
                 {"interface":"wwan0"}]
                """))
        .containsExactly(
            "interface:  wlan0",
            "evidence:",
            "  the inner agent answered",
            "  no link change since",
            "",
            "interface:  wwan0");
  }

  @Test
  void ofManyCountersOnlyThoseThatCountedAreShown() {
    assertThat(lines("{\"requests\":7,\"replayed\":0,\"malformed\":2,\"refused\":0}"))
        .containsExactly("requests:   7", "malformed:  2", "others:     0");
    assertThat(lines("{\"requests\":0,\"replayed\":0,\"malformed\":0}")).containsExactly("all:  0");
  }

  @Test
  void nothingIsSaidToBeNothing() {
    assertThat(lines("[]")).containsExactly("none");
    assertThat(lines("{}")).containsExactly("none");
    assertThat(PageText.lines(null, NOW)).containsExactly("none");
  }
}
