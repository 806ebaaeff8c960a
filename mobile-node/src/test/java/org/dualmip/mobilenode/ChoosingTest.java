package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.OFFICE;
import static org.dualmip.mobilenode.Script.OFFICE_B;

import java.time.Duration;
import org.dualmip.mobilenode.Access.ForeignAgents;
import org.dualmip.mobilenode.InterfacePolicy.Choice;
import org.dualmip.mobilenode.Projection.Path;
import org.junit.jupiter.api.Test;

/** What policies and metered interfaces do to a node that moves. */
class ChoosingTest {
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Access WLAN = new Access("wlan0", 20, 0);
  private static final Access CELLULAR = new Access("wwan0", 10, 5);
  private static final Access METERED = new Access("wwan0", 10, 0, ForeignAgents.NO, true);

  private static Script script(Choice choice, Duration settle, boolean simultaneous, Access... of) {
    return Script.choosing(new InterfacePolicy(choice, settle), simultaneous, of);
  }

  private static Script inCell(Choice choice, Duration settle) {
    Script script = script(choice, settle, false, WLAN, CELLULAR);
    script.up(CELL);
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    return script;
  }

  @Test
  void aBetterInterfaceIsTriedAtOnceByDefault() {
    assertThat(inCell(Choice.BEST, Duration.ZERO).up(CAFE)).contains("ask outer from wlan0");
  }

  @Test
  void aBetterInterfaceIsTriedOnceItHasBeenUpForTheSettleTime() {
    Script script = inCell(Choice.BEST, SETTLE);
    assertThat(script.up(CAFE)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.passMillis(2_999)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.passMillis(1)).contains("ask outer from wlan0");
  }

  @Test
  void aBetterInterfaceThatFlapsIsNeverTried() {
    Script script = inCell(Choice.BEST, SETTLE);
    for (int flap = 0; flap < 10; flap++) {
      assertThat(script.up(CAFE)).noneMatch(done -> done.startsWith("ask"));
      assertThat(script.passMillis(2_000)).noneMatch(done -> done.startsWith("ask"));
      script.down("wlan0");
    }
    assertThat(script.node.projection().outerPath())
        .extracting(Path::careOf)
        .isEqualTo(CELL.careOf());
  }

  @Test
  void aStickyNodeStaysWhereItIsUntilThatIsLost() {
    Script script = inCell(Choice.STICKY, Duration.ZERO);
    assertThat(script.up(CAFE)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.pass(Duration.ofMinutes(5))).doesNotContain("ask outer from wlan0");
    assertThat(script.down("wwan0")).contains("ask outer from wlan0");
  }

  @Test
  void aStickyNodeLeavesAnInterfaceThroughWhichNobodyAnswersAnyMore() {
    Script script = inCell(Choice.STICKY, Duration.ZERO);
    script.up(CAFE);
    assertThat(script.pass(Duration.ofMinutes(12))) // the outer registration is renewed in vain
        .contains("ask outer from wlan0");
  }

  @Test
  void aCostAwareNodeGivesTheCheapInterfaceTimeToComeBack() {
    Script script = script(Choice.COST_AWARE, SETTLE, false, WLAN, CELLULAR);
    script.inCafe();
    assertThat(script.up(CELL)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.down("wlan0")).noneMatch(done -> done.contains("wwan0"));
    assertThat(script.passMillis(1_000)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.up(CAFE)).contains("ask outer from wlan0");
    script.outerAccepts();
    script.down("wlan0");
    assertThat(script.passMillis(3_000)).contains("ask outer from wwan0");
  }

  @Test
  void aMeteredInterfaceIsTheLastAmongEquals() {
    Script script =
        script(Choice.BEST, Duration.ZERO, false, new Access("wlan0", 10, 100), METERED);
    script.inCafe();
    assertThat(script.up(CELL)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.down("wlan0")).contains("ask outer from wwan0");
  }

  @Test
  void simultaneousBindingsLeaveMeteredInterfacesOut() {
    Script script = script(Choice.BEST, Duration.ZERO, true, WLAN, METERED);
    script.inCafe();
    assertThat(script.up(CELL)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.pass(Duration.ofMinutes(1))).doesNotContain("ask outer from wwan0");
  }

  @Test
  void simultaneousBindingsAreTakenBackFromAMeteredInterfaceThatCarriesNoMore() {
    Script script = script(Choice.BEST, Duration.ZERO, true, WLAN, METERED);
    script.up(CELL);
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    script.up(CAFE);
    assertThat(script.outerAccepts())
        .contains("project inner vpn outer wlan0", "leave outer from wlan0");
    assertThat(script.pass(Duration.ofSeconds(30))).doesNotContain("ask outer from wwan0");
    assertThat(script.node.projection().outerAccepted())
        .extracting(Path::careOf)
        .containsExactly(CAFE.careOf());
  }

  /** How often the inner home agent is asked within ten minutes where only a hint points inside. */
  private static long probes(Script script, Link link) {
    script.up(link);
    script.passMillis(600);
    script.outerAccepts();
    script.vpnUp();
    script.pass(Duration.ofSeconds(10)); // the inner home agent is silent: through the VPN instead
    script.innerAccepts();
    return script.pass(Duration.ofMinutes(9)).stream()
        .filter(("ask inner from " + link.name())::equals)
        .count();
  }

  @Test
  void theInnerHomeAgentIsLookedForLessOftenWhereItCosts() {
    long usual = probes(script(Choice.BEST, Duration.ZERO, false, WLAN, CELLULAR), OFFICE);
    long metered = probes(script(Choice.BEST, Duration.ZERO, false, WLAN, METERED), OFFICE_B);
    assertThat(usual).isGreaterThan(10);
    assertThat(metered).isLessThanOrEqualTo(usual / 5);
  }
}
