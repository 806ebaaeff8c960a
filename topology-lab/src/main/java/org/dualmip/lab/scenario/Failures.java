package org.dualmip.lab.scenario;

import static org.dualmip.lab.scenario.Stays.CALM;
import static org.dualmip.lab.scenario.Stays.SETTLE;
import static org.dualmip.lab.scenario.Stays.STAY;

import java.time.Duration;
import java.util.List;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.scenario.Step.Expect;
import org.dualmip.lab.scenario.Step.Fault;
import org.dualmip.lab.scenario.Step.Harm;
import org.dualmip.lab.scenario.Step.Move;
import org.dualmip.lab.scenario.Step.Quiet;
import org.dualmip.mobileip.net.Ip4;

/** Scenarios in which something breaks and must heal by itself. */
final class Failures {
  private Failures() {}

  /** What must not leak, and must heal, when parts of the system die. */
  static Scenario enterpriseFaults() {
    return new Scenario(
        "enterprise-faults",
        "strongSwan, the node, the gateway and the inner home agent fail one after the other",
        "office-a",
        List.of(
            SETTLE,
            new Move("cafe", Mode.HARD),
            STAY,
            new Fault("strongswan-killed", new Harm.Kill("mn-charon"), Duration.ofSeconds(20)),
            CALM,
            new Fault("node-killed-outside", new Harm.Kill("mn"), Duration.ofSeconds(20)),
            CALM,
            new Fault(
                "gateway-silent",
                new Harm.Freeze("gw-charon", Duration.ofSeconds(20)),
                Duration.ofSeconds(30)),
            CALM,
            new Fault("inner-agent-killed", new Harm.Kill("iha"), Duration.ofSeconds(20)),
            CALM,
            new Move("office-a", Mode.SOFT),
            STAY,
            new Fault(
                "node-killed-while-leaving",
                new Harm.KillWhileMoving("mn", "cafe"),
                Duration.ofSeconds(25)),
            CALM,
            new Move("office-b", Mode.HARD),
            STAY));
  }

  /**
   * Home agents go and come back. With their binding store they go on where they were; without it
   * the node finds out when it renews, which it does often here.
   */
  static Scenario agentRestart() {
    Duration soon = Duration.ofSeconds(15);
    Duration renewal = Duration.ofSeconds(25);
    return new Scenario(
        "agent-restart",
        "both home agents restarted, killed, and killed without their binding store",
        Enterprise.whole()
            .configure(
                "mn",
                yaml ->
                    yaml.with("inner.lifetime", "20s")
                        .with("inner.monitor", "10s")
                        .with("outer.lifetime", "20s"))
            .talking(Enterprise.talk(Talk.Program.SESSION, Talk.Program.PROBE)),
        "cafe",
        List.of(
            SETTLE,
            new Fault("inner-agent-restarted", new Harm.Restart("iha"), soon),
            CALM,
            new Fault("outer-agent-restarted", new Harm.Restart("xha"), soon),
            CALM,
            new Fault("inner-agent-killed", new Harm.Kill("iha"), soon),
            CALM,
            new Fault("outer-agent-killed", new Harm.Kill("xha"), soon),
            CALM,
            new Fault("inner-agent-forgets", new Harm.KillAndForget("iha"), renewal),
            CALM,
            new Fault("outer-agent-forgets", new Harm.KillAndForget("xha"), renewal),
            CALM),
        Expectations.none());
  }

  /**
   * A NAT that forgets a mapping after 30 s without a packet. Silent connections live by Mobile
   * IP's keepalives (RFC 3519 §4.9); when the mapping is lost all the same, the node notices and
   * registers anew.
   */
  static Scenario natTimeout() {
    return new Scenario(
        "nat-timeout",
        "an idle connection behind a NAT that forgets after 30 s, and loses its mapping once",
        Enterprise.whole()
            .network(Networks::withForgetfulNat)
            // So that nothing but Mobile IP's own keepalives holds the mapping.
            .configure("mn", yaml -> yaml.with("vpn.dead-peer-delay", "300s"))
            .talking(Enterprise.talk(Talk.Program.SESSION, Talk.Program.PROBE)),
        "cell",
        List.of(
            SETTLE,
            new Quiet(Duration.ofSeconds(75), Duration.ofSeconds(40)),
            CALM,
            new Fault(
                "mapping-lost",
                new Harm.Renumber("cell-r", Ip4.of("198.18.0.21")),
                Duration.ofSeconds(60)),
            new Expect("mn", "mapping-lost", "", Duration.ofSeconds(1)),
            CALM),
        Expectations.none()
            .sees(
                "keepalives that the outer home agent answers",
                "cell",
                "udp.port == 434 && icmp.type == 0",
                1));
  }
}
