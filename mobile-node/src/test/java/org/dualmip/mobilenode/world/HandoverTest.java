package org.dualmip.mobilenode.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import org.dualmip.mobilenode.DualNode;
import org.dualmip.mobilenode.Tier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What each kind of handover costs, in the lab's own settings and virtual time: the sum of the
 * round trips it needs and nothing else. User data flows every 10 ms, so a gap is known to that
 * much.
 */
class HandoverTest {
  private static final long GRAIN = 10 * MS;

  private World world;
  private long start;

  @BeforeEach
  void begin() {
    world = new World(new Timeline(7), Plan.plain());
  }

  private void at(Place place) {
    world.device().attach("wlan0", place, true);
    world.runSeconds(60);
    assertThat(world.device().node().accessMode())
        .as(() -> String.valueOf(world.time().trace()))
        .isEqualTo(place.inside() ? "c" : "cvc");
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

  private long gap(int direction) {
    return world.fabric().flow().outage(direction, start, world.time().now() - SECOND);
  }

  private void assertGap(long most) {
    assertThat(gap(Flow.UP)).as("up").isLessThanOrEqualTo(most);
    assertThat(gap(Flow.DOWN)).as("down").isLessThanOrEqualTo(most);
    long end = world.time().now() - SECOND;
    assertThat(world.fabric().flow().flaw(end - SECOND, end)).as("afterwards").isNull();
  }

  private void assertNothingLost() {
    assertThat(world.fabric().flow().flaw(start, world.time().now() - SECOND)).isNull();
  }

  /** From an interface to an agent and back. */
  private static long roundTrip(Place place) {
    return 2 * place.delay();
  }

  private static final long EVENTS = Device.NOTICE + 3 * MS + GRAIN;

  @Test
  void aHardMoveInsideCostsOneRoundTrip() {
    at(Place.OFFICE_A);
    hardMoveTo(Place.OFFICE_B);
    assertGap(roundTrip(Place.OFFICE_B) + EVENTS);
    assertThat(world.device().node().accessMode()).isEqualTo("c");
  }

  @Test
  void aHardMoveOutsideCostsOneRoundTripAndNoMessageOfTheVpn() {
    at(Place.CAFE);
    long messages = world.device().vpn().messages();
    hardMoveTo(Place.CELL);
    assertGap(roundTrip(Place.CELL) + EVENTS);
    assertThat(world.device().vpn().messages()).isEqualTo(messages);
    assertThat(world.device().node().accessMode()).isEqualTo("cvc");
  }

  @Test
  void leavingColdCostsOneRegistrationTwoRoundTripsOfTheVpnAndAnotherRegistration() {
    at(Place.OFFICE_A);
    hardMoveTo(Place.CAFE);
    long outer = roundTrip(Place.CAFE);
    long gateway = outer + 4 * MS;
    long inner = gateway + 4 * MS;
    assertGap(outer + 2 * gateway + inner + EVENTS + MS);
    assertThat(world.device().node().accessMode()).isEqualTo("cvc");
  }

  @Test
  void enteringCostsOneRoundTripThoughTheVpnIsStillUp() {
    at(Place.CAFE);
    hardMoveTo(Place.OFFICE_A);
    assertGap(roundTrip(Place.OFFICE_A) + EVENTS);
    assertThat(world.device().node().accessMode()).isEqualTo("c");
    assertThat(world.device().vpn().isDown()).isTrue();
  }

  @Test
  void aSoftMoveInsideLosesNothing() {
    at(Place.OFFICE_A);
    softMoveTo(Place.OFFICE_B);
    assertNothingLost();
  }

  @Test
  void aSoftMoveOutsideLosesNothingAndSaysNothingToTheVpn() {
    at(Place.CAFE);
    long messages = world.device().vpn().messages();
    softMoveTo(Place.CELL);
    assertNothingLost();
    assertThat(world.device().vpn().messages()).isEqualTo(messages);
  }

  @Test
  void aSoftLeaveLosesNothing() {
    at(Place.OFFICE_A);
    softMoveTo(Place.CELL);
    assertNothingLost();
    assertThat(world.device().node().accessMode()).isEqualTo("cvc");
  }

  @Test
  void aSoftEntryLosesNothingAndThenTakesTheVpnDownAndTheOuterBindingBack() {
    at(Place.CELL);
    softMoveTo(Place.OFFICE_B);
    assertNothingLost();
    assertThat(world.device().node().accessMode()).isEqualTo("c");
    assertThat(world.device().vpn().isDown()).isTrue();
    assertThat(world.fabric().agent(Tier.OUTER).bindings()).isEmpty();
  }

  @Test
  void aSilentMoveOutOfTheOfficeStopsUserDataAtTheEndOfTheProofAtTheLatest() {
    at(Place.OFFICE_A);
    world.device().on("wlan0").moveSilently(Place.CAFE);
    world.runSeconds(61);
    assertThat(world.device().node().accessMode()).isEqualTo("none");
    assertThat(world.device().projection().openings()).isEmpty();
  }

  @Test
  void theGoodByeOutsideReachesBothHomeAgents() {
    at(Place.CAFE);
    world.device().handle(new DualNode.Input.Stop(world.device().now()));
    world.runSeconds(1);
    assertThat(world.fabric().agent(Tier.INNER).bindings()).isEmpty();
    assertThat(world.fabric().agent(Tier.OUTER).bindings()).isEmpty();
    assertThat(world.device().vpn().isDown()).isTrue();
    assertThat(world.device().projection().innerPath()).isNull();
  }
}
