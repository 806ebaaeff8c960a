package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.OFFICE;

import java.time.Duration;
import java.util.List;
import org.dualmip.detector.Clue;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the user says of particular networks, and what the node makes of it. */
class NetworkRulesTest {
  private static final MacAddress ROUTER = new MacAddress(0x0200_0000_0001L);
  private static final MacAddress OTHER = new MacAddress(0x0200_0000_0002L);
  private static final Prefix4 OFFICES = Prefix4.of("10.1.0.0/16");
  private static final NetworkOverride OUTSIDE =
      new NetworkOverride("neighbour", true, Probe.NEVER, false, false);
  private static final NetworkOverride ASK =
      new NetworkOverride("partner", true, null, true, false);
  private static final NetworkOverride UNUSED =
      new NetworkOverride("prison", false, null, false, false);
  private static final NetworkOverride METERED =
      new NetworkOverride("train", true, null, false, true);
  private static final NetworkOverride ALWAYS =
      new NetworkOverride("lab", true, Probe.ALWAYS, false, false);

  private static NetworkRules.Entry by(
      @Nullable String link,
      @Nullable Prefix4 prefix,
      @Nullable MacAddress mac,
      @Nullable String ssid,
      NetworkOverride then) {
    return new NetworkRules.Entry(link, prefix, mac, ssid, then);
  }

  private static NetworkRules.Entry byPrefix(NetworkOverride then) {
    return by(null, OFFICES, null, null, then);
  }

  private static NetworkRules.Entry byMac(NetworkOverride then) {
    return by(null, null, ROUTER, null, then);
  }

  private static Clue gateway(Link link, MacAddress mac) {
    return new Clue.Gateway(link.gateway(), mac);
  }

  private static Clue accessPoint(String ssid) {
    return new Clue.AccessPoint(ssid, OTHER, "open");
  }

  private static NetworkOverride of(NetworkRules.Entry entry, NetworkIdentity network) {
    return new NetworkRules(List.of(entry)).of(network);
  }

  // --- matching

  @Test
  void aRuleHoldsWhereAllItsConditionsDo() {
    NetworkIdentity network = NetworkIdentity.of(OFFICE).withGatewayMac(ROUTER).withSsid("corp");
    assertThat(of(by("wlan0", OFFICES, ROUTER, "corp", OUTSIDE), network)).isEqualTo(OUTSIDE);
    for (NetworkRules.Entry other :
        List.of(
            by("wwan0", OFFICES, ROUTER, "corp", OUTSIDE),
            by("wlan0", Prefix4.of("10.2.0.0/16"), ROUTER, "corp", OUTSIDE),
            by("wlan0", OFFICES, OTHER, "corp", OUTSIDE),
            by("wlan0", OFFICES, ROUTER, "Corp", OUTSIDE))) {
      assertThat(of(other, network)).isEqualTo(NetworkOverride.NONE);
    }
  }

  @Test
  void aRuleAboutWhatIsNotKnownDoesNotHold() {
    assertThat(of(byMac(OUTSIDE), NetworkIdentity.of(OFFICE))).isEqualTo(NetworkOverride.NONE);
    assertThat(of(by(null, null, null, "corp", OUTSIDE), NetworkIdentity.of(OFFICE)))
        .isEqualTo(NetworkOverride.NONE);
  }

  @Test
  void theFirstRuleThatHoldsCountsAndItAlone() {
    NetworkRules rules = new NetworkRules(List.of(byPrefix(METERED), byPrefix(UNUSED)));
    assertThat(rules.of(NetworkIdentity.of(OFFICE))).isEqualTo(METERED);
  }

  @Test
  void aRuleThatForbidsMayHoldYetUnlessAnotherOneHoldsBeforeIt() {
    NetworkIdentity network = NetworkIdentity.of(OFFICE);
    for (NetworkOverride forbids : List.of(OUTSIDE, ASK, UNUSED)) {
      assertThat(new NetworkRules(List.of(byMac(forbids))).mayYetForbid(network)).isTrue();
      assertThat(new NetworkRules(List.of(byPrefix(METERED), byMac(forbids))).mayYetForbid(network))
          .isFalse();
    }
    assertThat(new NetworkRules(List.of(byMac(METERED))).mayYetForbid(network)).isFalse();
    assertThat(
            new NetworkRules(List.of(byMac(OUTSIDE))).mayYetForbid(network.withGatewayMac(OTHER)))
        .isFalse();
  }

  // --- what the node does

  @Test
  void whereTheUserSaysOutsideTheInnerHomeAgentIsNeverAskedInTheClear() {
    Script script = Script.ruled(byPrefix(OUTSIDE));
    assertThat(script.up(OFFICE)).contains("ask outer from wlan0");
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    assertThat(script.node.accessMode()).isEqualTo("cvc");
    assertThat(script.pass(Duration.ofMinutes(5))).doesNotContain("ask inner from wlan0");
  }

  @Test
  void anInterfaceInANetworkThatIsNeverUsedIsNoInterface() {
    Script script = Script.ruled(byPrefix(UNUSED));
    assertThat(script.up(OFFICE)).isEmpty();
    assertThat(script.node.projection().links()).isEmpty();
    assertThat(script.pass(Duration.ofMinutes(1))).isEmpty();
    assertThat(script.up(CELL)).contains("ask outer from wwan0");
    assertThat(script.up(CAFE)).as("in another network it is one").contains("ask outer from wlan0");
  }

