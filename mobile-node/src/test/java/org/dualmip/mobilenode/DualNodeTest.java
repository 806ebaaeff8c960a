package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.MONITOR;
import static org.dualmip.mobilenode.Script.OFFICE;
import static org.dualmip.mobilenode.Script.OFFICE_B;
import static org.dualmip.mobilenode.Script.V;
import static org.dualmip.mobilenode.Script.VPN;

import java.time.Duration;
import java.util.List;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
import org.junit.jupiter.api.Test;

/** The orders of the context switch, as the sequences of what is to be done. */
class DualNodeTest {
  private static final Clue NO_GATEWAY = new Clue.GatewaySilent(Ip4.of("10.1.1.1"));

  private final Script script = new Script();

  private Projection projection() {
    return script.node.projection();
  }

  @Test
  void atFirstNothingIsOpenAndNothingToDo() {
    assertThat(projection()).isEqualTo(Projection.NOTHING);
    assertThat(script.node.wakeAt()).isNull();
    assertThat(script.node.accessMode()).isEqualTo("none");
  }

  @Test
  void noSensorCanSayWhatOnlyTheNodeItselfCanConclude() {
    script.up(CAFE);
    assertThat(script.seen("wlan0", new Clue.Found(true, Duration.ofMillis(1)))).isEmpty();
    script.pass(Duration.ofSeconds(20));
    assertThat(projection().probes()).isEmpty();
  }

  @Test
  void whatPointsInsideOnlyLaterIsFollowedAtOnce() {
    script.up(CAFE);
    script.outerAccepts();
    Ip4 inner = Ip4.of("10.1.7.1");
    script.seen("wlan0", new Clue.Lease(inner, List.of("corp.example"), List.of()));
    script.seen("wlan0", new Clue.Icmp(inner, 3));
    script.seen("wlan0", new Clue.Neighbour(inner));
    assertThat(
            script.seen(
                "wlan0", new Clue.AgentAdvertised(inner, MacAddress.BROADCAST, List.of(inner))))
        .contains("ask inner from wlan0");
  }

  @Test
  void enteringFromNothingAsksTheInnerHomeAgentAndOpensOnItsWord() {
    assertThat(script.up(OFFICE))
        .containsExactly("project inner - outer -", "ask inner from wlan0");
    assertThat(projection().probes()).containsExactly("wlan0");
    assertThat(projection().openings()).isEmpty();
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer -");
    assertThat(projection().openings())
        .containsExactly(
            new Opening.Inside(
                OFFICE.careOf(),
                script.now().monotonic().plus(MONITOR).plus(Duration.ofMillis(-10))));
    assertThat(script.node.accessMode()).isEqualTo("c");
  }

  @Test
  void withoutTheWordOnTrustedNetworksNothingOpensAndTheOuterWayIsTaken() {
    script.up(OFFICE);
    assertThat(script.innerAccepts())
        .containsExactly("project inner - outer -", "ask outer from wlan0");
    assertThat(projection().openings()).isEmpty();
  }

  @Test
  void theOuterHomeAgentIsAskedHalfASecondLaterWhereTheAddressPointsInside() {
    script.up(OFFICE);
    assertThat(script.passMillis(499)).isEmpty();
    assertThat(script.passMillis(1))
        .containsExactly("project inner - outer -", "ask outer from wlan0");
  }

  @Test
  void leavingColdShutsFirstThenOuterThenVpnThenInnerThroughItThenOpens() {
    script.inOffice();
    assertThat(script.down("wlan0")).containsExactly("project inner - outer -");
    assertThat(script.up(CAFE)).containsExactly("project inner - outer -", "ask outer from wlan0");
    assertThat(projection().probes()).as("a café learns nothing").isEmpty();
    assertThat(script.outerAccepts())
        .containsExactly("project inner - outer wlan0", "connect from " + Script.M);
    assertThat(script.vpnUp()).containsExactly("project inner - outer wlan0", "ask inner from vpn");
    assertThat(projection().vpnAddress()).isEqualTo(V);
    assertThat(projection().openings()).isEmpty();
    assertThat(script.innerAccepts()).containsExactly("project inner vpn outer wlan0");
    assertThat(projection().openings()).containsExactly(new Opening.Outside(V));
    assertThat(script.node.accessMode()).isEqualTo("cvc");
  }

