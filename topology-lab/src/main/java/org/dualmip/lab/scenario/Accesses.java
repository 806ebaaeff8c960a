package org.dualmip.lab.scenario;

import java.util.List;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.deployment.Interfaces;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.deployment.Yaml;
import org.dualmip.lab.scenario.Step.Move;
import org.dualmip.lab.scenario.Step.Plug;
import org.dualmip.lab.scenario.Step.Unplug;
import org.dualmip.lab.topology.ThreeTier;

/** Scenarios for other ways to be connected than one co-located care-of address at a time. */
final class Accesses {
  private Accesses() {}

  /** Foreign agents inside and outside, and networks without one in between. */
  static Scenario foreignAgents() {
    Deployment deployment =
        Enterprise.whole()
            .network(topology -> Networks.withoutAddresses(topology, "office-a", "cafe"))
            .with(Enterprise.foreignAgent("office-a"))
            .with(Enterprise.foreignAgent("cafe"))
            .configure("mn", yaml -> Interfaces.with(yaml, "foreign-agents: yes"));
    return new Scenario(
        "foreign-agents",
        "foreign agents in one office and in the café, addresses of one's own elsewhere",
        deployment,
        "office-a",
        Stays.between(
            new Move("office-b", Mode.HARD),
            new Move("cafe", Mode.HARD),
            new Move("cell", Mode.HARD),
            new Move("cafe", Mode.SOFT),
            new Move("office-a", Mode.HARD)),
        Expectations.none()
            .modes("office-a f", "office-b c", "cafe fvc", "cell cvc", "cafe fvc", "office-a f")
            // What overtakes the reply finds the foreign agent not ready for its visitor.
            .losing(500));
  }

  /** Both radios are bound at once; either may go without a word. */
  static Scenario twoRadios() {
    Deployment deployment =
        Enterprise.whole()
            .configure("xha", yaml -> yaml.with("simultaneous-bindings", 2))
            .configure("mn", yaml -> yaml.with("outer.simultaneous-bindings", "true"));
    return new Scenario(
        "two-radios",
        "two radios bound at the same time outside; each goes once without a warning",
        deployment,
        "cafe",
        Stays.between(
            new Plug("wwan0", "cell"),
            new Unplug("wlan0"),
            new Plug("wlan0", "cafe"),
            new Unplug("wwan0")),
        Expectations.none());
  }

  /** The first outer home agent sends the node on to another (RFC 4433). */
  static Scenario redirection() {
    Deployment deployment =
        Enterprise.whole()
            .network(Networks::withSecondOuterAgent)
            .with(Enterprise.secondOuterAgent())
            .configure("xha", Accesses::redirecting)
            .configure("xha2", yaml -> yaml.with("dynamic-home-agent", "true"))
            .configure(
                "mn",
                yaml ->
                    yaml.with("outer.other-home-agents", "[" + ThreeTier.SECOND_OUTER_AGENT + "]")
                        .with(
                            "outer.networks",
                            "[" + ThreeTier.OUTER_HOME + ", " + ThreeTier.SECOND_OUTER_HOME + "]"));
    return new Scenario(
        "redirection",
        "the outer home agent sends the node to a second one, which serves it from then on",
        deployment,
        "cell",
        Stays.between(new Move("cafe", Mode.HARD), new Move("cell", Mode.SOFT)),
        Expectations.none()
            .modes("cell cvc", "cafe cvc", "cell cvc")
            .sees(
                "user data through the second agent",
                "dmz",
                "esp && ip.addr == " + ThreeTier.SECOND_OUTER_AGENT,
                100)
            .neverSees(
                "user data through the first agent",
                "dmz",
                "esp && ip.addr == " + ThreeTier.OUTER_AGENT));
  }

  private static Yaml redirecting(Yaml yaml) {
    return yaml.without("mobile-nodes")
        .with("dynamic-home-agent", "true")
        .item("mobile-nodes", Enterprise.outerNode("home-agent: " + ThreeTier.SECOND_OUTER_AGENT));
  }

  /** A plain host behind the mobile node knows nothing of all this. */
  static Scenario mobileRouter() {
    Deployment deployment =
        Enterprise.whole()
            .network(Networks::withMobileNetwork)
            .configure("iha", Accesses::withMobileNetwork)
            .configure(
                "mn",
                yaml ->
                    yaml.with("mobile-networks", "[" + Networks.MOBILE_NETWORK + "]")
                        .with("mobile-network-link", "lan0"))
            .talking(
                new Talk(
                    "pc",
                    Networks.HOST_IN_MOBILE_NETWORK,
                    "cn",
                    ThreeTier.CORRESPONDENT,
                    List.of(Talk.Program.values())),
                Enterprise.talk(Talk.Program.PROBE));
    return new Scenario(
        "mobile-router",
        "the node moves a network; a plain host behind it keeps its connections",
        deployment,
        "office-a",
        Stays.between(
            new Move("office-b", Mode.HARD),
            new Move("cafe", Mode.HARD),
            new Move("cell", Mode.SOFT),
            new Move("office-a", Mode.SOFT)),
        Expectations.none()
            .modes("office-a c", "office-b c", "cafe cvc", "cell cvc", "office-a c"));
  }

  private static Yaml withMobileNetwork(Yaml yaml) {
    return yaml.without("mobile-nodes")
        .item(
            "mobile-nodes",
            Enterprise.innerNode("mobile-networks: [" + Networks.MOBILE_NETWORK + "]"));
  }

  /** No outer home agent: the VPN itself follows the node (RFC 5266, RFC 4555). */
  static Scenario mobike() {
    Deployment deployment =
        Enterprise.whole()
            .without("xha")
            .configure("mn", yaml -> yaml.without("outer").with("vpn.mobike", "true"));
    return new Scenario(
        "mobike",
        "MOBIKE in the place of the outer home agent",
        deployment,
        "office-b",
        Stays.between(
            new Move("cafe", Mode.HARD),
            new Move("cell", Mode.HARD),
            new Move("cafe", Mode.SOFT),
            new Move("office-a", Mode.SOFT)),
        Expectations.none()
            .modes("office-b c", "cafe mc", "cell mc", "cafe mc", "office-a c")
            .vpnFollowing()
            // strongSwan stays on the old path until it is gone.
            .losing(500)
            .neverSees("Mobile IP", "internet", "udp.port == 434 || ip.proto == 4"));
  }
}
