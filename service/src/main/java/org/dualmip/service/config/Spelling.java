package org.dualmip.service.config;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Finds what a mistyped word was meant to be. Stateless. */
public final class Spelling {
  private Spelling() {}

  /** The most similar of the known words, or null if none is similar. */
  public static @Nullable String nearest(String word, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= 1 + candidate.length() / 4)
        .min(Comparator.comparingInt((String candidate) -> distance(word, candidate)))
        .orElse(null);
  }

  /** What to add to "unknown": {@code , perhaps "spi" is meant}, or nothing. */
  public static String hint(String word, Collection<String> known) {
    String nearest = nearest(word, known);
    return nearest == null ? "" : ", perhaps \"" + nearest + "\" is meant";
  }

  /** Levenshtein's: the least number of letters inserted, removed or replaced. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= one.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[other.length()];
  }
}
