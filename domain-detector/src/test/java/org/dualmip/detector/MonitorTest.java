package org.dualmip.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

/** T_MONITOR is shorter where the inside is doubtful, and never longer (RFC 5265 §3.2.4). */
class MonitorTest {
  private static final Ip4 OFFICE = Ip4.of("10.1.1.50");
  private static final Ip4 ROUTER = Ip4.of("10.1.1.1");
  private static final Clue STRANGER = new Clue.Neighbour(Ip4.of("192.0.2.7"));
  private static final Clue CHANGED =
      new Clue.Contradiction(NetworkFeature.GATEWAY, NetworkFeature.GATEWAY_MAC);
  private static final String WLAN = "wlan0";

  private DomainDetector detector = with(Duration.ofSeconds(60));

  private static DomainDetector with(Duration monitor) {
    return new DomainDetector(
        new DetectorConfig(
            Ip4.of("10.1.0.2"),
            Ip4.of("203.0.113.2"),
            List.of(Prefix4.of("10.1.0.0/16")),
            monitor,
            Probe.HINTED,
            Duration.ofMillis(500)));
  }

  private static Now at(long seconds) {
    return new Now(
        new MonotonicTime(seconds * 1_000_000_000L),
        Instant.parse("2026-11-21T22:00:00Z").plusSeconds(seconds));
  }

  private void attach(long at) {
    detector.observe(new Observation.Attached(at(at), WLAN, OFFICE, ROUTER));
  }

  private void see(long at, Clue clue) {
    detector.observe(new Observation.Seen(at(at), WLAN, clue));
  }

  private void prove(long at) {
    detector.observe(new Observation.InnerRegistered(at(at), WLAN, true));
  }

  private long holdsUntil(long now) {
    return detector
        .proofHoldsUntil(WLAN, at(now).monotonic())
        .map(until -> until.nanos() / 1_000_000_000L)
        .orElse(-1L);
  }

  private long againAt() {
    return detector.proveAgainAt(WLAN).map(at -> at.nanos() / 1_000_000_000L).orElse(-1L);
  }

  private Monitor monitor(long now) {
    return detector.monitor(WLAN, at(now).monotonic());
  }

  @Test
  void withoutADoubtItIsWhatIsConfigured() {
    attach(0);
    prove(1);
    assertThat(monitor(1)).isEqualTo(new Monitor(Duration.ofSeconds(60), Set.of()));
    assertThat(holdsUntil(1)).isEqualTo(61);
    assertThat(againAt()).as("the registration renews itself").isEqualTo(-1);
  }

  @Test
  void eachDoubtHalvesItButNotBelowTheShortest() {
    attach(0);
    see(1, STRANGER);
    assertThat(monitor(1))
        .isEqualTo(new Monitor(Duration.ofSeconds(30), Set.of(Doubt.POINTS_OUTSIDE)));
    see(1, new Clue.Neighbour(Ip4.of("192.0.2.8")));
    assertThat(monitor(1).time()).as("the same doubt").isEqualTo(Duration.ofSeconds(30));
    see(1, CHANGED);
    assertThat(monitor(1).time()).isEqualTo(Duration.ofSeconds(15));
    see(1, new Clue.GatewaySilent(ROUTER));
    assertThat(monitor(1).doubts()).hasSize(3);
    assertThat(monitor(1).time()).isEqualTo(Monitor.SHORTEST);
  }

  @Test
  void whereLessIsConfiguredDoubtsChangeNothing() {
    detector = with(Duration.ofSeconds(10));
    attach(0);
    see(1, STRANGER);
    see(1, CHANGED);
    assertThat(monitor(1).time()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aProofInADoubtfulPlaceHoldsForAShorterTime() {
    attach(0);
    see(0, CHANGED);
    prove(1);
    assertThat(againAt()).isEqualTo(21);
    assertThat(holdsUntil(1)).isEqualTo(31);
    assertThat(holdsUntil(31)).isEqualTo(-1);
    assertThat(detector.verdict(WLAN, at(31).monotonic()).domain()).isEqualTo(Domain.UNKNOWN);
  }

  @Test
  void aDoubtAfterTheProofAsksForTheNextOneAndLeavesItTime() {
    attach(0);
    prove(1);
    see(35, CHANGED);
    assertThat(againAt()).as("at once: twenty seconds would have done").isEqualTo(35);
    assertThat(holdsUntil(35)).as("with the grace of a doubtful place").isEqualTo(45);
    see(40, CHANGED);
    assertThat(holdsUntil(40)).as("who repeats it gains nothing").isEqualTo(45);
    prove(36);
    assertThat(holdsUntil(36)).isEqualTo(66);
  }

  @Test
  void noDoubtMakesAProofHoldLonger() {
    attach(0);
    prove(1);
    see(59, CHANGED);
    assertThat(holdsUntil(59)).isEqualTo(61);
  }

  @Test
  void doubtsPassWithTheirClues() {
    attach(0);
    see(0, STRANGER);
    assertThat(monitor(29).doubts()).containsExactly(Doubt.POINTS_OUTSIDE);
    assertThat(monitor(30).doubts()).isEmpty();
    see(31, new Clue.GatewaySilent(ROUTER));
    assertThat(monitor(31).doubts()).containsExactly(Doubt.GATEWAY_SILENT);
    see(32, new Clue.Gateway(ROUTER, MacAddress.of("02:00:00:00:00:01")));
    assertThat(monitor(32).doubts()).as("it answers").isEmpty();
  }

  @Test
  void aConnectionThatChangesOftenIsADoubtForAWhile() {
    for (int i = 0; i < DomainDetector.OFTEN - 1; i++) {
      attach(i);
    }
    assertThat(monitor(10).doubts()).isEmpty();
    attach(10);
    assertThat(monitor(10).doubts()).containsExactly(Doubt.UNSTEADY);
    assertThat(monitor(120).doubts()).isEmpty();
  }

  @Test
  void thatAgentsAnswerOrAreSilentIsNoDoubt() {
    attach(0);
    prove(1);
    detector.observe(new Observation.OuterRegistered(at(2), WLAN));
    detector.observe(new Observation.InnerSilent(at(42), WLAN, 1));
    assertThat(monitor(42).doubts()).isEmpty();
    assertThat(holdsUntil(42)).isEqualTo(61);
  }

  @Test
  void theVerdictSaysHowLongAndWhy() {
    attach(0);
    see(0, new Clue.GatewaySilent(ROUTER));
    prove(1);
    assertThat(detector.verdict(WLAN, at(1).monotonic()).wouldChange())
        .contains("T_MONITOR (30 s: the gateway does not answer)");
  }
}