  @Test
  void movingOutsideHardNeedsOneAnswerAndNothingOfTheVpn() {
    script.inCafe();
    assertThat(script.down("wlan0")).containsExactly("project inner - outer -");
    assertThat(script.up(CELL)).containsExactly("project inner - outer -", "ask outer from wwan0");
    assertThat(script.outerAccepts()).containsExactly("project inner vpn outer wwan0");
    assertThat(script.passMillis(5_000)).isEmpty();
  }

  @Test
  void movingOutsideSoftlyKeepsTheOldPathUntilTheNewOneIsThereAndAcceptsBothForAWhile() {
    script.inCafe();
    Path old = projection().outerPath();
    assertThat(script.up(CELL))
        .containsExactly("project inner vpn outer wlan0", "ask outer from wwan0");
    assertThat(script.outerAccepts()).containsExactly("project inner vpn outer wwan0");
    assertThat(projection().outerAccepted()).hasSize(2).contains(old);
    script.passMillis(1_999);
    assertThat(projection().outerAccepted()).hasSize(2);
    assertThat(script.passMillis(1)).containsExactly("project inner vpn outer wwan0");
    assertThat(projection().outerAccepted()).containsExactly(projection().outerPath());
  }

  @Test
  void enteringHardOpensOnTheInnerAnswerAndTakesTheVpnDownAfterTheDrain() {
    script.inCafe();
    script.down("wlan0");
    assertThat(script.up(OFFICE))
        .containsExactly("project inner - outer -", "ask inner from wlan0");
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer -");
    assertThat(script.passMillis(1_999)).doesNotContain("disconnect");
    assertThat(script.passMillis(1)).containsExactly("project inner wlan0 outer -", "disconnect");
    assertThat(projection().vpnAddress()).isNull();
  }

  @Test
  void enteringSoftlyDrainsTheOldContextThenTakesTheVpnDownAndTheOuterBindingBack() {
    script.inCafe();
    assertThat(script.up(OFFICE_B))
        .containsExactly("project inner vpn outer wlan0", "ask inner from wwan0");
    assertThat(script.innerVouches()).containsExactly("project inner wwan0 outer wlan0");
    assertThat(projection().innerAccepted()).hasSize(2);
    assertThat(projection().openings()).hasSize(2).contains(new Opening.Outside(V));
    assertThat(script.passMillis(2_000))
        .endsWith("project inner wwan0 outer -", "disconnect", "leave outer from wlan0");
    assertThat(projection().openings()).hasSize(1);
    assertThat(script.outerAccepts()).containsExactly("project inner wwan0 outer -");
    assertThat(projection().sockets()).noneMatch(socket -> socket.tier() == Tier.OUTER);
  }

  @Test
  void anotherStationForTheGatewayShutsTheGateBeforeAnythingIsAskedAndDetectsAgain() {
    script.inOffice();
    assertThat(script.gatewayIs(OFFICE, "02:00:00:00:00:01")).isEmpty();
    assertThat(script.gatewayIs(OFFICE, "02:00:00:00:00:01")).isEmpty();
    assertThat(projection().openings()).hasSize(1);
    assertThat(script.gatewayIs(OFFICE, "02:00:00:00:00:66"))
        .startsWith("project inner - outer -")
        .contains("ask inner from wlan0");
    assertThat(projection().openings()).isEmpty();
    assertThat(script.changes())
        .anyMatch(change ->
            change.what().equals("link-lost")
                && change.why().equals("its gateway is another station"));
    script.innerVouches();
    assertThat(projection().openings()).as("proved anew").hasSize(1);
  }

