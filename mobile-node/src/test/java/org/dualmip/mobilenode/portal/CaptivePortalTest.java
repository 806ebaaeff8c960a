package org.dualmip.mobilenode.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobilenode.portal.CaptivePortal.Input;
import org.dualmip.mobilenode.portal.CaptivePortal.Output;
import org.dualmip.mobilenode.portal.CaptivePortal.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whether an interface is held by a captive portal, and whom to ask about it. */
class CaptivePortalTest {
  private static final String API = "https://portal.example/api";
  private static final String PAGE = "https://portal.example/login";
  private static final String PROBE = "http://probe.example/empty";

  private CaptivePortal engine = new CaptivePortal(null);
  private Now now = new Now(new MonotonicTime(0), Instant.EPOCH);
  private long question;

  private List<String> tell(Input input) {
    engine.handle(input);
    List<String> done = new ArrayList<>();
    for (Output out = engine.poll(); out != null; out = engine.poll()) {
      switch (out) {
        case Output.Lead lead -> done.add("lead to " + lead.link());
        case Output.AskApi ask -> {
          question = ask.question();
          done.add("ask " + ask.uri());
        }
        case Output.Probe probe -> {
          question = probe.question();
          done.add("probe " + probe.uri());
        }
        case Output.Changed changed ->
            done.add(
                changed.link()
                    + " "
                    + changed.after()
                    + (changed.portal() == null ? "" : " at " + changed.portal()));
      }
    }
    return done;
  }

  private List<String> attached(String link) {
    return tell(new Input.Attached(now, link));
  }

  private List<String> advertised(String link, String uri) {
    return tell(new Input.Advertised(now, link, uri));
  }

  private List<String> answered(PortalAnswer answer) {
    return tell(new Input.Answered(now, question, answer));
  }

  private static PortalAnswer captive(@Nullable String page) {
    return new PortalAnswer.Told(true, page, null);
  }

  private static PortalAnswer open(@Nullable Duration remaining) {
    return new PortalAnswer.Told(false, null, remaining);
  }

  private static PortalAnswer silence() {
    return new PortalAnswer.Nothing("no answer");
  }

  private List<String> pass(Duration time) {
    List<String> done = new ArrayList<>();
    MonotonicTime end = now.monotonic().plus(time);
    for (MonotonicTime wake = engine.wakeAt();
        wake != null && !end.isBefore(wake);
        wake = engine.wakeAt()) {
      now = now.plus(wake.since(now.monotonic()));
      done.addAll(tell(new Input.Tick(now)));
    }
    now = now.plus(end.since(now.monotonic()));
    return done;
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  // --- whom to ask

  @Test
  void whereNobodyNamesAnApiAndTheUserNoProbeNobodyIsAsked() {
    assertThat(attached("wlan0")).isEmpty();
    assertThat(tell(new Input.Doubted(now, "wlan0"))).isEmpty();
    assertThat(pass(Duration.ofHours(1))).isEmpty();
    assertThat(engine.state("wlan0")).isEqualTo(State.UNKNOWN);
    assertThat(engine.leading()).isNull();
  }

  @Test
  void theApiThatTheNetworkNamesIsAskedAtOnceFromWhereItCanBeReached() {
    attached("wlan0");
    assertThat(advertised("wlan0", API)).containsExactly("lead to wlan0", "ask " + API);
  }

  @Test
  void theSameApiAgainIsNoNews() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(captive(PAGE));
    assertThat(advertised("wlan0", API)).isEmpty();
    assertThat(advertised("wlan0", API + "/2")).containsExactly("ask " + API + "/2");
  }

  @Test
  void anApiWithoutTlsIsNotAsked() {
    attached("wlan0");
    assertThat(advertised("wlan0", "http://portal.example/api")).isEmpty();
    assertThat(advertised("wlan0", "file:///etc/passwd")).isEmpty();
    assertThat(engine.refused()).isEqualTo(2);
  }

