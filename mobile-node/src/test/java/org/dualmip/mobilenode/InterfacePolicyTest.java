package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dualmip.mobilenode.InterfacePolicy.Choice.BEST;
import static org.dualmip.mobilenode.InterfacePolicy.Choice.COST_AWARE;
import static org.dualmip.mobilenode.InterfacePolicy.Choice.STICKY;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobilenode.InterfacePolicy.Candidate;
import org.dualmip.mobilenode.InterfacePolicy.Choice;
import org.dualmip.mobilenode.InterfacePolicy.Worked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which interface carries the node, rule by rule. */
class InterfacePolicyTest {
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final MonotonicTime START = new MonotonicTime(0);
  private static final MonotonicTime LONG_AFTER = START.plus(Duration.ofMinutes(1));

  private static Candidate candidate(String name, int preference, int cost, int order) {
    Ip4 address = Ip4.of("198.51.100." + (50 + order));
    Link link = new Link(name, address, 24, Ip4.of("198.51.100.1"));
    return new Candidate(link, preference, cost, order, START, false, false);
  }

  private static Candidate working(Candidate one) {
    return new Candidate(
        one.link(), one.preference(), one.cost(), one.order(), one.since(), true, false);
  }

  private static Candidate vain(Candidate one) {
    return new Candidate(
        one.link(), one.preference(), one.cost(), one.order(), one.since(), false, true);
  }

  private static Candidate upSince(Candidate one, MonotonicTime since) {
    return new Candidate(
        one.link(), one.preference(), one.cost(), one.order(), since, one.works(), one.vain());
  }

  private static @Nullable String chosen(
      InterfacePolicy policy,
      @Nullable Candidate current,
      List<Worked> worked,
      MonotonicTime now,
      Candidate... of) {
    return policy
        .choose(Arrays.asList(of), current, worked, now)
        .map(one -> one.link().name())
        .orElse(null);
  }

  private static @Nullable String chosen(
      Choice choice, @Nullable Candidate current, Candidate... of) {
    return chosen(new InterfacePolicy(choice, SETTLE), current, List.of(), LONG_AFTER, of);
  }

  private static final Candidate LIKED = candidate("eth0", 20, 5, 0);
  private static final Candidate CHEAP = candidate("wlan0", 10, 0, 1);
  private static final Candidate DEAR = candidate("wwan0", 10, 9, 2);

  @ParameterizedTest
  @EnumSource(Choice.class)
  void withoutAnyInterfaceThereIsNone(Choice choice) {
    assertThat(chosen(choice, null)).isNull();
  }

  @Test
  void theBestIsThatOfTheHighestPreferenceThenOfTheLowestCost() {
    assertThat(chosen(BEST, null, CHEAP, LIKED, DEAR)).isEqualTo("eth0");
    assertThat(chosen(BEST, null, CHEAP, DEAR)).isEqualTo("wlan0");
  }

  @ParameterizedTest
  @EnumSource(Choice.class)
  void amongEqualsTheOneAttachedLastIsTaken(Choice choice) {
    assertThat(chosen(choice, null, CHEAP, candidate("wlan1", 10, 0, 7))).isEqualTo("wlan1");
    assertThat(chosen(choice, null, candidate("wlan1", 10, 0, 7), CHEAP)).isEqualTo("wlan1");
  }

  @ParameterizedTest
  @EnumSource(Choice.class)
  void oneThatWasTriedInVainIsTakenOnlyIfThereIsNoOther(Choice choice) {
    assertThat(chosen(choice, null, vain(LIKED), DEAR)).isEqualTo("wwan0");
    assertThat(chosen(choice, null, vain(CHEAP), DEAR)).isEqualTo("wwan0");
    assertThat(chosen(choice, null, vain(CHEAP))).isEqualTo("wlan0");
  }

  @Test
  void theBestIsLeftForABetterOneEvenIfItWorks() {
    Candidate current = working(CHEAP);
    assertThat(chosen(BEST, current, current, LIKED)).isEqualTo("eth0");
  }

  @Test
  void aStickyOneThatWorksIsNeverLeftForABetterOne() {
    Candidate current = working(DEAR);
    assertThat(chosen(STICKY, current, current, LIKED, working(CHEAP))).isEqualTo("wwan0");
  }

  @Test
  void aStickyOneThatDoesNotWorkYetIsLeftForABetterOne() {
    assertThat(chosen(STICKY, CHEAP, CHEAP, LIKED)).isEqualTo("eth0");
  }

  @Test
  void aStickyOneThatIsInVainOrGoneIsLeft() {
    assertThat(chosen(STICKY, vain(LIKED), vain(LIKED), CHEAP)).isEqualTo("wlan0");
    assertThat(chosen(STICKY, null, DEAR, CHEAP)).isEqualTo("wlan0");
  }

