package org.dualmip.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.report.ProcessReport;

/** What programs took of the machine over a run, and whether that is bounded. Stateless. */
final class Appetite {
  private static final double KB_PER_MB = 1024;
  private static final int MOST_THREADS = 200;
  private static final int MOST_DESCRIPTORS = 400;
  private static final double BUSIEST = 1.5;

  /** Of memory, in MiB, and how much may be added in the run. */
  private record Limit(double peakMb, double growthMb) {}

  private static final Limit NODE = new Limit(1024, 256);
  private static final Limit STRONGSWAN = new Limit(128, 32);

  private Appetite() {}

  /** One for each service, in the order in which they were first looked at. */
  static List<ProcessReport> reports(List<Vitals> samples) {
    Map<String, List<Vitals>> byService = new LinkedHashMap<>();
    samples.forEach(
        one -> byService.computeIfAbsent(one.service(), _ -> new ArrayList<>()).add(one));
    return byService.values().stream().map(Appetite::report).toList();
  }

  private static ProcessReport report(List<Vitals> of) {
    double cpu = 0;
    double busiest = 0;
    for (int i = 1; i < of.size(); i++) {
      Vitals before = of.get(i - 1);
      Vitals after = of.get(i);
      if (before.pid() == after.pid() && after.at() > before.at()) {
        double spent = after.cpuSeconds() - before.cpuSeconds();
        cpu += spent;
        busiest = Math.max(busiest, spent * 1e9 / (after.at() - before.at()));
      }
    }
    return new ProcessReport(
        of.getFirst().service(),
        of.getFirst().residentKb() / KB_PER_MB,
        of.getLast().residentKb() / KB_PER_MB,
        of.stream().mapToLong(Vitals::peakKb).max().orElse(0) / KB_PER_MB,
        cpu,
        busiest,
        of.stream().mapToInt(Vitals::threads).max().orElse(0),
        of.stream().mapToInt(Vitals::descriptors).max().orElse(0));
  }

  /** What is beyond its bound, in words. The bounds are generous: they catch what runs away. */
  static List<String> excesses(List<ProcessReport> reports) {
    var excesses = new ArrayList<String>();
    for (ProcessReport one : reports) {
      Limit limit = one.name().endsWith("-charon") ? STRONGSWAN : NODE;
      exceeds(excesses, one, "MiB at most", one.peakMb(), limit.peakMb());
      exceeds(
          excesses, one, "MiB more than at first", one.lastMb() - one.firstMb(), limit.growthMb());
      exceeds(excesses, one, "processors for a while", one.busiest(), BUSIEST);
      exceeds(excesses, one, "threads", one.threads(), MOST_THREADS);
      exceeds(excesses, one, "descriptors", one.descriptors(), MOST_DESCRIPTORS);
    }
    return excesses;
  }

  private static void exceeds(
      List<String> excesses, ProcessReport who, String what, double value, double bound) {
    if (value > bound) {
      excesses.add("%s took %.1f %s, bound %.1f".formatted(who.name(), value, what, bound));
    }
  }
}