  @Test
  void whatIsNoAddressIsNeitherAskedNorShown() {
    attached("wlan0");
    for (String text :
        List.of(
            "https://" + "x".repeat(3000),
            "https://portal.example/\u001b[2J",
            "https://portal.example/%zz",
            "https://portal.example/a b",
            "https://",
            "")) {
      assertThat(advertised("wlan0", text)).isEmpty();
    }
    assertThat(engine.refused()).isEqualTo(6);
    engine = new CaptivePortal(PROBE);
    attached("wlan0");
    assertThat(answered(new PortalAnswer.Redirected("javascript:alert(1)")))
        .containsExactly("wlan0 CAPTIVE");
  }

  @Test
  void aNetworkThatSaysThatItHasNoPortalIsOpenWithoutAQuestion() {
    attached("wlan0");
    assertThat(advertised("wlan0", CaptivePortal.UNRESTRICTED)).containsExactly("wlan0 OPEN");
    assertThat(pass(Duration.ofHours(1))).isEmpty();
  }

  @Test
  void theProbeIsForNetworksThatNameNoApi() {
    engine = new CaptivePortal(PROBE);
    assertThat(attached("wlan0")).containsExactly("lead to wlan0", "probe " + PROBE);
    assertThat(answered(new PortalAnswer.Empty())).containsExactly("wlan0 OPEN", "lead to null");
  }

  @Test
  void theProbeStandsInForAnApiThatCannotBeTrusted() {
    engine = new CaptivePortal(PROBE);
    attached("wlan0");
    answered(silence());
    assertThat(advertised("wlan0", API)).contains("ask " + API);
    answered(silence());
    assertThat(pass(seconds(10))).contains("ask " + API);
    answered(silence());
    assertThat(pass(seconds(60))).contains("probe " + PROBE);
  }

  @Test
  void withoutAProbeAnApiIsAskedAgainEverMoreRarely() {
    attached("wlan0");
    advertised("wlan0", API);
    int asked = 1;
    for (int minute = 0; minute < 60; minute++) {
      answered(silence());
      asked += (int) pass(seconds(60)).stream().filter(done -> done.startsWith("ask")).count();
    }
    assertThat(asked).isBetween(30, 70);
  }

  // --- what answers mean

  @Test
  void thePortalsWordHoldsTheInterfaceAndThePlaceLeadsThere() {
    attached("wlan0");
    advertised("wlan0", API);
    assertThat(answered(captive(PAGE))).containsExactly("wlan0 CAPTIVE at " + PAGE);
    assertThat(engine.leading()).isEqualTo("wlan0");
    assertThat(engine.portal("wlan0")).isEqualTo(PAGE);
  }

