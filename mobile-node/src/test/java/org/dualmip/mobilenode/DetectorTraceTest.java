package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.detector.Clue;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.detector.Domain;
import org.dualmip.detector.DomainDetector;
import org.dualmip.detector.NetworkFeature;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Prefix6;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written down gives the same verdicts again. */
class DetectorTraceTest {
  private static final Ip4 OFFICE = Ip4.of("10.1.1.50");
  private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:01");
  private static final DetectorConfig CONFIG =
      new DetectorConfig(
          Ip4.of("10.1.0.2"),
          null,
          List.of(Prefix4.of("10.1.0.0/16")),
          List.of(Prefix6.of("2001:db8:1::/48")),
          List.of("corp.example"),
          Duration.ofSeconds(60),
          DetectorConfig.Probe.HINTED,
          Duration.ofMillis(500));

  private final DetectorTrace trace = new DetectorTrace(CONFIG);
  private final DomainDetector detector = new DomainDetector(CONFIG);

  private static Now at(long millis) {
    return new Now(
        new MonotonicTime(millis * 1_000_000 + 7),
        Instant.parse("2026-11-22T08:00:00.000000123Z").plusMillis(millis));
  }

  static List<Observation> observations() {
    List<Clue> clues =
        List.of(
            new Clue.OwnAddress(OFFICE),
            new Clue.Neighbour(OFFICE),
            new Clue.Icmp(OFFICE, 3),
            new Clue.AgentAdvertised(OFFICE, MAC, List.of(OFFICE)),
            new Clue.RouterAdvertised(null, List.of(Prefix6.of("2001:db8:1::/64")), List.of("a.b")),
            new Clue.RouterAdvertised(MAC, List.of(), List.of()),
            new Clue.Lease(OFFICE, List.of("corp.example"), List.of(OFFICE, OFFICE)),
            new Clue.Gateway(OFFICE, MAC),
            new Clue.GatewaySilent(OFFICE),
            new Clue.AccessPoint("café \"free\"", MAC, "wpa2-eap"),
            new Clue.SmokedOut(Duration.ofNanos(1)),
            new Clue.Found(true, Duration.ofMillis(3)),
            new Clue.Impostor(Duration.ofMillis(3)),
            new Clue.Portal(true),
            new Clue.Remembered(NetworkFeature.GATEWAY_MAC, Domain.INSIDE, Duration.ofHours(2)),
            new Clue.Contradiction(NetworkFeature.GATEWAY, NetworkFeature.GATEWAY_MAC));
    List<Observation> all = new ArrayList<>();
    all.add(new Observation.Attached(at(1), "wlan0", OFFICE, null));
    all.add(new Observation.Attached(at(1), "wlan0", OFFICE, Ip4.of("10.1.1.1")));
    all.add(new Observation.Detached(at(2), "wlan0", "carrier lost"));
    all.add(new Observation.InnerRegistered(at(3), "wlan0", true));
    all.add(new Observation.InnerSilent(at(4), "wlan0", 3));
    all.add(new Observation.InnerLost(at(5), "wlan0", "denied"));
    all.add(new Observation.OuterRegistered(at(6), "wlan0"));
    all.add(new Observation.DiscoveryOffered(at(7), "wlan0"));
    all.add(new Observation.DiscoveryWithdrawn(at(7), "wlan0"));
    all.add(new Observation.Ruled(at(8), "wlan0", DetectorConfig.Probe.NEVER));
    clues.forEach(clue -> all.add(new Observation.Seen(at(9), "wlan0", clue)));
    return all;
  }

  @ParameterizedTest
  @MethodSource("observations")
  void everyObservationComesBackAsItWas(Observation observation) {
    assertThat(TraceText.read(Observation.class, TraceText.plain(observation)))
        .isEqualTo(observation);
  }

  @Test
  void everyKindIsAmongThem() {
    Set<Object> kinds = new HashSet<>();
    for (Observation each : observations()) {
      kinds.add(each instanceof Observation.Seen seen ? seen.clue().getClass() : each.getClass());
    }
    Set<Object> all = new HashSet<>(List.of((Object[]) Observation.class.getPermittedSubclasses()));
    all.remove(Observation.Seen.class);
    all.addAll(List.of((Object[]) Clue.class.getPermittedSubclasses()));
    assertThat(kinds).isEqualTo(all);
  }

  private void observe(Observation observation) {
    trace.observed(observation);
    detector.observe(observation);
  }

  private void judge(long millis) {
    trace.judged(detector.verdict("wlan0", at(millis).monotonic()), at(millis));
  }

  private void dayAtTheOffice() {
    observe(new Observation.DiscoveryOffered(at(0), "wlan0"));
    observe(new Observation.Attached(at(0), "wlan0", OFFICE, Ip4.of("10.1.1.1")));
    judge(0);
    observations().stream().skip(11).forEach(this::observe);
    judge(10);
    observe(new Observation.InnerRegistered(at(12), "wlan0", true));
    judge(13);
    judge(70_000);
  }

  @Test
  void theSameVerdictsComeOutOctetByOctet() {
    dayAtTheOffice();
    List<DetectorReplay.Step> steps = DetectorReplay.of(trace.lines());
    assertThat(steps).hasSize(4).allMatch(DetectorReplay.Step::isSame);
    assertThat(steps)
        .extracting(step -> step.again().domain())
        .containsExactly(Domain.UNKNOWN, Domain.UNKNOWN, Domain.INSIDE, Domain.UNKNOWN);
  }

  @Test
  void anotherVerdictIsFound() {
    dayAtTheOffice();
    List<String> lines = new ArrayList<>(trace.lines());
    lines.removeIf(line -> line.startsWith("{\"observed\":{\"is\":\"inner-registered\""));
    assertThat(DetectorReplay.of(lines))
        .filteredOn(step -> !step.isSame())
        .extracting(step -> step.again().domain())
        .isNotEmpty()
        .doesNotContain(Domain.INSIDE);
  }

  @Test
  void itIsBoundedAndLeavesOutWhatBeganBeforeIt() {
    dayAtTheOffice();
    for (int i = 0; i < DetectorTrace.LIMIT; i++) {
      observe(new Observation.InnerRegistered(at(80_000 + i), "wlan0", true));
    }
    judge(90_000);
    assertThat(trace.lines()).hasSize(DetectorTrace.LIMIT + 2);
    assertThat(DetectorReplay.of(trace.lines())).isEmpty();
  }

  @Test
  void whatIsNoTraceIsNamedByItsLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectorReplay.of(List.of()))
        .withMessageContaining("why --trace");
    List<String> lines = new ArrayList<>(trace.lines());
    lines.add("{\"observed\":{\"is\":\"sneezed\"}}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectorReplay.of(lines))
        .withMessageContaining("line 2")
        .withMessageContaining("sneezed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectorReplay.of(List.of("{", "}")))
        .withMessageContaining("line 1");
  }
}
