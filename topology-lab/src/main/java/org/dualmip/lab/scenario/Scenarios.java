package org.dualmip.lab.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The scenarios that come with the lab. */
public final class Scenarios {
  private Scenarios() {}

  /** All of them. */
  public static List<Scenario> all() {
    return Stream.concat(
            Stream.of(
                Roaming.enterpriseRoam(),
                Failures.enterpriseFaults(),
                Accesses.foreignAgents(),
                Roaming.homeReturn(),
                Accesses.twoRadios(),
                Failures.agentRestart(),
                Accesses.redirection(),
                Accesses.mobileRouter(),
                Failures.natTimeout(),
                Tenancy.tenants(),
                Accesses.mobike(),
                Crossings.crossingSpeed(),
                Adversaries.all()),
            Adversaries.each().stream())
        .toList();
  }

  /** The one of that name. */
  public static Optional<Scenario> named(String name) {
    return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
