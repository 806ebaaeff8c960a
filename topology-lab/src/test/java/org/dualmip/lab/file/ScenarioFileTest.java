package org.dualmip.lab.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.scenario.Step.Cut;
import org.dualmip.lab.scenario.Step.Expect;
import org.dualmip.lab.scenario.Step.Fault;
import org.dualmip.lab.scenario.Step.Harm;
import org.dualmip.lab.scenario.Step.Impair;
import org.dualmip.lab.scenario.Step.Move;
import org.dualmip.lab.scenario.Step.Plug;
import org.dualmip.lab.scenario.Step.Quiet;
import org.dualmip.lab.scenario.Step.Restore;
import org.dualmip.lab.scenario.Step.Stay;
import org.dualmip.lab.scenario.Step.Suspend;
import org.dualmip.lab.scenario.Step.Unplug;
import org.dualmip.lab.topology.Quality;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFileTest {
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void aNetworkOfOnesOwnHasItsLinkItsNatAndAddressesThatNeedNotBeSaid() throws Exception {
    Topology topology =
        read("""
        networks:
          bar:
            outside: 198.51.101.0/24
            delay: 40ms
            jitter: 5ms
            loss: 3%
            burst: 4
            duplicate: 0.5 %
            reorder: 1%
            rate: 20Mbit
            queue: 50
            nat-forgets-after: 30s
          lab: {inside: 10.1.7.0/28, gateway: 10.1.7.14}
        start: bar
        steps: [stay]
        """)
            .deployment()
            .topology();
    assertThat(topology.access("bar").gateway()).isEqualTo(Ip4.of("198.51.101.1"));
    assertThat(topology.access("bar").address()).isEqualTo(Ip4.of("198.51.101.50"));
    Quality quality = Networks.quality(topology, "bar");
    assertThat(quality)
        .isEqualTo(
            new Quality(
                Duration.ofMillis(40),
                Duration.ofMillis(5),
                0.03,
                4,
                0.005,
                0.01,
                20_000_000,
                50,
                quality.seed()));
    assertThat(topology.node("bar-r").settings()).containsValue("30");
    assertThat(topology.segment("lab").outside()).isFalse();
    assertThat(topology.access("lab").address()).isEqualTo(Ip4.of("10.1.7.2"));
    assertThat(Networks.quality(topology, "lab").delay()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void changesTheLinkOfANetworkThatIsThereAndKeepsTheRest() throws Exception {
    Topology topology =
        read("""
        networks:
          cell: {loss: 2%, nat-forgets-after: 1m}
        start: cell
        steps: [stay]
        """)
            .deployment()
            .topology();
    assertThat(Networks.quality(topology, "cell").delay()).isEqualTo(Duration.ofMillis(30));
    assertThat(Networks.quality(topology, "cell").loss()).isEqualTo(0.02);
    assertThat(topology.node("cell-r").settings()).containsValue("60");
  }

  @Test
  void anotherSeedIsOtherChance() throws Exception {
    String text = "networks: {cafe: {loss: 2%}}\nstart: cafe\nsteps: [stay]\n";
    assertThat(Networks.quality(read(text).deployment().topology(), "cafe").seed())
        .isEqualTo(Networks.quality(read(text).deployment().topology(), "cafe").seed())
        .isNotEqualTo(
            Networks.quality(read("seed: 2\n" + text).deployment().topology(), "cafe").seed());
  }

  @Test
  void tellsEveryStep() throws Exception {
    assertThat(
            steps(
                """
                stay: 0s
                networks: {cafe: {loss: 1%}}
                start: office-a
                steps:
                  - move: cafe
                  - stay: 20s
                  - stay: 20s
                    quick: 1s
                  - move: cell
                    mode: soft
                  - wait: gate-opened
                    saying: wwan0
                    at-most: 5s
                  - cut: 2s
                  - cut
                  - restore: 9s
                  - impair: cafe
                    loss: 10%
                  - impair: cafe
                  - suspend: 10m
                    quick: 40s
                  - quiet: 75s
                  - kill: iha
                    within: 20s
                  - restart: mn-charon
                  - plug: wlan0
                    into: cafe
                  - unplug: wwan0
                """))
        .startsWith(
            new Stay(Duration.ofSeconds(4), Duration.ofSeconds(2)),
            new Move("cafe", Mode.HARD),
            new Stay(Duration.ofSeconds(20), Duration.ofMillis(3500)),
            new Stay(Duration.ofSeconds(20), Duration.ofSeconds(1)),
            new Move("cell", Mode.SOFT),
            new Expect("mn", "gate-opened", "wwan0", Duration.ofSeconds(5)),
            new Cut(),
            new Stay(Duration.ofSeconds(2), Duration.ofSeconds(2)),
            new Restore(HALF_MINUTE),
            new Cut(),
            new Restore(Duration.ofSeconds(9)))
        .endsWith(
            new Suspend(Duration.ofMinutes(10), Duration.ofSeconds(40), HALF_MINUTE),
            new Quiet(Duration.ofSeconds(75), Duration.ofSeconds(20)),
            new Fault("iha-killed", new Harm.Kill("iha"), Duration.ofSeconds(20)),
            new Fault("mn-charon-restarted", new Harm.Restart("mn-charon"), HALF_MINUTE),
            new Plug("wlan0", "cafe"),
            new Unplug("wwan0"))
        .filteredOn(Impair.class::isInstance)
        .extracting(step -> ((Impair) step).quality().loss())
        .containsExactly(0.1, 0.01);
  }

  @Test
  void afterEachStepComesTheUsualStay() throws Exception {
    Stay usual = new Stay(Duration.ofSeconds(9), Duration.ofMillis(3500));
    assertThat(
            steps(
                """
                start: office-a
                steps: [move: cafe, wait: gate-opened, stay: 1s, move: cell]
                """))
        .containsExactly(
            new Stay(Duration.ofSeconds(4), Duration.ofSeconds(2)),
            new Move("cafe", Mode.HARD),
            new Expect("mn", "gate-opened", "", HALF_MINUTE),
            new Stay(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            new Move("cell", Mode.HARD),
            usual);
  }

  @Test
  void roundsAreWrittenOut() throws Exception {
    assertThat(
            moves(
                """
                start: office-a
                steps:
                  - repeat: 2
                    steps:
                      - repeat: 2
                        steps: [move: cafe, move: cell]
                      - move: office-a
                """))
        .containsExactly(
            "cafe", "cell", "cafe", "cell", "office-a", "cafe", "cell", "cafe", "cell", "office-a");
  }

  @Test
  void aWalkIsTheSameForASeedAndNeverStandsStill() throws Exception {
    String walk =
        """
        start: office-a
        steps:
          - walk: [office-a, cafe, cell]
            moves: 50
        """;
    List<String> moves = moves(walk);
    assertThat(moves).hasSize(50).contains("office-a", "cafe", "cell").isEqualTo(moves(walk));
    assertThat(moves.getFirst()).isNotEqualTo("office-a");
    for (int i = 1; i < moves.size(); i++) {
      assertThat(moves.get(i)).isNotEqualTo(moves.get(i - 1));
    }
    assertThat(moves("seed: 2\n" + walk)).isNotEqualTo(moves);
  }

  @Test
  void laysAPieceOverTheNodesFile() throws Exception {
    String rendered =
        read("""
        node:
          inner: {monitor: 30s, trusted: [10.1.0.0/16, "a: b"]}
          interfaces:
            - {name: wlan0, foreign-agents: true}
          outer:
        start: office-a
        steps: [stay]
        """)
            .deployment()
            .daemon("mn")
            .settings()
            .render();
    assertThat(rendered)
        .contains("  monitor: 30s\n", "  trusted: [10.1.0.0/16, \"a: b\"]\n")
        .contains("interfaces:\n  - {name: wlan0, foreign-agents: true}\n")
        .contains("  lifetime: 600s")
        .doesNotContain("wwan0", "outer:");
  }

  @Test
  void choosesTraffic() throws Exception {
    assertThat(
            read("traffic: [probe, session]\nstart: office-a\nsteps: [stay]\n")
                .deployment()
                .talks()
                .getFirst()
                .programs())
        .containsExactly(Talk.Program.PROBE, Talk.Program.SESSION);
  }

  @Test
  void expectsWhatIsSaid() throws Exception {
    var expected =
        read("""
        start: office-a
        steps: [move: cafe]
        expect:
          modes: {office-a: c, cafe: cvc}
          soft-loss-at-most: 3
          gap-at-most: 2s
          sees:
            - {on: cafe, filter: esp, what: user data, at-least: 10}
          never-sees:
            - {on: internet, filter: icmp.type == 3}
        """)
            .expected();
    assertThat(expected.modeIn()).isEqualTo(Map.of("office-a", "c", "cafe", "cvc"));
    assertThat(expected.softLoss()).isEqualTo(3);
    assertThat(expected.longestGap()).contains(Duration.ofSeconds(2));
    assertThat(expected.frames())
        .extracting(frames -> frames.meaning() + " " + frames.least() + " " + frames.most())
        .containsExactly("user data 10 " + Integer.MAX_VALUE, "icmp.type == 3 0 0");
  }

  @Test
  void whereLinksLoseASoftMoveMayLoseTooUnlessTheFileSaysOtherwise() throws Exception {
    String text = "start: cafe\nsteps: [stay]\n";
    assertThat(read(text).expected().softLoss()).isZero();
    assertThat(read("networks: {cafe: {loss: 1%}}\n" + text).expected().softLoss())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void isNamedAfterItsFileUnlessItSaysOtherwise() throws Exception {
    String text = "start: office-a\nsteps: [stay]\n";
    assertThat(read(text).name()).isEqualTo("my-own");
    assertThat(read("name: other\n" + text).name()).isEqualTo("other");
  }

  private Scenario read(String text) throws Exception {
    return ScenarioFile.read(Files.writeString(folder.resolve("My own.yaml"), text));
  }

  private List<Step> steps(String text) throws Exception {
    return read(text).steps();
  }

  private List<String> moves(String text) throws Exception {
    return steps(text).stream()
        .filter(Move.class::isInstance)
        .map(step -> ((Move) step).to())
        .toList();
  }
}
