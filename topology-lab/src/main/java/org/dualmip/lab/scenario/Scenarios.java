package org.dualmip.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dualmip.lab.scenario.Step.Fault;
import org.dualmip.lab.scenario.Step.Harm;
import org.dualmip.lab.scenario.Step.Move;
import org.dualmip.lab.scenario.Step.Stay;

/** The scenarios that come with the lab. */
public final class Scenarios {
  private static final Stay SETTLE = new Stay(Duration.ofSeconds(4), Duration.ofSeconds(2));
  private static final Stay STAY = new Stay(Duration.ofSeconds(9), Duration.ofMillis(3500));
  private static final List<String> ROUND = List.of("office-b", "cafe", "cell", "cafe", "office-a");

  private Scenarios() {}

  /** All of them. */
  public static List<Scenario> all() {
    return List.of(enterpriseRoam(), enterpriseFaults());
  }

  /** The one of that name. */
  public static Optional<Scenario> named(String name) {
    return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }

  /** Every kind of handover, hard and then soft. */
  public static Scenario enterpriseRoam() {
    var steps = new ArrayList<Step>();
    steps.add(SETTLE);
    for (Mode mode : Mode.values()) {
      for (String segment : ROUND) {
        steps.add(new Move(segment, mode));
        steps.add(STAY);
      }
    }
    return new Scenario(
        "enterprise-roam",
        "office, another office, café, cellular, café and back; once hard, once soft",
        "office-a",
        steps);
  }

  /** What must not leak, and must heal, when parts of the system die. */
  public static Scenario enterpriseFaults() {
    Stay calm = new Stay(Duration.ofSeconds(4), Duration.ofSeconds(2));
    return new Scenario(
        "enterprise-faults",
        "strongSwan, the node, the gateway and the inner home agent fail one after the other",
        "office-a",
        List.of(
            SETTLE,
            new Move("cafe", Mode.HARD),
            STAY,
            new Fault("strongswan-killed", new Harm.Kill("mn-charon"), Duration.ofSeconds(20)),
            calm,
            new Fault("node-killed-outside", new Harm.Kill("mn"), Duration.ofSeconds(20)),
            calm,
            new Fault(
                "gateway-silent",
                new Harm.Freeze("gw-charon", Duration.ofSeconds(20)),
                Duration.ofSeconds(30)),
            calm,
            new Fault("inner-agent-killed", new Harm.Kill("iha"), Duration.ofSeconds(20)),
            calm,
            new Move("office-a", Mode.SOFT),
            STAY,
            new Fault(
                "node-killed-while-leaving",
                new Harm.KillWhileMoving("mn", "cafe"),
                Duration.ofSeconds(25)),
            calm,
            new Move("office-b", Mode.HARD),
            STAY));
  }
}