  @Test
  void afterTheLogInThePlaceLeadsNowhere() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(captive(PAGE));
    assertThat(pass(seconds(10))).containsExactly("ask " + API);
    assertThat(answered(open(null))).containsExactly("wlan0 OPEN", "lead to null");
    assertThat(engine.portal("wlan0")).isNull();
  }

  @Test
  void aLogInPageWithoutTlsIsNotShown() {
    attached("wlan0");
    advertised("wlan0", API);
    assertThat(answered(captive("http://portal.example/login"))).containsExactly("wlan0 CAPTIVE");
  }

  @Test
  void aProbeThatIsLedElsewhereIsHeld() {
    engine = new CaptivePortal(PROBE);
    attached("wlan0");
    assertThat(answered(new PortalAnswer.Redirected("http://10.0.0.1/login")))
        .containsExactly("wlan0 CAPTIVE at http://10.0.0.1/login");
    assertThat(engine.leading()).isEqualTo("wlan0");
  }

  @Test
  void aProbeThatGetsAPageInsteadOfNothingIsHeld() {
    for (int status : new int[] {200, 511}) {
      engine = new CaptivePortal(PROBE);
      attached("wlan0");
      assertThat(answered(new PortalAnswer.Other(status)))
          .containsExactly("wlan0 CAPTIVE at " + PROBE);
    }
  }

  @Test
  void aServerThatFailsAndSilenceSayNothing() {
    for (PortalAnswer answer :
        List.of(new PortalAnswer.Other(404), new PortalAnswer.Other(503), silence())) {
      engine = new CaptivePortal(PROBE);
      attached("wlan0");
      assertThat(answered(answer)).containsExactly("lead to null");
      assertThat(engine.state("wlan0")).isEqualTo(State.UNKNOWN);
    }
  }

  @Test
  void silenceDoesNotUndoWhatIsKnown() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(captive(PAGE));
    pass(seconds(10));
    assertThat(answered(silence())).isEmpty();
    assertThat(engine.state("wlan0")).isEqualTo(State.CAPTIVE);
  }

  @Test
  void whenTheTimeBoughtIsOverThePortalIsAskedAgain() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(open(Duration.ofMinutes(30)));
    assertThat(pass(Duration.ofMinutes(30).minusMillis(1))).isEmpty();
    assertThat(pass(Duration.ofMillis(1))).containsExactly("lead to wlan0", "ask " + API);
  }

  @Test
  void noRemainingTimeMakesANodeAskAllTheTime() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(open(Duration.ZERO));
    assertThat(pass(seconds(9))).isEmpty();
    assertThat(pass(seconds(1))).contains("ask " + API);
  }

  @Test
  void silentHomeAgentsAreAReasonToAskAgainButNotAllTheTime() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(open(null));
    assertThat(tell(new Input.Doubted(now, "wlan0"))).isEmpty();
    pass(seconds(60));
    assertThat(tell(new Input.Doubted(now, "wlan0"))).contains("ask " + API);
    answered(captive(PAGE));
    assertThat(engine.state("wlan0")).isEqualTo(State.CAPTIVE);
  }

  @Test
  void afterTheUserWasThereThePortalIsAskedAtOnce() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(captive(PAGE));
    assertThat(tell(new Input.Visited(now, "wlan0"))).containsExactly("ask " + API);
    assertThat(answered(open(null))).contains("wlan0 OPEN");
  }

  // --- one place, several interfaces

  @Test
  void oneQuestionIsUnderWayAtATime() {
    attached("wlan0");
    attached("wlan1");
    advertised("wlan0", API);
    assertThat(advertised("wlan1", API + "/1")).isEmpty();
    assertThat(answered(open(null)))
        .containsExactly("wlan0 OPEN", "lead to wlan1", "ask " + API + "/1");
  }

  @Test
  void aQuestionThatNobodyAnswersForHoldsUpNoOther() {
    attached("wlan0");
    attached("wlan1");
    advertised("wlan0", API);
    advertised("wlan1", API + "/1");
    assertThat(pass(seconds(30))).contains("ask " + API + "/1");
  }

  @Test
  void anAnswerToAnEarlierQuestionIsNone() {
    attached("wlan0");
    advertised("wlan0", API);
    long first = question;
    tell(new Input.Detached(now, "wlan0"));
    attached("wlan0");
    advertised("wlan0", API);
    assertThat(tell(new Input.Answered(now, first, open(null)))).isEmpty();
    assertThat(engine.state("wlan0")).isEqualTo(State.UNKNOWN);
  }

  @Test
  void whenTheInterfaceIsGoneThePlaceLeadsNowhereAndNothingIsRemembered() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(captive(PAGE));
    assertThat(tell(new Input.Detached(now, "wlan0"))).containsExactly("lead to null");
    attached("wlan0");
    assertThat(engine.state("wlan0")).isEqualTo(State.UNKNOWN);
    assertThat(pass(Duration.ofHours(1))).isEmpty();
  }

  @Test
  void theUserMayWantToReachAPortalThatNobodyFound() {
    attached("wlan0");
    assertThat(tell(new Input.Wanted(now, "wlan0"))).containsExactly("lead to wlan0");
    assertThat(pass(CaptivePortal.WANTED)).containsExactly("lead to null");
  }

  @Test
  void theUsersWishGoesBeforeAnotherInterfaceThatIsHeld() {
    attached("wlan0");
    attached("wlan1");
    advertised("wlan1", API);
    answered(captive(PAGE));
    assertThat(tell(new Input.Wanted(now, "wlan0"))).containsExactly("lead to wlan0");
  }

  @Test
  void nobodyWantsThePortalOfANetworkThatHoldsNobody() {
    attached("wlan0");
    advertised("wlan0", API);
    answered(open(null));
    assertThat(tell(new Input.Wanted(now, "wlan0"))).isEmpty();
    assertThat(engine.leading()).isNull();
  }
}
