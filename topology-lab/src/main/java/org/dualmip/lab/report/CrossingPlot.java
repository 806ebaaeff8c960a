package org.dualmip.lab.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dualmip.lab.report.CrossingCell.Spread;

/**
 * Crossings as a picture: a panel for each direction and path, in it a line for each method; a mark
 * at the median, a whisker to the 95th percentile. Time is on a logarithmic axis, the same in all.
 */
public final class CrossingPlot {
  private static final int LEFT = 96;
  private static final int TOP = 74;
  private static final int PANEL = 272;
  private static final int BETWEEN = 20;
  private static final int ROW = 26;
  private static final int FOOT = 56;
  private static final int EDGE = 16;

  /** Between the marks of decision and gap on a line. */
  private static final int APART = 5;

  private static final String STYLE =
      """
      <style>
        .paper { fill: #ffffff } .panel { fill: none; stroke: #b0b7c0 }
        .grid { stroke: #b0b7c0; stroke-opacity: 0.5 }
        text { fill: #24292f; font: 12px sans-serif } .title { font-weight: bold }
        .decision { fill: #1f6feb; stroke: #1f6feb } .gap { fill: #d9730d; stroke: #d9730d }
        .end { text-anchor: end } .middle { text-anchor: middle }
        @media (prefers-color-scheme: dark) {
          .paper { fill: #0d1117 } .panel { stroke: #6e7681 } .grid { stroke: #6e7681 }
          text { fill: #d0d7de }
          .decision { fill: #6cb0ff; stroke: #6cb0ff } .gap { fill: #ffa657; stroke: #ffa657 }
        }
      </style>
      """;

  private final List<CrossingCell> cells;
  private final Set<String> methods = new LinkedHashSet<>();
  private final Set<Double> paths = new LinkedHashSet<>();
  private final Set<String> directions = new LinkedHashSet<>();
  private final int decades;
  private final StringBuilder out = new StringBuilder();

  private CrossingPlot(List<CrossingCell> cells) {
    this.cells = cells;
    double longest = 10;
    for (CrossingCell cell : cells) {
      methods.add(cell.method());
      paths.add(cell.roundTripMs());
      directions.add(cell.direction());
      for (Spread spread : List.of(cell.decision(), cell.gap())) {
        longest = CrossingTable.isThere(spread) ? Math.max(longest, spread.high()) : longest;
      }
    }
    decades = (int) Math.ceil(Math.log10(longest));
  }

  /** The picture, as a file of its own. */
  public static String svg(List<CrossingCell> cells) {
    return new CrossingPlot(cells).draw();
  }

  private int panelHeight() {
    return ROW * methods.size() + 8;
  }

  private String draw() {
    int width = LEFT + paths.size() * (PANEL + BETWEEN) - BETWEEN + EDGE;
    int height = TOP + directions.size() * (panelHeight() + FOOT);
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " role=\"img\">\n",
            width,
            height,
            width,
            height));
    out.append(
        String.format(
            Locale.ROOT,
            "<title>Crossing the border: decision and gap by method, path and direction</title>\n"));
    out.append(STYLE);
    out.append(
        String.format(
            Locale.ROOT, "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n", width, height));
    legend();
    int row = 0;
    for (String direction : directions) {
      int column = 0;
      for (double path : paths) {
        int x = LEFT + column * (PANEL + BETWEEN);
        int y = TOP + row * (panelHeight() + FOOT);
        panel(direction, path, x, y, column == 0);
        column++;
      }
      row++;
    }
    return out.append("</svg>\n").toString();
  }

  private void legend() {
    mark("decision", EDGE, 16);
    text("", EDGE + 10, 20, "decision, from the address to the home agent's answer");
    mark("gap", EDGE, 36);
    text("", EDGE + 10, 40, "gap, the longest silence; whiskers end at the 95th percentile");
  }

  private void panel(String direction, double path, int x, int y, boolean named) {
    text(
        "title",
        x,
        y - 8,
        String.format(Locale.ROOT, "%s, round trip of %.0f ms", direction, path));
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"panel\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
            x,
            y,
            PANEL,
            panelHeight()));
    for (int decade = 0; decade <= decades; decade++) {
      double at = x + across(Math.pow(10, decade));
      if (decade > 0 && decade < decades) {
        out.append(
            String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n",
                at,
                y,
                at,
                y + panelHeight()));
      }
      String anchor = decade == 0 ? "" : decade == decades ? "end" : "middle";
      text(anchor, at, y + panelHeight() + 15, tick(decade));
    }
    text("middle", x + PANEL / 2.0, y + panelHeight() + 31, "time, logarithmic");
    int line = 0;
    for (String method : methods) {
      int middle = y + 4 + ROW * line++ + ROW / 2;
      if (named) {
        text("end", x - 8.0, middle + 4, method);
      }
      find(direction, path, method)
          .ifPresent(cell -> {
            spread("decision", cell.decision(), x, middle - APART);
            spread("gap", cell.gap(), x, middle + APART);
          });
    }
  }

  private static String tick(int decade) {
    double millis = Math.pow(10, decade);
    return millis < 1000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.0f s", millis / 1000);
  }

  private Optional<CrossingCell> find(String direction, double path, String method) {
    return cells.stream()
        .filter(cell -> cell.direction().equals(direction))
        .filter(cell -> cell.roundTripMs() == path)
        .filter(cell -> cell.method().equals(method))
        .findFirst();
  }

  private void spread(String kind, Spread spread, int x, int y) {
    if (!CrossingTable.isThere(spread)) {
      return;
    }
    double from = x + across(spread.median());
    double to = x + across(spread.high());
    out.append(
        String.format(
            Locale.ROOT,
            "<path class=\"%s\" fill=\"none\" d=\"M%.1f %dH%.1fM%.1f %dV%d\"/>\n",
            kind,
            from,
            y,
            to,
            to,
            y - 3,
            y + 3));
    mark(kind, from, y);
  }

  private void mark(String kind, double x, int y) {
    if (kind.equals("decision")) {
      out.append(
          String.format(
              Locale.ROOT, "<circle class=\"decision\" cx=\"%.1f\" cy=\"%d\" r=\"3.5\"/>\n", x, y));
    } else {
      out.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"gap\" x=\"%.1f\" y=\"%d\" width=\"6\" height=\"6\"/>\n",
              x - 3,
              y - 3));
    }
  }

  /** From the left edge of a panel; what takes less than a millisecond stands at the edge. */
  private double across(double millis) {
    return PANEL * Math.max(0, Math.log10(millis)) / decades;
  }

  private void text(String kind, double x, double y, String words) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
            kind,
            x,
            y,
            words));
  }
}