  @Test
  void aStationThatSpeaksForAnotherAddressThanTheGatewaysChangesNothing() {
    script.inOffice();
    script.gatewayIs(OFFICE, "02:00:00:00:00:01");
    Link other = new Link("wlan0", OFFICE.address(), 24, Ip4.of("10.1.1.9"));
    assertThat(script.gatewayIs(other, "02:00:00:00:00:66")).isEmpty();
    assertThat(projection().openings()).hasSize(1);
  }

  @Test
  void inTheCafeAnotherGatewayCostsOneRegistrationAndNothingOfTheVpn() {
    script.inCafe();
    script.gatewayIs(CAFE, "02:00:00:00:00:01");
    assertThat(script.gatewayIs(CAFE, "02:00:00:00:00:66"))
        .containsExactly("project inner - outer -", "ask outer from wlan0");
    assertThat(script.outerAccepts()).containsExactly("project inner vpn outer wlan0");
  }

  @Test
  void afterTheLinkWentDownAnyStationMayBeTheGateway() {
    script.inOffice();
    script.gatewayIs(OFFICE, "02:00:00:00:00:01");
    script.down("wlan0");
    script.inOffice();
    assertThat(script.gatewayIs(OFFICE, "02:00:00:00:00:66")).isEmpty();
    assertThat(projection().openings()).hasSize(1);
  }

  @Test
  void leavingSoftlyBuildsTheWholeOutsideWhileTheInsideStillCarries() {
    script.inOffice();
    assertThat(script.up(CELL))
        .containsExactly("project inner wlan0 outer -", "ask outer from wwan0");
    assertThat(script.outerAccepts())
        .containsExactly("project inner wlan0 outer wwan0", "connect from " + Script.M);
    assertThat(script.vpnUp())
        .containsExactly("project inner wlan0 outer wwan0", "ask inner from vpn");
    assertThat(script.innerAccepts()).containsExactly("project inner vpn outer wwan0");
    assertThat(projection().openings()).as("what is in flight inside is still taken").hasSize(2);
    script.passMillis(2_000);
    assertThat(projection().openings()).containsExactly(new Opening.Outside(V));
  }

  @Test
  void movingInsideSoftlyKeepsTheOldOfficeUntilTheNewOneIsProved() {
    script.inOffice();
    assertThat(script.up(OFFICE_B))
        .containsExactly("project inner wlan0 outer -", "ask inner from wwan0");
    assertThat(script.innerVouches()).containsExactly("project inner wwan0 outer -");
    assertThat(projection().openings()).hasSize(2);
    script.passMillis(2_000);
    assertThat(projection().openings())
        .singleElement()
        .isInstanceOfSatisfying(
            Opening.Inside.class, one -> assertThat(one.careOf()).isEqualTo(OFFICE_B.careOf()));
  }

  @Test
  void insideIsProvedAnewBeforeTheMonitorTimeIsOver() {
    script.inOffice();
    assertThat(script.pass(Duration.ofSeconds(39))).isEmpty();
    assertThat(script.passMillis(1_500)).contains("ask inner from wlan0");
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer -");
    assertThat(openFor()).isBetween(Duration.ofSeconds(59), MONITOR);
  }

  @Test
  void whereTheInsideIsDoubtfulItIsProvedAnewAtOnceAndThenMoreOften() {
    script.inOffice();
    assertThat(script.pass(Duration.ofSeconds(35))).isEmpty();
    assertThat(script.seen("wlan0", NO_GATEWAY)).contains("ask inner from wlan0");
    assertThat(script.seen("wlan0", NO_GATEWAY)).as("not twice").isEmpty();
    script.innerVouches();
    assertThat(openFor()).isBetween(Duration.ofSeconds(29), MONITOR.dividedBy(2));
    assertThat(script.changes())
        .anySatisfy(change -> {
          assertThat(change.what()).isEqualTo("monitoring");
          assertThat(change.after()).isEqualTo("30 s");
        });
    assertThat(script.pass(Duration.ofSeconds(19))).doesNotContain("ask inner from wlan0");
    assertThat(script.seen("wlan0", NO_GATEWAY)).isEmpty();
    assertThat(script.passMillis(1_500)).contains("ask inner from wlan0");
  }

