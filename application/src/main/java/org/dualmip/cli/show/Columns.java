package org.dualmip.cli.show;

import java.util.ArrayList;
import java.util.List;

/** Lays rows out in columns of equal width. Not thread-safe. */
public final class Columns {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; rows may differ in length. */
  public void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /** Whether there is no row yet. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, without spaces at their ends. */
  public List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    var widths = new int[columns];
    for (List<String> row : rows) {
      for (int at = 0; at < row.size(); at++) {
        widths[at] = Math.max(widths[at], width(row.get(at)));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int at = 0; at < row.size(); at++) {
      String cell = row.get(at);
      line.append(cell);
      if (at < row.size() - 1) {
        line.repeat(' ', widths[at] - width(cell)).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