  @Test
  void theCheapestIsTakenHoweverMuchAnotherIsPreferred() {
    assertThat(chosen(COST_AWARE, null, LIKED, CHEAP, DEAR)).isEqualTo("wlan0");
    Candidate current = working(LIKED);
    assertThat(chosen(COST_AWARE, current, current, CHEAP)).isEqualTo("wlan0");
  }

  @Test
  void amongEquallyCheapOnesThePreferredIsTaken() {
    assertThat(chosen(COST_AWARE, null, CHEAP, candidate("eth1", 20, 0, 0))).isEqualTo("eth1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Choice.class,
      names = {"BEST", "COST_AWARE"})
  void oneThatWorksIsLeftOnlyOnceTheOtherHasBeenUpForTheSettleTime(Choice choice) {
    InterfacePolicy policy = new InterfacePolicy(choice, SETTLE);
    Candidate current = working(candidate("wwan0", 10, 9, 2));
    Candidate better = upSince(candidate("eth0", 20, 0, 3), LONG_AFTER);
    MonotonicTime soon = LONG_AFTER.plus(SETTLE.minusMillis(1));
    assertThat(chosen(policy, current, List.of(), soon, current, better)).isEqualTo("wwan0");
    assertThat(policy.wakeAt(List.of(current, better), List.of(), soon))
        .isEqualTo(LONG_AFTER.plus(SETTLE));
    assertThat(chosen(policy, current, List.of(), LONG_AFTER.plus(SETTLE), current, better))
        .isEqualTo("eth0");
  }

  @ParameterizedTest
  @EnumSource(Choice.class)
  void whereNothingWorksTheBetterOneIsTakenAtOnce(Choice choice) {
    Candidate current = candidate("wwan0", 10, 9, 2);
    Candidate better = upSince(candidate("eth0", 20, 0, 3), LONG_AFTER);
    assertThat(chosen(choice, current, current, better)).isEqualTo("eth0");
    assertThat(chosen(choice, null, vain(current), better)).isEqualTo("eth0");
  }

  @Test
  void oneThatWorkedBeforeNeedsNoTimeToSettle() {
    Candidate current = working(candidate("wwan0", 10, 9, 2));
    Candidate known = upSince(working(candidate("eth0", 20, 0, 3)), LONG_AFTER);
    assertThat(chosen(BEST, current, current, known)).isEqualTo("eth0");
  }

  @Test
  void aDearOneWaitsUntilNoCheaperOneHasWorkedForTheSettleTime() {
    InterfacePolicy policy = new InterfacePolicy(COST_AWARE, SETTLE);
    List<Worked> lately = List.of(new Worked(0, LONG_AFTER));
    MonotonicTime soon = LONG_AFTER.plus(SETTLE.minusMillis(1));
    assertThat(chosen(policy, null, lately, soon, DEAR)).isNull();
    assertThat(chosen(policy, vain(CHEAP), lately, soon, DEAR, vain(CHEAP)))
        .as("the cheap one is tried on")
        .isEqualTo("wlan0");
    assertThat(policy.wakeAt(List.of(DEAR), lately, soon)).isEqualTo(LONG_AFTER.plus(SETTLE));
    assertThat(chosen(policy, null, lately, LONG_AFTER.plus(SETTLE), DEAR)).isEqualTo("wwan0");
  }

  @Test
  void anEquallyDearOneDoesNotWait() {
    InterfacePolicy policy = new InterfacePolicy(COST_AWARE, SETTLE);
    List<Worked> lately = List.of(new Worked(9, LONG_AFTER));
    assertThat(chosen(policy, null, lately, LONG_AFTER, DEAR)).isEqualTo("wwan0");
  }

  @Test
  void noOtherPolicyMakesADearOneWait() {
    List<Worked> lately = List.of(new Worked(0, LONG_AFTER));
    for (Choice choice : List.of(BEST, STICKY)) {
      assertThat(chosen(new InterfacePolicy(choice, SETTLE), null, lately, LONG_AFTER, DEAR))
          .isEqualTo("wwan0");
    }
  }

  @Test
  void theUsualPolicyIsTheBestWithoutWaiting() {
    assertThat(InterfacePolicy.USUAL).isEqualTo(new InterfacePolicy(BEST, Duration.ZERO));
    Candidate current = working(CHEAP);
    Candidate better = upSince(LIKED, LONG_AFTER);
    assertThat(chosen(InterfacePolicy.USUAL, current, List.of(), LONG_AFTER, current, better))
        .isEqualTo("eth0");
    assertThat(InterfacePolicy.USUAL.wakeAt(List.of(better), List.of(), LONG_AFTER)).isNull();
  }

  @Test
  void aNegativeTimeToSettleIsRefused() {
    assertThatThrownBy(() -> new InterfacePolicy(BEST, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
