package org.dualmip.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.detector.Plan.Ask;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

/** Whom to ask, how, and when, by what was seen now and earlier. */
class PlanTest {
  private static final String WLAN = "wlan0";
  private static final Ip4 OFFICE = Ip4.of("10.1.1.50");
  private static final Ip4 GATEWAY = Ip4.of("10.1.1.1");
  private static final MacAddress ROUTER = MacAddress.of("02:00:00:00:00:01");
  private static final MacAddress OTHER = MacAddress.of("02:00:00:00:00:66");
  private static final Duration MS = Duration.ofMillis(1);
  private static final Duration DELAY = Duration.ofMillis(500);

  private final List<Observation> trace = new ArrayList<>();
  private Detection detection = detection(Probe.HINTED);
  private Now now = new Now(new MonotonicTime(0), Instant.parse("2026-11-22T08:00:00Z"));

  private Detection detection(Probe probe) {
    return new Detection(config(probe), new NetworkHistory(new byte[32], List.of()), trace::add);
  }

  private static DetectorConfig config(Probe probe) {
    return new DetectorConfig(
        Ip4.of("10.1.0.2"),
        Ip4.of("203.0.113.2"),
        List.of(Prefix4.of("10.1.0.0/16")),
        Duration.ofSeconds(60),
        probe,
        DELAY);
  }

  private void attach(Ip4 address) {
    detection.observe(new Observation.Attached(now, WLAN, address, GATEWAY));
  }

  private void see(Clue clue) {
    detection.observe(new Observation.Seen(now, WLAN, clue));
  }

