package org.dualmip.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.dualmip.lab.report.CrossingCell.Spread;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** From single crossings to cells, sentences and a picture. */
class CrossingTableTest {
  private final List<CrossingReport> crossings = new ArrayList<>();

  private void cross(
      String method, String direction, double asked, double decision, double gap, int requests) {
    @Nullable Integer seen = direction.equals("entering") ? null : requests;
    crossings.add(
        new CrossingReport(
            crossings.size() + 1, method, 20, direction, asked, decision, false, gap, 0.5, seen));
  }

  @Test
  void ofTwentyNumbersTheMedianIsBetweenTheMiddleTwoAndOneExceedsThe95thPercentile() {
    List<Double> twenty = IntStream.rangeClosed(1, 20).mapToObj(i -> 21.0 - i).toList();
    assertThat(Spread.of(twenty)).isEqualTo(new Spread(10.5, 19));
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 3));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7));
    assertThat(Spread.of(List.of()).median()).isNaN();
    List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();
    assertThat(Spread.of(hundred).high()).isEqualTo(95);
  }

  @Test
  void aCellHoldsAllCrossingsOfAMethodAPathAndADirection() {
    cross("parallel", "leaving", 0, 21, 130, 1);
    cross("all", "leaving", 0, 20, 120, 0);
    cross("parallel", "leaving", 0, 25, 140, 2);
    cross("parallel", "entering", 0, 23, 60, 0);
    List<CrossingCell> cells = CrossingCell.of(crossings);
    assertThat(cells)
        .extracting(CrossingCell::direction)
        .containsExactly("entering", "leaving", "leaving");
    CrossingCell leaving = cells.get(1);
    assertThat(leaving.method()).isEqualTo("parallel");
    assertThat(leaving.count()).isEqualTo(2);
    assertThat(leaving.decision()).isEqualTo(new Spread(23, 25));
    assertThat(leaving.requestsInClear()).isEqualTo(1.5);
    assertThat(cells.getFirst().requestsInClear()).isNull();
  }

  @Test
  void theTableSaysWhereGuessingBeatsBruteForce() {
    cross("sequential", "leaving", 7000, 7021, 7150, 3);
    cross("all", "leaving", 0.1, 21, 120, 0);
    List<String> lines = CrossingTable.lines(crossings);
    assertThat(lines.getFirst()).contains("decision ms", "p95", "requests in the clear");
    assertThat(lines.get(1)).containsSubsequence("20", "leaving", "sequential", "7021.0", "3.0");
    assertThat(lines.getLast())
        .isEqualTo(
            "leaving over 20 ms, all hints beat sequential: decision faster (21.0, 7021.0), gap"
                + " faster (120.0, 7150.0).");
  }

  @Test
  void andWhereItDoesNotAndWhy() {
    cross("sequential", "entering", 0.1, 20.5, 60, 0);
    cross("parallel", "leaving", 0.1, 21, 122, 2);
    cross("all", "entering", 12.5, 33, 73, 0);
    cross("all", "leaving", 0.1, 21.5, 121, 0);
    assertThat(CrossingTable.lines(crossings))
        .contains(
            "entering over 20 ms, all hints DO NOT beat sequential: decision slower (33.0, 20.5),"
                + " gap slower (73.0, 60.0). They asked 12.4 ms later.",
            "leaving over 20 ms, all hints are as fast as parallel: decision the same (21.5, 21.0),"
                + " gap the same (121.0, 122.0). Brute force asks the right home agent as"
                + " early, and the answer takes one round trip whoever asks; it showed the home"
                + " address 2.0 times a visit.");
  }

  @Test
  void everyCrossingHasALineOfItsOwn() {
    cross("all", "leaving", 0.1, 21.5, 121, 0);
    cross("all", "entering", 0.25, 33, 73, 0);
    assertThat(CrossingTable.csv(crossings))
        .containsExactly(
            "handover,method,round_trip_ms,direction,asked_ms,decision_ms,probed,gap_ms,stall_ms,"
                + "requests_in_clear",
            "1,all,20.000,leaving,0.100,21.500,false,121.000,0.500,0",
            "2,all,20.000,entering,0.250,33.000,false,73.000,0.500,");
  }

  @Test
  void thePictureIsWellFormedAndHasAMarkForEachMedian() throws Exception {
    cross("parallel", "leaving", 0, 21, 130, 1);
    cross("all", "leaving", 0, 20, 120, 0);
    cross("all", "entering", 0, 20, 4000, 0);
    Document picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(CrossingPlot.svg(CrossingCell.of(crossings)))));
    assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(picture.getElementsByTagName("circle").getLength()).isEqualTo(1 + 3);
    assertThat(picture.getDocumentElement().getTextContent())
        .contains("leaving, round trip of 20 ms", "parallel", "100 ms", "10 s")
        .contains("prefers-color-scheme: dark");
  }
}
