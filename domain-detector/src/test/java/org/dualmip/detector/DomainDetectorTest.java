package org.dualmip.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

/** Each condition of RFC 5265 §3.2, alone and missing; and what hints may do and may not. */
class DomainDetectorTest {
  private static final Ip4 OFFICE = Ip4.of("10.1.1.50");
  private static final Ip4 CAFE = Ip4.of("198.51.100.50");
  private static final String WLAN = "wlan0";
  private static final String WWAN = "wwan0";

  private DomainDetector detector = with(Probe.HINTED);

  private static DomainDetector with(Probe probe) {
    return new DomainDetector(config(probe, "203.0.113.2"));
  }

  private static DetectorConfig config(Probe probe, String outerAgent) {
    return new DetectorConfig(
        Ip4.of("10.1.0.2"),
        Ip4.of(outerAgent),
        List.of(Prefix4.of("10.1.0.0/16"), Prefix4.of("10.7.0.0/24")),
        Duration.ofSeconds(60),
        probe,
        Duration.ofMillis(500));
  }

  private static Now at(double seconds) {
    long nanos = Math.round(seconds * 1e9);
    return new Now(
        new MonotonicTime(nanos), Instant.parse("2026-11-21T22:00:00Z").plusNanos(nanos));
  }

  private void attach(double at, String link, Ip4 address) {
    detector.observe(new Observation.Attached(at(at), link, address, null));
  }

  private void see(double at, Clue clue) {
    detector.observe(new Observation.Seen(at(at), WLAN, clue));
  }

  private void prove(double at, String link) {
    detector.observe(new Observation.InnerRegistered(at(at), link, true));
  }

  private Domain domain(double at, String link) {
    return detector.verdict(link, at(at).monotonic()).domain();
  }

  @Test
  void aRegistrationThroughTheInterfaceWithTheWordOnTrustedNetworksProvesTheInside() {
    attach(0, WLAN, OFFICE);
    assertThat(domain(0, WLAN)).isEqualTo(Domain.UNKNOWN);
    prove(1, WLAN);
    assertThat(domain(1, WLAN)).isEqualTo(Domain.INSIDE);
    assertThat(detector.proofHoldsUntil(WLAN, at(1).monotonic())).contains(at(61).monotonic());
  }

  @Test
  void aRegistrationWithoutThatWordProvesNothing() {
    attach(0, WLAN, OFFICE);
    detector.observe(new Observation.InnerRegistered(at(1), WLAN, false));
    assertThat(domain(1, WLAN)).isNotEqualTo(Domain.INSIDE);
    assertThat(detector.proofHoldsUntil(WLAN, at(1).monotonic())).isEmpty();
  }

  @Test
  void aHomeAgentWithoutThatWordIsNotAskedAgainOnThatConnection() {
    attach(0, WLAN, OFFICE);
    detector.observe(new Observation.InnerRegistered(at(1), WLAN, false));
    assertThat(domain(1, WLAN)).isEqualTo(Domain.OUTSIDE);
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isNull();
    attach(2, WLAN, OFFICE);
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isZero();
  }

  @Test
  void aRenewalWithoutThatWordTakesTheProofBack() {
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    detector.observe(new Observation.InnerRegistered(at(2), WLAN, false));
    assertThat(domain(2, WLAN)).isNotEqualTo(Domain.INSIDE);
  }

  @Test
  void whatIsProvedOnOneInterfaceSaysNothingOfAnother() {
    attach(0, WLAN, OFFICE);
    attach(0, WWAN, OFFICE);
    prove(1, WLAN);
    assertThat(domain(1, WWAN)).isEqualTo(Domain.UNKNOWN);
  }

  @Test
  void aChangeOfTheConnectionEndsTheProof() {
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    detector.observe(new Observation.Detached(at(2), WLAN, "carrier lost"));
    assertThat(domain(2, WLAN)).isEqualTo(Domain.UNKNOWN);
    attach(3, WLAN, OFFICE);
    assertThat(domain(3, WLAN)).as("the same address as before").isEqualTo(Domain.UNKNOWN);
  }

  @Test
  void aNewAddressWithoutADetachmentEndsTheProofToo() {
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    attach(2, WLAN, Ip4.of("10.1.1.51"));
    assertThat(domain(2, WLAN)).isEqualTo(Domain.UNKNOWN);
  }

  @Test
  void theProofHoldsForTheMonitorTimeAndNotOneInstantLonger() {
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    assertThat(domain(60.999_999_999, WLAN)).isEqualTo(Domain.INSIDE);
    assertThat(domain(61, WLAN)).isEqualTo(Domain.UNKNOWN);
    assertThat(detector.proofHoldsUntil(WLAN, at(61).monotonic())).isEmpty();
    prove(62, WLAN);
    assertThat(domain(121, WLAN)).isEqualTo(Domain.INSIDE);
  }

  @Test
  void aLostRegistrationEndsTheProof() {
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    detector.observe(new Observation.InnerLost(at(2), WLAN, "denied"));
    assertThat(domain(2, WLAN)).isEqualTo(Domain.UNKNOWN);
  }

