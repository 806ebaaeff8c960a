package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.OFFICE;
import static org.dualmip.mobilenode.Script.V;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Opening;
import org.junit.jupiter.api.Test;

/** No outer system: the VPN leaves through the interface itself (RFC 5266, access mode mc). */
class BareVpnTest {
  private final Script script = Script.bare(true);

  private Projection projection() {
    return script.node.projection();
  }

  @Test
  void outsideTheVpnComesFirstAndUserDataWaitsForTheInnerRegistrationThroughIt() {
    assertThat(script.up(CAFE))
        .containsExactly("project inner - outer bare wlan0", "connect from 0.0.0.0");
    assertThat(script.vpnUp())
        .containsExactly("project inner - outer bare wlan0", "ask inner from vpn");
    assertThat(projection().openings()).isEmpty();
    assertThat(script.innerAccepts()).containsExactly("project inner vpn outer bare wlan0");
    assertThat(projection().openings()).containsExactly(new Opening.Outside(V));
    assertThat(projection().outerHome()).isNull();
    assertThat(script.node.accessMode()).isEqualTo("mc");
  }

  @Test
  void aHardMoveOutsideIsAChangeOfTheVpnsWayAndOfNothingElse() {
    script.bareInCafe();
    assertThat(script.down("wlan0")).containsExactly("project inner - outer -");
    assertThat(script.up(CELL)).containsExactly("project inner vpn outer bare wwan0");
    assertThat(projection().vpnFrom()).isEqualTo(CELL.careOf());
    assertThat(script.passMillis(5_000)).isEmpty();
  }

  @Test
  void aSoftMoveOutsideLeadsTheVpnToTheNewInterface() {
    script.bareInCafe();
    assertThat(script.up(CELL)).containsExactly("project inner vpn outer bare wwan0");
  }

  @Test
  void enteringTellsTheGatewayAndTheInnerHomeAgentAtTheSameTime() {
    script.bareInCafe();
    script.down("wlan0");
    // RFC 5266 §3.4: with a VPN, MOBIKE and the request to the i-HA go out together.
    assertThat(script.up(OFFICE))
        .containsExactly("project inner vpn outer bare wlan0", "ask inner from wlan0");
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer bare wlan0");
    assertThat(script.node.accessMode()).isEqualTo("c");
    assertThat(script.passMillis(2_000)).contains("disconnect");
    assertThat(projection().vpnFrom()).isNull();
    assertThat(projection().vpnAddress()).isNull();
  }

  @Test
  void whereAddressesPointInsideAndThereIsNoVpnYetTheInnerHomeAgentIsAskedFirst() {
    assertThat(script.up(OFFICE)).doesNotContain("connect from 0.0.0.0");
    assertThat(script.passMillis(499)).isEmpty();
    assertThat(script.passMillis(1))
        .containsExactly("project inner - outer bare wlan0", "connect from 0.0.0.0");
  }

  @Test
  void leavingColdNeedsTheVpnAndARegistrationThroughIt() {
    script.inOffice();
    assertThat(script.down("wlan0")).containsExactly("project inner - outer -");
    assertThat(script.up(CAFE))
        .containsExactly("project inner - outer bare wlan0", "connect from 0.0.0.0");
    assertThat(projection().probes()).as("a café learns nothing").isEmpty();
  }

  @Test
  void anInterfaceThroughWhichNoVpnComesUpGivesWayToAnother() {
    script.up(CELL);
    script.up(CAFE);
    assertThat(projection().vpnFrom()).isEqualTo(CAFE.careOf());
    List<String> done = script.pass(Duration.ofSeconds(11));
    assertThat(done).contains("project inner - outer bare wwan0");
    assertThat(projection().vpnFrom()).isEqualTo(CELL.careOf());
  }

  @Test
  void withoutMobikeTheVpnIsBoundToEachCareOfAddressInTurn() {
    Script plain = Script.bare(false);
    assertThat(plain.up(CAFE)).contains("connect from " + CAFE.address());
    plain.vpnUp();
    plain.innerAccepts();
    assertThat(plain.node.accessMode()).isEqualTo("vc");
    plain.down("wlan0");
    assertThat(plain.up(CELL)).contains("connect from " + CELL.address());
    assertThat(plain.node.projection().openings()).as("another V may come").isEmpty();
  }

  @Test
  void aForeignAgentsAddressIsNoWayForTheVpn() {
    Script served = Script.bareWithAgents();
    Ip4 address = Ip4.of("198.51.100.1");
    served.carrier("wlan0");
    List<String> done =
        served.advertises(
            new CareOf.ThroughAgent("wlan0", address, address, new MacAddress(0x0200_0000_0001L)),
            0,
            0);
    assertThat(done).noneMatch(one -> one.startsWith("connect") || one.startsWith("ask"));
    assertThat(served.pass(Duration.ofSeconds(2)))
        .noneMatch(one -> one.startsWith("connect") || one.startsWith("ask"));
    assertThat(served.node.projection().vpnFrom()).isNull();
  }

  @Test
  void stoppingSaysGoodByeThroughTheVpnAndTakesItDown() {
    script.bareInCafe();
    assertThat(script.stop()).contains("leave inner from vpn");
    assertThat(script.passMillis(300)).contains("disconnect");
    assertThat(projection().openings()).isEmpty();
  }

  @Test
  void eitherTheOuterSystemOrMobikeMakesTheVpnMobile() {
    assertThatThrownBy(() -> Script.both()).hasMessageContaining("MOBIKE");
  }
}
