package org.dualmip.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.scenario.Step.Cell;
import org.dualmip.lab.scenario.Step.Configure;
import org.dualmip.lab.scenario.Step.Delay;
import org.dualmip.lab.scenario.Step.Flow;
import org.dualmip.lab.scenario.Step.Move;
import org.dualmip.lab.scenario.Step.Thorough;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;

/**
 * How long a crossing of the border takes: by brute force, with each hint alone, with all of them.
 */
final class Crossings {
  private static final String OFFICE = "office-a";
  private static final String CAFE = "cafe";

  /** So many in each direction. */
  private static final int MOVES = 20;

  private static final int QUICK_MOVES = 2;

  /** In a fresh process Java compiles on the way, and memory has to be filled. */
  private static final int WARM_UP = 2;

  private static final int QUICK_WARM_UP = 1;

  /**
   * By which everything must flow again, also where brute force waits for the inner agent first.
   */
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** The VPN goes down within this time after an entry, so that each leaving makes it anew. */
  private static final Flow FLOW = new Flow(BOUND, Duration.ofMillis(700));

  private static final Duration QUICK_PATH = Duration.ofMillis(20);

  private static final List<Duration> OTHER_PATHS =
      List.of(Duration.ofMillis(1), Duration.ofMillis(100));

  /** What a node can be told to ignore, in the order of its rule table. */
  private static final List<String> HINTS =
      List.of(
          "address inside",
          "address outside",
          "neighbour inside",
          "neighbour outside",
          "icmp inside",
          "icmp outside",
          "agent inside",
          "agent outside",
          "router inside",
          "router outside",
          "lease inside",
          "lease outside",
          "known inside",
          "like inside",
          "known outside",
          "captive");

  /** How the node finds out where it is. */
  private enum Method {
    SEQUENTIAL,
    PARALLEL,
    ADDRESS,
    LEASE,
    AGENT,
    HISTORY,
    ALL;

    private Set<String> weighed() {
      return switch (this) {
        case SEQUENTIAL, PARALLEL -> Set.of();
        case ADDRESS -> Set.of("address inside", "address outside");
        case LEASE -> Set.of("lease inside", "lease outside");
        case AGENT -> Set.of("agent inside", "agent outside");
        case HISTORY -> Set.of("known inside", "like inside", "known outside");
        case ALL -> Set.copyOf(HINTS);
      };
    }

    private String probe() {
      return switch (this) {
        case SEQUENTIAL -> "sequential";
        case PARALLEL -> "always";
        case ADDRESS, LEASE, AGENT, HISTORY, ALL -> "hinted";
      };
    }

    /** Whether it is part of the quick form. */
    boolean isQuick() {
      return weighed().isEmpty() || this == ALL;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    Configure configure() {
      Map<String, String> settings = new LinkedHashMap<>();
      Set<String> weighed = weighed();
      settings.put("detection.probe", probe());
      settings.put(
          "detection.ignore",
          HINTS.stream()
              .filter(hint -> !weighed.contains(hint))
              .collect(Collectors.joining(", ", "[", "]")));
      return new Configure(ThreeTier.MOBILE, settings);
    }
  }

  private Crossings() {}

  /** All cells; the quick form has one path, three methods and two moves each way. */
  static Scenario crossingSpeed() {
    List<Step> steps = new ArrayList<>(List.of(FLOW));
    steps.addAll(cells(QUICK_PATH));
    OTHER_PATHS.forEach(path -> steps.add(new Thorough(cells(path))));
    return new Scenario(
        "crossing-speed",
        "in and out of the office by brute force and with each hint, over three paths; half an hour",
        deployment(),
        CAFE,
        steps,
        Expectations.none());
  }

  /** The cells of a path. */
  private static List<Step> cells(Duration roundTrip) {
    List<Step> steps = new ArrayList<>();
    Duration each = roundTrip.dividedBy(2);
    steps.add(new Delay(OFFICE + "-r", "wan", each));
    steps.add(new Delay(CAFE + "-r", "wan", each));
    for (Method method : Method.values()) {
      List<Step> cell = cell(method, roundTrip);
      if (method.isQuick()) {
        steps.addAll(cell);
      } else {
        steps.add(new Thorough(cell));
      }
    }
    return steps;
  }

  /**
   * Begins and ends in the café: in the office, a node that is started anew has heard of no lease.
   */
  private static List<Step> cell(Method method, Duration roundTrip) {
    List<Step> steps = new ArrayList<>(List.of(method.configure(), FLOW));
    steps.addAll(rounds(QUICK_WARM_UP));
    steps.add(new Thorough(rounds(WARM_UP - QUICK_WARM_UP)));
    steps.add(new Cell(method.word(), roundTrip));
    steps.addAll(rounds(QUICK_MOVES));
    steps.add(new Thorough(rounds(MOVES - QUICK_MOVES)));
    return steps;
  }

  private static List<Step> rounds(int count) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.addAll(List.of(new Move(OFFICE, Mode.HARD), FLOW, new Move(CAFE, Mode.HARD), FLOW));
    }
    return steps;
  }

  /** Networks give out leases that name them; a foreign agent advertises in the office. */
  private static Deployment deployment() {
    return Enterprise.whole()
        .network(Crossings::named)
        .with(Enterprise.foreignAgent(OFFICE))
        .configure(
            ThreeTier.MOBILE,
            yaml -> yaml.with("inner.domains", "[lab.example]").with("drain", "300ms"))
        .talking(Enterprise.talk(Talk.Program.PROBE));
  }

  private static Topology named(Topology topology) {
    return topology
        .named("three-tier with DHCP servers")
        .changeAccess(OFFICE, access -> access.called("office.lab.example"))
        .changeAccess(CAFE, access -> access.called("cafe.example"));
  }
}
