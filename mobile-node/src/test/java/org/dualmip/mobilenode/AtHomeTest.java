package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.HOME;
import static org.dualmip.mobilenode.Script.MONITOR;
import static org.dualmip.mobilenode.Script.OFFICE_B;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Opening;
import org.junit.jupiter.api.Test;

/** On the home link and away from it again: the steps of RFC 5944 §4.6 and their order. */
class AtHomeTest {
  private static final CareOf AT_HOME = new CareOf.AtHome("wlan0", Ip4.of("10.1.0.100"));

  private final Script script = new Script();

  private Projection projection() {
    return script.node.projection();
  }

  private Script atHome() {
    script.up(HOME);
    script.innerVouches();
    script.passMillis(5_000);
    return script;
  }

  @Test
  void comingHomeItAnswersArpThenAnnouncesItselfThenDeregistersAndOpensOnTheAnswer() {
    assertThat(script.up(HOME))
        .containsExactly(
            "project at home on wlan0 inner - outer -",
            "announce home on wlan0",
            "leave inner from wlan0");
    RegistrationRequest request = script.requested(Tier.INNER);
    assertThat(request.careOf()).as("all bindings").isEqualTo(request.home());
    assertThat(request.lifetime()).isZero();
    assertThat(projection().openings()).as("nothing is proved").isEmpty();
    assertThat(script.node.accessMode()).isEqualTo("none");

    assertThat(script.innerVouches())
        .containsExactly("project at home on wlan0 inner wlan0 outer -");
    assertThat(projection().openings())
        .containsExactly(
            new Opening.Inside(
                AT_HOME, script.now().monotonic().plus(MONITOR).plus(Duration.ofMillis(-10))));
    assertThat(script.node.accessMode()).isEqualTo("home");
    assertThat(projection().innerPath()).matches(Projection.Path::isAtHome);
  }

  @Test
  void theAnnouncementIsRepeatedBesideTheRequest() {
    script.up(HOME);
    assertThat(script.passMillis(200)).containsExactly("announce home on wlan0");
    script.innerVouches();
    assertThat(script.passMillis(4_000))
        .containsExactly("announce home on wlan0", "announce home on wlan0");
  }

  @Test
  void withoutTheWordOnTrustedNetworksNothingOpensAndTheOuterWayIsTaken() {
    script.up(HOME);
    assertThat(script.innerAccepts())
        .containsExactly("project inner - outer -", "ask outer from wlan0");
    assertThat(projection().openings()).isEmpty();
  }

  @Test
  void whoOnlyPretendsToBeTheHomeLinkTakesNothingAway() {
    script.up(CELL);
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    assertThat(script.up(HOME))
        .containsExactly(
            "project at home on wlan0 inner vpn outer wwan0",
            "announce home on wlan0",
            "leave inner from wlan0");
    assertThat(projection().openings()).containsExactly(new Opening.Outside(Script.V));
    assertThat(script.passMillis(8_000))
        .as("it may have been heard, so the binding is made sure of")
        .contains("ask inner from vpn");
    assertThat(projection().openings()).containsExactly(new Opening.Outside(Script.V));
    assertThat(projection().homeLink()).as("given up").isNull();
    assertThat(script.node.accessMode()).isEqualTo("cvc");
  }

  @Test
  void aRefusalLeavesUserDataStopped() {
    script.up(HOME);
    script.answer(Tier.INNER, new ReplyCode(129));
    assertThat(projection().openings()).isEmpty();
    assertThat(script.node.accessMode()).isEqualTo("none");
  }

  @Test
  void theProofIsRenewedLikeAnyOtherAndUserDataStopsWithIt() {
    atHome();
    assertThat(script.pass(MONITOR.minusSeconds(24))).contains("leave inner from wlan0");
    assertThat(script.innerVouches())
        .containsExactly("project at home on wlan0 inner wlan0 outer -");
    assertThat(script.node.accessMode()).isEqualTo("home");
    script.pass(MONITOR);
    assertThat(projection().openings()).isEmpty();
    assertThat(script.node.accessMode()).isEqualTo("none");
  }

  @Test
  void enteringSoftlyFromOutsideDrainsTheVpnAndLeavesTheOuterSystem() {
    script.up(CELL);
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    script.up(HOME);
    assertThat(script.innerVouches())
        .containsExactly("project at home on wlan0 inner wlan0 outer wwan0");
    assertThat(projection().openings()).hasSize(2);
    assertThat(script.passMillis(2_000))
        .endsWith(
            "project at home on wlan0 inner wlan0 outer -", "disconnect", "leave outer from wwan0");
    assertThat(script.node.accessMode()).isEqualTo("home");
  }

  @Test
  void leavingSoftlyItAnswersNoArpFromBeforeTheRequestAndGoesOnUntilTheAnswer() {
    atHome();
    assertThat(script.up(OFFICE_B))
        .containsExactly("project inner wlan0 outer -", "ask inner from wwan0");
    assertThat(projection().openings()).as("user data goes on").hasSize(1);
    assertThat(script.innerVouches()).containsExactly("project inner wwan0 outer -");
    assertThat(projection().openings()).as("what is in flight is taken").hasSize(2);
    script.passMillis(2_000);
    assertThat(projection().openings()).hasSize(1);
    assertThat(script.node.accessMode()).isEqualTo("c");
  }

  @Test
  void leavingForTheOutsideItAnswersArpUntilTheVpnsAddressIsToBeRegistered() {
    atHome();
    assertThat(script.up(CELL))
        .containsExactly("project at home on wlan0 inner wlan0 outer -", "ask outer from wwan0");
    script.outerAccepts();
    assertThat(script.vpnUp())
        .containsExactly("project inner wlan0 outer wwan0", "ask inner from vpn");
    assertThat(script.innerAccepts()).containsExactly("project inner vpn outer wwan0");
    assertThat(script.node.accessMode()).isEqualTo("cvc");
  }

  @Test
  void ifNothingComesOfLeavingItComesBackAndTellsEverybody() {
    atHome();
    script.up(OFFICE_B);
    assertThat(script.down("wwan0"))
        .containsExactly(
            "project at home on wlan0 inner wlan0 outer -",
            "announce home on wlan0",
            "leave inner from wlan0");
    script.innerVouches();
    assertThat(script.node.accessMode()).isEqualTo("home");
  }

  @Test
  void aLostHomeLinkTakesTheAddressAlong() {
    atHome();
    assertThat(script.down("wlan0")).containsExactly("project inner - outer -");
    assertThat(projection().homeLink()).isNull();
    script.up(CELL);
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    assertThat(script.node.accessMode()).isEqualTo("cvc");
  }

  @Test
  void theEndOfTheServiceHasNothingToTakeBackAtHome() {
    atHome();
    assertThat(script.stop()).containsExactly("project inner - outer -");
    assertThat(projection().openings()).isEmpty();
  }

  @Test
  void aMobileRouterIsRegisteredOnTheHomeLinkTooForOthersWouldNotFindItsNetworks() {
    Script router =
        Script.router(new MobileNetworks.Config(List.of(Prefix4.of("10.1.50.0/24")), true));
    assertThat(router.up(HOME)).containsExactly("project inner - outer -", "ask inner from wlan0");
  }
}