  @Test
  void aDoubtThatIsNotRemovedShutsTheGateSooner() {
    script.inOffice();
    script.pass(Duration.ofSeconds(25));
    script.seen("wlan0", NO_GATEWAY);
    assertThat(openFor()).isEqualTo(Duration.ofSeconds(10));
    assertThat(script.passMillis(9_990)).doesNotContain("project inner - outer -");
    List<String> done = script.passMillis(20);
    assertThat(done.getFirst()).isEqualTo("project inner - outer -");
    assertThat(projection().openings()).isEmpty();
    assertThat(script.passMillis(2_000)).contains("ask inner from wlan0", "ask outer from wlan0");
  }

  private Duration openFor() {
    Opening.Inside open = (Opening.Inside) projection().openings().iterator().next();
    return open.until().since(script.now().monotonic());
  }

  @Test
  void withoutANewProofTheGateShutsAtTheMonitorTimeAndDetectionBeginsAgain() {
    script.inOffice();
    List<String> done = script.pass(MONITOR.plus(Duration.ofMillis(-11)));
    assertThat(done).doesNotContain("project inner - outer -");
    assertThat(projection().innerPath()).isNotNull();
    done = script.passMillis(2);
    assertThat(done.getFirst()).isEqualTo("project inner - outer -");
    assertThat(projection().openings()).isEmpty();
    assertThat(script.passMillis(2_000)).contains("ask inner from wlan0", "ask outer from wlan0");
  }

  @Test
  void aLostVpnShutsTheGateAtOnceAndAnotherOneOpensItAfterTheInnerAnswer() {
    script.inCafe();
    script.passMillis(5_000);
    assertThat(script.vpnDown())
        .containsExactly("project inner - outer wlan0", "ask outer from wlan0");
    assertThat(projection().openings()).isEmpty();
    assertThat(script.vpnUp()).containsExactly("project inner - outer wlan0", "ask inner from vpn");
    assertThat(script.innerAccepts()).containsExactly("project inner vpn outer wlan0");
  }

  @Test
  void whatWentUnansweredThroughTheVpnIsAskedAgainAtOnceWhenThereIsANewPathBelow() {
    script.up(CAFE);
    script.outerAccepts();
    script.vpnUp();
    script.passMillis(16_000); // the requests through the VPN are in their back-off
    script.down("wlan0");
    script.up(CELL);
    assertThat(script.outerAccepts())
        .containsExactly("project inner - outer wwan0", "ask inner from vpn");
  }

  @Test
  void aVpnThatDoesNotComeUpMakesItLookAtThePathBelow() {
    script.up(CAFE);
    script.outerAccepts();
    assertThat(script.pass(Duration.ofSeconds(29))).isEmpty();
    assertThat(script.passMillis(1_000)).containsExactly("ask outer from wlan0");
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    assertThat(script.pass(Duration.ofSeconds(40))).doesNotContain("ask outer from wlan0");
  }

  @Test
  void anotherOuterHomeAddressBindsTheVpnAnew() {
    script.inCafe();
    script.pass(Duration.ofSeconds(400)); // the renewal
    script.answer(Tier.OUTER, ReplyCode.PROHIBITED);
    script.passMillis(1_000);
    assertThat(script.answerWithHome(Ip4.of("203.0.113.131")))
        .containsExactly("project inner - outer wlan0", "connect from 203.0.113.131");
    assertThat(projection().vpnAddress()).isNull();
  }

  @Test
  void aVpnThatComesUpAfterItWasGivenUpIsNotUsed() {
    script.up(CAFE);
    script.outerAccepts();
    script.down("wlan0");
    script.inOffice();
    script.passMillis(2_000); // the VPN is not wanted any more
    assertThat(script.vpnUp()).isEmpty();
    assertThat(projection().vpnAddress()).isNull();
    script.vpnDown();
    script.down("wlan0");
    script.up(CAFE);
    assertThat(script.outerAccepts())
        .as("it is asked for again")
        .contains("connect from 203.0.113.130");
  }