  private void offer() {
    detection.observe(new Observation.DiscoveryOffered(now, WLAN));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void learnOffice() {
    offer();
    attach(OFFICE);
    see(new Clue.Gateway(GATEWAY, ROUTER));
    detection.observe(new Observation.InnerRegistered(now, WLAN, true));
    detection.observe(new Observation.Detached(now, WLAN, "carrier lost"));
    pass(Duration.ofHours(1));
  }

  private Plan plan() {
    return detection.plan(WLAN, now.monotonic());
  }

  private void assertPlan(Ask ask, Duration outer) {
    assertThat(plan().inner()).as(plan().why()).isEqualTo(ask);
    assertThat(plan().outerAfter()).isEqualTo(outer);
  }

  @Test
  void anInsideAddressAloneIsWorthAProbeWhereTheHomeAgentCanBeFound() {
    attach(OFFICE);
    assertPlan(Ask.REGISTER, DELAY);
    offer();
    assertPlan(Ask.DISCOVER, DELAY);
  }

  @Test
  void anIgnoredHintIsNeitherWeighedNorShown() {
    detection = ignoring(Rule.ADDRESS_INSIDE);
    offer();
    attach(OFFICE);
    assertPlan(Ask.NOT, Duration.ZERO);
    assertThat(detection.verdict(WLAN, now.monotonic()).weighed()).isEmpty();
    see(new Clue.Found(true, MS));
    assertPlan(Ask.REGISTER, DELAY);
  }

  @Test
  void whatHomeAgentsAnsweredAndContradictionsCannotBeIgnored() {
    for (Rule rule : Rule.values()) {
      if (Rule.hints().contains(rule)) {
        assertThatCode(() -> ignoring(rule)).as(rule.words()).doesNotThrowAnyException();
      } else {
        assertThatIllegalArgumentException().as(rule.words()).isThrownBy(() -> ignoring(rule));
      }
    }
    assertThat(Rule.hints())
        .doesNotContain(Rule.FOUND, Rule.FOUND_OUTSIDE, Rule.IMPOSTOR, Rule.CONTRADICTION)
        .contains(Rule.ADDRESS_INSIDE, Rule.LEASE_INSIDE, Rule.KNOWN_OUTSIDE);
  }

  private Detection ignoring(Rule rule) {
    DetectorConfig all = config(Probe.HINTED);
    return new Detection(
        new DetectorConfig(
            all.innerHomeAgent(),
            all.outerHomeAgent(),
            all.insideNetworks(),
            List.of(),
            List.of(),
            all.monitor(),
            all.probe(),
            all.outerDelay(),
            List.of(rule)),
        new NetworkHistory(new byte[32], List.of()),
        trace::add);
  }

  @Test
  void anAuthenticAnswerIsWorthARegistration() {
    offer();
    attach(OFFICE);
    see(new Clue.Found(true, MS));
    assertPlan(Ask.REGISTER, DELAY);
    pass(Duration.ofSeconds(60));
    assertPlan(Ask.DISCOVER, DELAY);
  }

  @Test
  void anAuthenticAnswerThatDoesNotTrustTheNetworkEndsTheSearch() {
    offer();
    attach(OFFICE);
    see(new Clue.Found(false, MS));
    assertPlan(Ask.NOT, Duration.ZERO);
  }

  @Test
  void anImpostorEndsTheSearchForAMinute() {
    offer();
    attach(OFFICE);
    see(new Clue.Impostor(MS));
    assertPlan(Ask.NOT, Duration.ZERO);
    pass(Duration.ofSeconds(60));
    assertPlan(Ask.DISCOVER, DELAY);
  }

  @Test
  void aKnownOfficeIsEnteredWithARegistrationAtOnce() {
    learnOffice();
    attach(OFFICE);
    assertPlan(Ask.DISCOVER, DELAY);
    see(new Clue.Gateway(GATEWAY, ROUTER));
    assertPlan(Ask.REGISTER, DELAY);
  }

  @Test
  void aCopyOfTheOfficeWithAnotherStationIsProbedAndBothAreAskedAtOnce() {
    learnOffice();
    attach(OFFICE);
    see(new Clue.Gateway(GATEWAY, OTHER));
    assertPlan(Ask.DISCOVER, Duration.ZERO);
    assertThat(detection.verdict(WLAN, now.monotonic()).weighed())
        .extracting(Verdict.Weighed::rule)
        .contains(Rule.CONTRADICTION);
    for (int i = 0; i < 3; i++) {
      see(new Clue.Lease(GATEWAY, List.of(), List.of()));
      see(new Clue.Neighbour(Ip4.of("10.1.1.9")));
      see(new Clue.Icmp(GATEWAY, 3));
      see(new Clue.AgentAdvertised(GATEWAY, OTHER, List.of(GATEWAY)));
    }
    assertThat(plan().inner()).as("however much points inside").isEqualTo(Ask.DISCOVER);
  }

  @Test
  void withoutDiscoveryASuspiciousNetworkHasTheOuterHomeAgentAskedFirst() {
    attach(OFFICE);
    see(new Clue.Gateway(GATEWAY, ROUTER));
    detection.observe(new Observation.InnerRegistered(now, WLAN, true));
    attach(OFFICE);
    see(new Clue.Gateway(GATEWAY, OTHER));
    assertPlan(Ask.REGISTER, Duration.ZERO);
    assertThat(plan().innerAfter()).isEqualTo(DELAY);
  }

  @Test
  void aPortalThatLetsOutIsNoneAnyMore() {
    attach(OFFICE);
    see(new Clue.Portal(true));
    assertPlan(Ask.NOT, Duration.ZERO);
    see(new Clue.Portal(false));
    assertPlan(Ask.REGISTER, DELAY);
  }

  @Test
  void whereNobodyAnswersTheInnerHomeAgentMayHaveLostItsKey() {
    offer();
    attach(OFFICE);
    detection.observe(new Observation.InnerSilent(now, WLAN, 4));
    assertPlan(Ask.REGISTER, DELAY);
    detection.observe(new Observation.OuterRegistered(now, WLAN));
    assertPlan(Ask.NOT, Duration.ZERO);
  }

  @Test
  void whoMustNotRegisterOnHintsMayOnceSomebodyDeniedAndEnoughPointsInside() {
    detection = detection(Probe.DISCOVER);
    attach(OFFICE);
    assertPlan(Ask.DISCOVER, DELAY);
    see(new Clue.SmokedOut(MS));
    assertPlan(Ask.REGISTER, DELAY);
  }

  @Test
  void whoWantsEachNetworkProbedFirstNeverRegistersOnHintsAlone() {
    detection = detection(Probe.DISCOVER);
    learnOffice();
    attach(OFFICE);
    see(new Clue.Gateway(GATEWAY, ROUTER));
    assertPlan(Ask.DISCOVER, DELAY);
    see(new Clue.Found(true, MS));
    assertPlan(Ask.REGISTER, DELAY);
  }

  @Test
  void aNetworkWhereTheInnerHomeAgentWasSilentIsRememberedAsOutside() {
    Ip4 cafe = Ip4.of("10.1.200.7");
    attach(cafe);
    see(new Clue.Gateway(GATEWAY, OTHER));
    detection.observe(new Observation.InnerSilent(now, WLAN, 3));
    detection.observe(new Observation.OuterRegistered(now, WLAN));
    detection.observe(new Observation.Detached(now, WLAN, "carrier lost"));
    pass(Duration.ofHours(1));
    attach(cafe);
    see(new Clue.Gateway(GATEWAY, OTHER));
    assertPlan(Ask.NOT, Duration.ZERO);
  }

  @Test
  void theUsersWordOnOneNetworkHoldsForThatConnection() {
    attach(OFFICE);
    detection.observe(new Observation.Ruled(now, WLAN, Probe.NEVER));
    assertPlan(Ask.NOT, Duration.ZERO);
    attach(OFFICE);
    assertPlan(Ask.REGISTER, DELAY);
  }

  @Test
  void oneAfterTheOtherLeavesTheOuterOneAloneUntilTheInnerOneIsGivenUp() {
    detection = detection(Probe.SEQUENTIAL);
    attach(Ip4.of("192.0.2.9"));
    assertThat(plan().inner()).isEqualTo(Ask.REGISTER);
    assertThat(plan().outerAfter()).isNull();
  }

  @Test
  void whatWasObservedGivesTheSamePlansAgain() {
    learnOffice();
    attach(OFFICE);
    see(new Clue.Gateway(GATEWAY, ROUTER));
    DomainDetector again = new DomainDetector(config(Probe.HINTED));
    trace.forEach(again::observe);
    assertThat(again.plan(WLAN, now.monotonic())).isEqualTo(plan());
    assertThat(again.verdict(WLAN, now.monotonic()))
        .isEqualTo(detection.verdict(WLAN, now.monotonic()));
  }
}
