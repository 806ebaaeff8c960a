package org.dualmip.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All crossings of one kind: a method, a path, a direction.
 *
 * @param method how the node found out where it was
 * @param roundTripMs of the path
 * @param direction {@code entering} or {@code leaving}
 * @param count of crossings
 * @param asked when the home agent was asked whose answer decided
 * @param decision when it was decided
 * @param gap the longest silence of user data
 * @param probed in how many a probe was answered first
 * @param requestsInClear on average in a visit to the café; null where the node went inside
 */
public record CrossingCell(
    String method,
    double roundTripMs,
    String direction,
    int count,
    Spread asked,
    Spread decision,
    Spread gap,
    int probed,
    @Nullable Double requestsInClear) {

  /**
   * What is left of many numbers.
   *
   * @param median the middle one, or the mean of the two in the middle
   * @param high the 95th percentile: the least of them that 95 of 100 do not exceed (of twenty, the
   *     second largest)
   */
  public record Spread(double median, double high) {
    /** Of these numbers; not a number if there is none. */
    public static Spread of(List<Double> values) {
      if (values.isEmpty()) {
        return new Spread(Double.NaN, Double.NaN);
      }
      List<Double> sorted = values.stream().sorted().toList();
      int size = sorted.size();
      double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
      return new Spread(median, sorted.get((95 * size + 99) / 100 - 1));
    }
  }

  private record Key(double roundTripMs, String direction, String method) {}

  /** The cells of a run: by path and direction, methods in the order in which they came. */
  public static List<CrossingCell> of(List<CrossingReport> crossings) {
    Map<Key, List<CrossingReport>> byKey = new LinkedHashMap<>();
    for (CrossingReport one : crossings) {
      byKey
          .computeIfAbsent(
              new Key(one.roundTripMs(), one.direction(), one.method()), _ -> new ArrayList<>())
          .add(one);
    }
    return byKey.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparingDouble(Key::roundTripMs).thenComparing(Key::direction)))
        .map(entry -> cell(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static CrossingCell cell(Key key, List<CrossingReport> all) {
    List<Integer> requests =
        all.stream().map(CrossingReport::requestsInClear).filter(Objects::nonNull).toList();
    return new CrossingCell(
        key.method(),
        key.roundTripMs(),
        key.direction(),
        all.size(),
        spread(all, CrossingReport::askedMs),
        spread(all, CrossingReport::decisionMs),
        spread(all, CrossingReport::gapMs),
        (int) all.stream().filter(CrossingReport::probed).count(),
        requests.isEmpty()
            ? null
            : requests.stream().mapToInt(Integer::intValue).average().orElseThrow());
  }

  private static Spread spread(
      List<CrossingReport> all, Function<CrossingReport, @Nullable Double> value) {
    return Spread.of(all.stream().map(value).filter(Objects::nonNull).toList());
  }
}
