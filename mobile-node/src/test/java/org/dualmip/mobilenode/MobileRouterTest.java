package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.OFFICE;

import java.util.List;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.MobileNetwork.Subtype;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

/** A network behind the node moves with it (RFC 5177). */
class MobileRouterTest {
  private static final Prefix4 NETWORK = Prefix4.of("10.1.50.0/24");
  private static final Prefix4 OTHER = Prefix4.of("10.1.51.0/24");

  private static Script explicit(Prefix4... networks) {
    return Script.router(new MobileNetworks.Config(List.of(networks), true));
  }

  private static Extension says(Subtype subtype, int code, Prefix4 network) {
    return new MobileNetwork(subtype, code, network);
  }

  private static void answer(Script script, Extension... more) {
    Extension[] all = new Extension[more.length + 1];
    all[0] = new TrustedNetworksConfigured();
    System.arraycopy(more, 0, all, 1, more.length);
    script.answer(Tier.INNER, ReplyCode.ACCEPTED, all);
  }

  @Test
  void explicitlyEachRequestNamesTheNetworksAndOnlyConfirmedOnesAreForwardedFor() {
    Script script = explicit(NETWORK, OTHER);
    script.up(OFFICE);
    assertThat(script.requested(Tier.INNER).extensions())
        .contains(MobileNetwork.request(NETWORK), MobileNetwork.request(OTHER));
    assertThat(script.node.projection().mobileNetworks()).isEmpty();
    answer(
        script,
        says(Subtype.EXPLICIT_ACK, MobileNetwork.SUCCESS, NETWORK),
        says(Subtype.EXPLICIT_ACK, MobileNetwork.UNAUTHORIZED, OTHER));
    assertThat(script.node.projection().mobileNetworks()).containsExactly(NETWORK);
  }

  @Test
  void theOuterHomeAgentHearsNothingOfTheNetworks() {
    Script script = explicit(NETWORK);
    script.up(CAFE);
    assertThat(script.requested(Tier.OUTER).extensions())
        .doesNotHaveAnyElementsOfTypes(MobileNetwork.class);
    script.outerAccepts();
    script.vpnUp();
    assertThat(script.requested(Tier.INNER).extensions()).contains(MobileNetwork.request(NETWORK));
  }

  @Test
  void implicitlyTheHomeAgentKnowsTheNetworksAndIsNotAsked() {
    Script script = Script.router(new MobileNetworks.Config(List.of(NETWORK), false));
    script.up(OFFICE);
    assertThat(script.requested(Tier.INNER).extensions())
        .doesNotHaveAnyElementsOfTypes(MobileNetwork.class);
    assertThat(script.node.projection().mobileNetworks()).containsExactly(NETWORK);
    answer(script, says(Subtype.IMPLICIT_ACK, MobileNetwork.SUCCESS, OTHER));
    assertThat(script.node.projection().mobileNetworks())
        .as("the home agent's word counts")
        .containsExactly(OTHER);
  }

  @Test
  void aNetworkCanBeLeftToTheHomeAgent() {
    Script script = explicit(Prefix4.of("0.0.0.0/24"));
    script.up(OFFICE);
    answer(script, says(Subtype.EXPLICIT_ACK, MobileNetwork.SUCCESS, NETWORK));
    assertThat(script.node.projection().mobileNetworks()).containsExactly(NETWORK);
  }

  @Test
  void theNetworkGoesNowhereWhereTheNodesOwnUserDataDoesNot() {
    Script script = explicit(NETWORK);
    script.up(OFFICE);
    answer(script, says(Subtype.EXPLICIT_ACK, MobileNetwork.SUCCESS, NETWORK));
    script.down("wlan0");
    assertThat(script.node.projection().innerPath()).isNull();
    assertThat(script.node.projection().openings()).isEmpty();
  }
}
