package org.dualmip.benchmark;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmark and prints what the numbers mean. */
public final class RegistrationRatios {
  private RegistrationRatios() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws RunnerException {
    var options = new OptionsBuilder().include(RegistrationBenchmark.class.getName()).build();
    Map<String, Map<String, Double>> micros = new TreeMap<>();
    for (RunResult result : new Runner(options).run()) {
      String label = result.getPrimaryResult().getLabel();
      micros
          .computeIfAbsent(result.getParams().getParam("algorithm"), _ -> new TreeMap<>())
          .put(label, result.getPrimaryResult().getScore());
    }
    System.out.println();
    System.out.println(
        "| Algorithm | Registration | Its authenticators | Beyond them | Ratio | UDP echo | Ratio |"
            + " Registrations a second |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    micros.forEach((algorithm, of) -> {
      double whole = of.getOrDefault("registration", Double.NaN);
      double bare = of.getOrDefault("authenticators", Double.NaN);
      double echo = of.getOrDefault("echo", Double.NaN);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f µs | %.2f µs | %.2f µs | %.2f | %.1f µs | %.2f | %,.0f |%n",
          algorithm,
          whole,
          bare,
          whole - bare,
          whole / bare,
          echo,
          whole / echo,
          1_000_000 / whole);
    });
  }
}