  @Test
  void aNetworkThatTurnsOutToBeOneNeverUsedIsLeft() {
    Script script = Script.ruled(byMac(UNUSED));
    script.inCafe();
    assertThat(script.seen("wlan0", gateway(CAFE, OTHER))).isEmpty();
    assertThat(script.node.accessMode()).isEqualTo("cvc");
    script.seen("wlan0", gateway(CAFE, ROUTER));
    assertThat(script.node.projection().links()).isEmpty();
    assertThat(script.node.accessMode()).isEqualTo("none");
    assertThat(script.seen("wlan0", gateway(CAFE, OTHER)))
        .as("and used again when it is not")
        .contains("ask outer from wlan0");
  }

  @Test
  void aNetworkThatAsksIsOutsideUntilTheUserAllowsIt() {
    Script script = Script.ruled(byPrefix(ASK));
    assertThat(script.up(OFFICE)).contains("ask outer from wlan0");
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
    assertThat(script.pass(Duration.ofMinutes(2))).doesNotContain("ask inner from wlan0");
    assertThat(script.allow("wlan0")).contains("ask inner from wlan0");
    script.innerVouches();
    assertThat(script.node.accessMode()).isEqualTo("c");
  }

  @Test
  void whatTheUserAllowedIsForgottenWhenTheInterfaceChanges() {
    Script script = Script.ruled(byPrefix(ASK));
    script.up(OFFICE);
    script.allow("wlan0");
    assertThat(script.passMillis(10_000)).contains("ask inner from wlan0");
    script.down("wlan0");
    script.up(OFFICE);
    assertThat(script.pass(Duration.ofMinutes(2))).doesNotContain("ask inner from wlan0");
  }

  @Test
  void allowingWhatDoesNotAskChangesNothing() {
    Script script = Script.ruled(byPrefix(OUTSIDE));
    script.up(OFFICE);
    assertThat(script.allow("wlan0")).isEmpty();
    assertThat(script.allow("wwan0")).isEmpty();
  }

  @Test
  void aRuleMayLetTheNodeAskWhereNothingPointsInside() {
    Script script = Script.ruled(by("wlan0", null, null, null, ALWAYS));
    assertThat(script.up(CAFE)).contains("ask inner from wlan0");
    assertThat(script.up(CELL)).doesNotContain("ask inner from wwan0");
  }

  @Test
  void untilTheGatewayIsKnownWhatARuleAboutItForbidsIsNotDone() {
    Script script = Script.ruled(byMac(OUTSIDE));
    assertThat(script.up(OFFICE))
        .contains("ask outer from wlan0")
        .doesNotContain("ask inner from wlan0");
    assertThat(script.seen("wlan0", gateway(OFFICE, OTHER))).contains("ask inner from wlan0");
    script.down("wlan0");
    script.up(OFFICE);
    script.seen("wlan0", gateway(OFFICE, ROUTER));
    assertThat(script.pass(Duration.ofMinutes(1))).doesNotContain("ask inner from wlan0");
  }

  @Test
  void aGatewayThatNobodyTellsOfIsWaitedForOnlyForAWhile() {
    Script script = Script.ruled(byMac(OUTSIDE));
    script.up(OFFICE);
    assertThat(script.pass(Networks.PATIENCE.minusMillis(1)))
        .doesNotContain("ask inner from wlan0");
    assertThat(script.passMillis(1)).contains("ask inner from wlan0");
  }

  @Test
  void theNameOfAWirelessNetworkMayBeKnownBeforeItsAddress() {
    Script script = Script.ruled(by(null, null, null, "corp", OUTSIDE));
    script.seen("wlan0", accessPoint("cafe"));
    assertThat(script.up(OFFICE)).contains("ask inner from wlan0");
    script.down("wlan0");
    script.seen("wlan0", accessPoint("corp"));
    assertThat(script.up(OFFICE)).contains("ask outer from wlan0");
    assertThat(script.pass(Duration.ofMinutes(1))).doesNotContain("ask inner from wlan0");
  }

  @Test
  void anotherStationsAddressSaysNothingOfTheGateway() {
    Script script = Script.ruled(byMac(UNUSED));
    script.inCafe();
    script.seen("wlan0", new Clue.Gateway(Ip4.of("198.51.100.99"), ROUTER));
    assertThat(script.node.accessMode()).isEqualTo("cvc");
  }

  @Test
  void insideIsLeftWhereARuleComesToForbidIt() {
    Script script = Script.ruled(by(null, null, null, "guests", OUTSIDE));
    script.seen("wlan0", accessPoint("corp"));
    script.inOffice();
    assertThat(script.node.accessMode()).isEqualTo("c");
    List<String> done = script.seen("wlan0", accessPoint("guests"));
    assertThat(done).contains("project inner - outer -", "ask outer from wlan0");
    assertThat(script.node.projection().openings()).isEmpty();
    assertThat(script.pass(Duration.ofMinutes(1))).doesNotContain("ask inner from wlan0");
  }

  @Test
  void aMeteredNetworkMakesItsInterfaceTheLastAmongEquals() {
    Script script = Script.ruled(by(null, null, null, "train", METERED));
    script.up(CELL);
    script.outerAccepts();
    script.seen("wlan0", accessPoint("train"));
    assertThat(script.up(CAFE)).noneMatch(done -> done.startsWith("ask"));
    assertThat(script.node.isMetered("wlan0")).isTrue();
    assertThat(script.seen("wlan0", accessPoint("cafe"))).contains("ask outer from wlan0");
    assertThat(script.node.isMetered("wlan0")).isFalse();
  }

  @Test
  void whatIsDoneAboutANetworkIsTold() {
    Script script = Script.ruled(byPrefix(ASK));
    script.up(OFFICE);
    assertThat(script.changes())
        .filteredOn(change -> change.what().equals("network-rule"))
        .singleElement()
        .satisfies(change -> {
          assertThat(change.after()).isEqualTo("partner");
          assertThat(change.why()).isEqualTo("asks first: 'dualmip allow partner'");
        });
  }
}
