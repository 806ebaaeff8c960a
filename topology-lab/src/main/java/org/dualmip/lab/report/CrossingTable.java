package org.dualmip.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.dualmip.lab.report.CrossingCell.Spread;

/** Crossings as people read them, and whether guessing beats brute force. Stateless. */
public final class CrossingTable {
  private static final String GUESS = "all";
  private static final List<String> BRUTE = List.of("sequential", "parallel");

  /** Less than this, and less than a tenth, is no difference. */
  private static final double NEAR_MILLIS = 2;

  private CrossingTable() {}

  /** The lines of the table, without line ends. */
  public static List<String> lines(List<CrossingReport> crossings) {
    List<CrossingCell> cells = CrossingCell.of(crossings);
    var lines = new ArrayList<>(Table.aligned(rows(cells), 3));
    lines.add("");
    Set<String> conclusions = new LinkedHashSet<>();
    for (CrossingCell cell : cells) {
      if (cell.method().equals(GUESS)) {
        for (String method : BRUTE) {
          find(cells, cell, method).ifPresent(brute -> conclusions.add(comparison(cell, brute)));
        }
      }
    }
    lines.addAll(conclusions);
    return lines;
  }

  private static List<List<String>> rows(List<CrossingCell> cells) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "path ms",
            "direction",
            "method",
            "n",
            "asked ms",
            "decision ms",
            "p95",
            "gap ms",
            "p95",
            "probed",
            "requests in the clear"));
    for (CrossingCell cell : cells) {
      Double requests = cell.requestsInClear();
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.0f", cell.roundTripMs()),
              cell.direction(),
              cell.method(),
              String.valueOf(cell.count()),
              decimal(cell.asked().median()),
              decimal(cell.decision().median()),
              decimal(cell.decision().high()),
              decimal(cell.gap().median()),
              decimal(cell.gap().high()),
              String.valueOf(cell.probed()),
              requests == null ? "-" : decimal(requests)));
    }
    return rows;
  }

  private static Optional<CrossingCell> find(
      List<CrossingCell> cells, CrossingCell like, String method) {
    return cells.stream()
        .filter(cell -> cell.method().equals(method))
        .filter(cell -> cell.direction().equals(like.direction()))
        .filter(cell -> cell.roundTripMs() == like.roundTripMs())
        .findFirst();
  }

  private static String comparison(CrossingCell guess, CrossingCell brute) {
    String decision = word(guess, brute, cell -> cell.decision().median());
    String gap = word(guess, brute, cell -> cell.gap().median());
    boolean beaten = decision.equals("slower") || gap.equals("slower");
    boolean beats = !beaten && (decision.equals("faster") || gap.equals("faster"));
    return String.format(
        Locale.ROOT,
        "%s over %.0f ms, all hints %s %s: decision %s (%s, %s), gap %s (%s, %s).%s",
        guess.direction(),
        guess.roundTripMs(),
        beats ? "beat" : beaten ? "DO NOT beat" : "are as fast as",
        brute.method(),
        decision,
        decimal(guess.decision().median()),
        decimal(brute.decision().median()),
        gap,
        decimal(guess.gap().median()),
        decimal(brute.gap().median()),
        beats ? "" : " " + reason(guess, brute));
  }

  private static String word(
      CrossingCell guess, CrossingCell brute, ToDoubleFunction<CrossingCell> value) {
    double mine = value.applyAsDouble(guess);
    double other = value.applyAsDouble(brute);
    return near(mine, other) ? "the same" : mine < other ? "faster" : "slower";
  }

  private static boolean near(double one, double other) {
    return Math.abs(one - other) <= Math.max(NEAR_MILLIS, Math.min(one, other) / 10);
  }

  /** From when the deciding request was sent, and what it then took. */
  private static String reason(CrossingCell guess, CrossingCell brute) {
    double later = guess.asked().median() - brute.asked().median();
    if (later > NEAR_MILLIS) {
      return String.format(
          Locale.ROOT,
          "They asked %.1f ms later%s.",
          later,
          2 * guess.probed() > guess.count() ? ", after a probe was answered" : "");
    }
    if (!near(guess.decision().median(), brute.decision().median())) {
      return "Both asked as early: the difference is not in whom to ask.";
    }
    Double requests = brute.requestsInClear();
    return "Brute force asks the right home agent as early, and the answer takes one round trip"
        + " whoever asks"
        + (requests == null
            ? "."
            : String.format(
                Locale.ROOT, "; it showed the home address %.1f times a visit.", requests));
  }

  /** Comma-separated values (RFC 4180), one line for each crossing. */
  public static List<String> csv(List<CrossingReport> crossings) {
    var lines = new ArrayList<String>();
    lines.add(
        "handover,method,round_trip_ms,direction,asked_ms,decision_ms,probed,gap_ms,stall_ms,"
            + "requests_in_clear");
    for (CrossingReport one : crossings) {
      lines.add(
          String.join(
              ",",
              String.valueOf(one.handover()),
              one.method(),
              exact(one.roundTripMs()),
              one.direction(),
              exact(one.askedMs()),
              exact(one.decisionMs()),
              String.valueOf(one.probed()),
              exact(one.gapMs()),
              exact(one.stallMs()),
              one.requestsInClear() == null ? "" : one.requestsInClear().toString()));
    }
    return lines;
  }

  private static String exact(@org.jspecify.annotations.Nullable Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String decimal(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }

  /** Whether a spread holds a number, to be drawn. */
  static boolean isThere(Spread spread) {
    return !Double.isNaN(spread.median());
  }
}
