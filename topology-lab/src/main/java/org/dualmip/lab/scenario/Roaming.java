package org.dualmip.lab.scenario;

import java.util.List;
import java.util.stream.Stream;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.scenario.Step.Move;
import org.dualmip.lab.topology.ThreeTier;

/** Scenarios in which the mobile node moves and nothing breaks. */
final class Roaming {
  private static final List<String> ROUND = List.of("office-b", "cafe", "cell", "cafe", "office-a");

  private Roaming() {}

  /** Every kind of handover, hard and then soft. */
  static Scenario enterpriseRoam() {
    Stream<Step> moves =
        Stream.of(Mode.values())
            .flatMap(mode -> ROUND.stream().map(segment -> new Move(segment, mode)));
    return new Scenario(
        "enterprise-roam",
        "office, another office, café, cellular, café and back; once hard, once soft",
        "office-a",
        Stays.between(moves.toArray(Step[]::new)));
  }

  /**
   * Away, home, away again: at home there is no tunnel. From the node's gratuitous ARP on
   * neighbours send to it, and only the home agent's answer opens its gate: a soft move home may
   * lose a little.
   */
  static Scenario homeReturn() {
    return new Scenario(
        "home-return",
        "from the office to the inner home link, out to the café, and home again",
        Enterprise.whole().network(Networks::withHomeAccess),
        "office-a",
        Stays.between(
            new Move("inner-home", Mode.HARD),
            new Move("cafe", Mode.HARD),
            new Move("inner-home", Mode.SOFT),
            new Move("office-b", Mode.SOFT)),
        Expectations.none()
            .modes("office-a c", "inner-home home", "cafe cvc", "inner-home home", "office-b c")
            .sees(
                "gratuitous ARP for the home address",
                "inner-home",
                "arp.isgratuitous && arp.src.proto_ipv4 == " + ThreeTier.INNER_HOME_ADDRESS,
                8)
            .losing(500));
  }
}
