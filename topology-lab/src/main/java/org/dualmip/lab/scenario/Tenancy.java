package org.dualmip.lab.scenario;

import static org.dualmip.lab.scenario.Stays.SETTLE;
import static org.dualmip.lab.scenario.Stays.STAY;

import java.util.List;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Interfaces;
import org.dualmip.lab.deployment.Tenants;
import org.dualmip.lab.deployment.Yaml;

/** Two enterprises with the same addresses at one outer home agent. */
final class Tenancy {
  private Tenancy() {}

  /** GRE keys keep them apart where they meet: at the outer home agent and the foreign agent. */
  static Scenario tenants() {
    Deployment deployment =
        Tenants.whole().configure("mn", Tenancy::withKeys).configure("mn2", Tenancy::withKeys);
    return new Scenario(
        "tenants",
        "two enterprises with the same addresses share the outer home agent and a foreign agent",
        deployment,
        "cafe",
        List.of(SETTLE, STAY, STAY),
        Expectations.none()
            .modes(
                "cafe fvc",
                "mn2: cafe fvc",
                "cafe fvc",
                "mn2: cafe fvc",
                "cafe fvc",
                "mn2: cafe fvc")
            .sees("GRE with keys", "dmz", "gre.key", 100)
            .neverSees("what is blue", "red-in", "udp.port == 7001")
            .neverSees("what is red", "blue-in", "udp.port == 7000"));
  }

  private static Yaml withKeys(Yaml yaml) {
    return Interfaces.with(yaml, "foreign-agents: yes").with("outer.encapsulation", "gre");
  }
}
