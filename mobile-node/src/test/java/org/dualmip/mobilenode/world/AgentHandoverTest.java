package org.dualmip.mobilenode.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import org.junit.jupiter.api.Test;

/**
 * Moves between networks with foreign agents and others, in virtual time: the real engines of node,
 * foreign agents and home agents. Agents advertise every second, and are asked at once.
 */
class AgentHandoverTest {
  private final World world = new World(new Timeline(7), Plan.withAgents());
  private long start;

  private void at(Place place, String mode) {
    world.device().attach("wlan0", place, true);
    world.runSeconds(60);
    assertThat(world.device().node().accessMode()).isEqualTo(mode);
    world.lookClosely(20 * SECOND);
    world.runSeconds(1);
    start = world.time().now();
  }

  private void hardMoveTo(Place place) {
    world.device().detach("wlan0");
    world.run(3 * MS);
    world.device().attach("wlan0", place, true);
    world.runSeconds(8);
  }

  private void softMoveTo(Place place) {
    world.device().attach("wwan0", place, true);
    world.runSeconds(5);
    world.device().detach("wlan0");
    world.runSeconds(3);
  }

  private void assertGap(long most) {
    for (int direction : new int[] {Flow.UP, Flow.DOWN}) {
      assertThat(world.fabric().flow().outage(direction, start, world.time().now() - SECOND))
          .as("direction %s", direction)
          .isLessThanOrEqualTo(most);
    }
    long end = world.time().now() - SECOND;
    assertThat(world.fabric().flow().flaw(end - SECOND, end)).as("afterwards").isNull();
  }

  private void assertNothingLost() {
    assertThat(world.fabric().flow().flaw(start, world.time().now() - SECOND)).isNull();
  }

  private void assertMode(String mode) {
    assertThat(world.device().node().accessMode()).isEqualTo(mode);
  }

  @Test
  void enteringAnOfficeWithAnAgentCostsTheTimeUntilItIsHeard() {
    at(Place.CAFE, "fvc");
    hardMoveTo(Place.OFFICE_B);
    assertGap(SECOND + 300 * MS);
    assertMode("f");
  }

  @Test
  void leavingForACafeWithAnAgentBringsTheVpnUpThroughIt() {
    at(Place.OFFICE_B, "f");
    hardMoveTo(Place.CAFE);
    assertGap(SECOND + 500 * MS);
    assertMode("fvc");
  }

  @Test
  void aSoftMoveFromOneKindOfNetworkToTheOtherLosesNothing() {
    at(Place.OFFICE_A, "c");
    softMoveTo(Place.OFFICE_B);
    assertNothingLost();
    assertMode("f");
  }

  @Test
  void aSoftMoveAwayFromAnAgentLosesNothing() {
    at(Place.OFFICE_B, "f");
    softMoveTo(Place.CELL);
    assertNothingLost();
    assertMode("cvc");
  }

  @Test
  void aSoftMoveOutsideToAnAgentSaysNothingToTheVpn() {
    at(Place.CELL, "cvc");
    long messages = world.device().vpn().messages();
    softMoveTo(Place.CAFE);
    assertNothingLost();
    assertThat(world.device().vpn().messages()).isEqualTo(messages);
    assertMode("fvc");
  }

  @Test
  void anAgentThatRestartsAndForgetsItsVisitorsIsRegisteredWithAnew() {
    at(Place.CAFE, "fvc");
    Station station = world.fabric().station(Place.CAFE);
    assertThat(station).isNotNull();
    if (station != null) {
      station.restart();
    }
    world.runSeconds(8);
    assertGap(SECOND + 500 * MS);
    assertMode("fvc");
  }

  @Test
  void aSilentMoveFromOneAgentToTheNextIsFoundWhenTheFirstFallsSilent() {
    at(Place.OFFICE_B, "f");
    world.device().on("wlan0").moveSilently(Place.CAFE);
    world.runSeconds(10);
    assertMode("fvc");
    assertGap(6 * SECOND);
  }
}