  @Test
  void anAnswerOfTheInnerHomeAgentThatOnlyCorrectsTheClockIsWaitedFor() {
    script.up(OFFICE);
    script.answer(Tier.INNER, ReplyCode.IDENTIFICATION_MISMATCH);
    assertThat(script.passMillis(980)).isEmpty();
    assertThat(script.passMillis(20)).containsExactly("ask inner from wlan0");
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer -");
  }

  @Test
  void anInterfaceThroughWhichNobodyAnswersIsLeftForAnother() {
    script.up(CELL);
    script.up(CAFE); // the newer one, but nobody answers
    List<String> done = script.passMillis(7_000);
    assertThat(done).endsWith("ask outer from wwan0");
    assertThat(script.changes())
        .anyMatch(change -> change.what().equals("in-vain") && "wlan0".equals(change.link()));
    script.outerAccepts();
    assertThat(projection().outerPath()).extracting(Path::careOf).isEqualTo(CELL.careOf());
    assertThat(script.pass(Duration.ofSeconds(31))).contains("ask outer from wlan0");
    assertThat(projection().outerPath())
        .as("meanwhile")
        .extracting(Path::careOf)
        .isEqualTo(CELL.careOf());
  }

  @Test
  void theSameLinkAgainAndUnknownInterfacesChangeNothing() {
    script.inOffice();
    assertThat(script.up(OFFICE)).isEmpty();
    assertThat(script.up(new Link("eth7", CAFE.address(), 24, CAFE.gateway()))).isEmpty();
    assertThat(script.down("eth7")).isEmpty();
  }

  @Test
  void aNewAddressOnTheSameInterfaceShutsTheGateAndIsProvedAnew() {
    script.inOffice();
    Link other = new Link("wlan0", OFFICE_B.address(), 24, OFFICE_B.gateway());
    assertThat(script.up(other)).containsExactly("project inner - outer -", "ask inner from wlan0");
    assertThat(projection().links()).containsExactly(other);
  }

  @Test
  void theGateIsReportedWithTheWayItOpensAndWithTheReason() {
    script.inCafe();
    script.down("wlan0");
    List<Output.Changed> gates =
        script.changes().stream().filter(change -> change.what().startsWith("gate-")).toList();
    assertThat(gates).extracting(Output.Changed::what).containsExactly("gate-opened", "gate-shut");
    assertThat(gates.getFirst().link()).isEqualTo("wlan0");
    assertThat(gates.getFirst().before()).isEqualTo("shut");
    assertThat(gates.getFirst().after()).startsWith("outside");
    assertThat(gates.getLast().after()).isEqualTo("shut");
    assertThat(gates.getLast().why()).contains("wlan0 is lost");
  }

  @Test
  void theGoodByeOutsideGoesThroughTheVpnBeforeTheVpnGoes() {
    script.inCafe();
    script.passMillis(5_000);
    assertThat(script.stop())
        .containsExactly("project inner - outer wlan0", "leave inner from vpn");
    assertThat(projection().openings()).isEmpty();
    assertThat(script.innerAccepts())
        .containsExactly("project inner - outer -", "disconnect", "leave outer from wlan0");
  }

  @Test
  void theGoodByeDoesNotWaitLongForTheInnerHomeAgent() {
    script.inCafe();
    script.passMillis(5_000);
    script.stop();
    assertThat(script.passMillis(300)).contains("disconnect", "leave outer from wlan0");
  }

  @Test
  void afterTheGoodByeNothingIsTriedAnyMore() {
    script.inOffice();
    script.stop();
    script.innerAccepts();
    assertThat(script.up(CELL)).containsExactly("project inner - outer -");
    assertThat(script.pass(Duration.ofMinutes(5))).isEmpty();
  }

  @Test
  void whatTheVpnCarriesIsAcceptedOnlyAtItsAddress() {
    script.inCafe();
    assertThat(projection().innerAccepted())
        .extracting(Path::careOf)
        .containsExactly(VPN)
        .doesNotContain(new CareOf.CoLocated("wlan0", CAFE.address()));
    assertThat(projection().outerHome()).isEqualTo(Script.M);
  }
}