  @Test
  void noHintProvesTheInside() {
    attach(0, WLAN, CAFE);
    see(1, new Clue.Remembered(NetworkFeature.GATEWAY_MAC, Domain.INSIDE, Duration.ofHours(1)));
    see(1, new Clue.AgentAdvertised(OFFICE, MacAddress.BROADCAST, List.of()));
    assertThat(domain(1, WLAN)).isEqualTo(Domain.UNKNOWN);
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter())
        .as("but it is worth a question")
        .isZero();
  }

  @Test
  void whereNothingPointsInsideItIsOutsideAtOnceAndTheInnerHomeAgentIsNotAsked() {
    attach(0, WLAN, CAFE);
    assertThat(domain(0, WLAN)).isEqualTo(Domain.OUTSIDE);
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isNull();
    assertThat(detector.plan(WLAN, at(2).monotonic()).outerAfter()).isZero();
  }

  @Test
  void whereTheAddressPointsInsideTheInnerHomeAgentIsAskedFirst() {
    attach(0, WLAN, Ip4.of("10.7.0.9"));
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isZero();
    assertThat(detector.plan(WLAN, at(2).monotonic()).outerAfter())
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void anAnswerOfTheOuterHomeAgentMeansOutsideUntilTheInnerOneProvesOtherwise() {
    attach(0, WLAN, OFFICE);
    detector.observe(new Observation.OuterRegistered(at(1), WLAN));
    assertThat(domain(1, WLAN)).isEqualTo(Domain.OUTSIDE);
    prove(2, WLAN);
    assertThat(domain(2, WLAN)).isEqualTo(Domain.INSIDE);
    detector.observe(new Observation.OuterRegistered(at(3), WLAN));
    assertThat(domain(3, WLAN))
        .as("it can be reached from inside as well")
        .isEqualTo(Domain.INSIDE);
  }

  @Test
  void silenceOfTheInnerHomeAgentAloneDecidesNothing() {
    attach(0, WLAN, OFFICE);
    detector.observe(new Observation.InnerSilent(at(1), WLAN, 3));
    assertThat(domain(1, WLAN)).isEqualTo(Domain.UNKNOWN);
    prove(2, WLAN);
    detector.observe(new Observation.InnerSilent(at(3), WLAN, 3));
    assertThat(domain(3, WLAN)).as("the proof holds for its time").isEqualTo(Domain.INSIDE);
  }

  @Test
  void withOneAddressForBothHomeAgentsEverythingIsOutside() {
    detector = new DomainDetector(config(Probe.ALWAYS, "10.1.0.2"));
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    assertThat(domain(1, WLAN)).isEqualTo(Domain.OUTSIDE);
    assertThat(detector.proofHoldsUntil(WLAN, at(1).monotonic())).isEmpty();
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isNull();
    assertThat(detector.plan(WLAN, at(2).monotonic()).outerAfter()).isZero();
  }

  @Test
  void askingEverywhereAsksBothAtOnceUnlessTheAddressPointsInside() {
    detector = with(Probe.ALWAYS);
    attach(0, WLAN, CAFE);
    assertThat(domain(0, WLAN)).isEqualTo(Domain.UNKNOWN);
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isZero();
    assertThat(detector.plan(WLAN, at(2).monotonic()).outerAfter()).isZero();
    attach(0, WWAN, OFFICE);
    assertThat(detector.plan(WWAN, at(2).monotonic()).outerAfter())
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void neverAskingMeansAlwaysOutside() {
    detector = with(Probe.NEVER);
    attach(0, WLAN, OFFICE);
    assertThat(domain(0, WLAN)).isEqualTo(Domain.OUTSIDE);
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isNull();
  }

  @Test
  void whatIsSeenOnAnInterfaceThatIsNotAttachedMeansNothing() {
    prove(0, WLAN);
    detector.observe(new Observation.OuterRegistered(at(0), WLAN));
    see(0, new Clue.Found(true, Duration.ofMillis(1)));
    assertThat(domain(0, WLAN)).isEqualTo(Domain.UNKNOWN);
    assertThat(detector.plan(WLAN, at(2).monotonic()).innerAfter()).isNull();
    assertThat(detector.plan(WLAN, at(2).monotonic()).outerAfter()).isNull();
    attach(1, WLAN, CAFE);
    assertThat(domain(1, WLAN)).isEqualTo(Domain.OUTSIDE);
  }

  @Test
  void aVerdictCarriesTheRuleTheEvidenceAndWhatWouldChangeIt() {
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    Verdict verdict = detector.verdict(WLAN, at(2).monotonic());
    assertThat(verdict.rule()).contains("RFC 5265 §3.2.3").contains("1000 ms ago");
    assertThat(verdict.evidence())
        .hasExactlyElementsOfTypes(Observation.Attached.class, Observation.InnerRegistered.class);
    assertThat(verdict.weighed())
        .singleElement()
        .hasToString("address inside (+40): own address 10.1.1.50, 2000 ms ago");
    assertThat(verdict.wouldChange()).contains("T_MONITOR");
  }

  @Test
  void theSameObservationsInTheSameOrderGiveTheSameVerdict() {
    attach(0, WLAN, OFFICE);
    prove(1, WLAN);
    Verdict first = detector.verdict(WLAN, at(2).monotonic());
    DomainDetector again = with(Probe.HINTED);
    first.evidence().forEach(again::observe);
    assertThat(again.verdict(WLAN, at(2).monotonic()).domain()).isEqualTo(first.domain());
    assertThat(again.verdict(WLAN, at(2).monotonic()).rule()).isEqualTo(first.rule());
  }

  @Test
  void evidenceIsBoundedAndKeepsTheAttachment() {
    attach(0, WLAN, OFFICE);
    for (int i = 1; i < 100; i++) {
      prove(i, WLAN);
      see(i, new Clue.Icmp(new Ip4(i), 3));
    }
    Verdict verdict = detector.verdict(WLAN, at(99).monotonic());
    assertThat(verdict.weighed()).hasSizeLessThan(Rule.values().length);
    List<Observation> evidence = verdict.evidence();
    assertThat(evidence.getFirst()).isInstanceOf(Observation.Attached.class);
    assertThat(evidence).filteredOn(Observation.InnerRegistered.class::isInstance).hasSize(1);
  }
}
