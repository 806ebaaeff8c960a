package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.MONITOR;
import static org.dualmip.mobilenode.Script.V;
import static org.dualmip.mobilenode.Script.VPN;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Access.ForeignAgents;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
import org.junit.jupiter.api.Test;

/**
 * Access modes f and fvc (RFC 5265 §2.2, §2.4): the interface has no address, an agent serves it.
 */
class AgentAccessTest {
  private static final CareOf.ThroughAgent OFFICE = agent("10.1.1.1", 1);
  private static final CareOf.ThroughAgent OFFICE_B = agent("10.1.2.1", 2);
  private static final CareOf.ThroughAgent CAFE = agent("198.51.100.1", 3);

  private final Script script = Script.withAgents(ForeignAgents.YES);

  private static CareOf.ThroughAgent agent(String address, int station) {
    Ip4 own = Ip4.of(address);
    return new CareOf.ThroughAgent("wlan0", own, own, new MacAddress(0x0200_0000_0000L + station));
  }

  private Projection projection() {
    return script.node.projection();
  }

  private void inOffice() {
    script.carrier("wlan0");
    script.advertises(OFFICE, 0, 0);
    script.innerVouches();
  }

  private void inCafe() {
    script.carrier("wlan0");
    script.advertises(CAFE, 0, 0);
    script.outerAccepts();
    script.vpnUp();
    script.innerAccepts();
  }

  @Test
  void anInterfaceWithoutAddressListensAndSolicits() {
    assertThat(script.carrier("wlan0")).containsExactly("project inner - outer -");
    assertThat(projection().listening()).containsExactly("wlan0");
    assertThat(script.passMillis(1_000)).contains("solicit on wlan0");
    assertThat(projection().openings()).isEmpty();
  }

  @Test
  void anAgentThatWantsAChallengeAnsweredIsSolicitedForOne() {
    script.carrier("wlan0");
    script.advertises(OFFICE, 0, 0);
    assertThat(script.answer(Tier.INNER, ReplyCode.FA_MISSING_CHALLENGE))
        .as("RFC 4721 §3.3")
        .contains("solicit on wlan0");
  }

  @Test
  void insideTheInnerHomeAgentIsAskedThroughTheAgentAndUserDataGoesToItBare() {
    script.carrier("wlan0");
    assertThat(script.advertises(OFFICE, 0, 0))
        .containsExactly("project inner - outer -", "ask inner at agent 10.1.1.1 on wlan0");
    assertThat(projection().openings()).as("a forged advertisement opens nothing").isEmpty();
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer -");
    assertThat(projection().innerPath()).isEqualTo(new Path(OFFICE, null));
    assertThat(projection().openings())
        .containsExactly(
            new Opening.Inside(
                OFFICE, script.now().monotonic().plus(MONITOR).plus(Duration.ofMillis(-10))));
    assertThat(script.node.accessMode()).isEqualTo("f");
  }

  @Test
  void withoutTheWordOnTrustedNetworksNothingOpensThroughAnAgentEither() {
    script.carrier("wlan0");
    script.advertises(OFFICE, 0, 0);
    assertThat(script.innerAccepts()).contains("ask outer at agent 10.1.1.1 on wlan0");
    assertThat(projection().openings()).isEmpty();
  }

  @Test
  void outsideTheAgentCarriesTheVpnAndNothingElse() {
    script.carrier("wlan0");
    assertThat(script.advertises(CAFE, 0, 0))
        .containsExactly("project inner - outer -", "ask outer at agent 198.51.100.1 on wlan0");
    assertThat(script.outerAccepts())
        .containsExactly("project inner - outer wlan0", "connect from " + Script.M);
    assertThat(projection().openings()).isEmpty();
    assertThat(projection().bareOuterLinks()).containsExactly("wlan0");
    script.vpnUp();
    assertThat(script.innerAccepts()).containsExactly("project inner vpn outer wlan0");
    assertThat(projection().openings()).containsExactly(new Opening.Outside(V));
    assertThat(projection().innerPath()).extracting(Path::careOf).isEqualTo(VPN);
    assertThat(script.node.accessMode()).isEqualTo("fvc");
  }

  @Test
  void anAgentThatFallsSilentShutsTheGateBeforeAnythingElse() {
    inOffice();
    assertThat(script.pass(Duration.ofSeconds(4))).first().isEqualTo("project inner - outer -");
    assertThat(projection().openings()).isEmpty();
    assertThat(projection().links()).isEmpty();
    assertThat(script.node.accessMode()).isEqualTo("none");
  }

  @Test
  void anAgentThatGoesOnAdvertisingKeepsTheNodeWhereItIs() {
    inOffice();
    for (int number = 1; number < 20; number++) {
      script.passMillis(1_000);
      assertThat(script.advertises(OFFICE, number, 0)).isEmpty();
    }
    assertThat(script.node.accessMode()).isEqualTo("f");
  }

  @Test
  void aSecondAgentOnTheSameLinkChangesNothingUntilTheFirstFallsSilent() {
    inOffice();
    script.passMillis(1_000);
    assertThat(script.advertises(OFFICE_B, 0, 0))
        .as("but how long the proof holds: it is another agent than remembered")
        .containsExactly("project inner wlan0 outer -");
    script.passMillis(1_900);
    assertThat(script.passMillis(200))
        .containsExactly("project inner - outer -", "ask inner at agent 10.1.2.1 on wlan0");
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer -");
  }

  @Test
  void anotherStationWithTheAgentsAddressIsAnotherAgent() {
    inOffice();
    script.passMillis(1_000);
    CareOf.ThroughAgent forged =
        new CareOf.ThroughAgent(
            "wlan0", OFFICE.address(), OFFICE.agent(), new MacAddress(0x0200_0000_0099L));
    assertThat(script.advertises(forged, 0, 0))
        .as("there is a doubt, and nothing else")
        .containsExactly("project inner wlan0 outer -");
    assertThat(projection().innerPath()).isEqualTo(new Path(OFFICE, null));
  }

  @Test
  void anAgentThatRestartedIsRegisteredWithAnew() {
    inOffice();
    for (int number = 1; number < 300; number += 20) {
      script.passMillis(1_000);
      script.advertises(OFFICE, number, 0);
    }
    script.passMillis(1_000);
    assertThat(script.advertises(OFFICE, 0, 0)).contains("ask inner at agent 10.1.1.1 on wlan0");
    assertThat(script.node.accessMode()).as("the proof still holds").isEqualTo("f");
  }

  @Test
  void anAgentThatRefusesGivesWayToAnotherOne() {
    script.carrier("wlan0");
    script.advertises(CAFE, 0, 0);
    script.advertises(agent("198.51.100.2", 4), 0, 0);
    assertThat(script.answer(Tier.OUTER, ReplyCode.FA_PROHIBITED))
        .contains("ask outer at agent 198.51.100.2 on wlan0");
  }

  @Test
  void anAgentThatDoesNotTunnelInReverseIsNotUsed() {
    script.carrier("wlan0");
    AgentAdvertisement plain =
        new AgentAdvertisement(
            false,
            3,
            List.of(),
            0,
            1800,
            AgentAdvertisement.FOREIGN_AGENT,
            List.of(CAFE.address()),
            null,
            null);
    assertThat(script.heard(CAFE, plain)).isEmpty();
    assertThat(projection().links()).isEmpty();
  }

  @Test
  void anAddressOfItsOwnGoesBeforeAnAgentUnlessTheAgentMustBeAsked() {
    script.carrier("wlan0");
    script.advertises(CAFE, 0, 0);
    assertThat(script.up(Script.CAFE)).contains("ask outer from wlan0");
    assertThat(script.advertises(CAFE, 1, AgentAdvertisement.REGISTRATION_REQUIRED))
        .contains("ask outer at agent 198.51.100.1 on wlan0");
    assertThat(projection().links())
        .singleElement()
        .satisfies(link -> assertThat(link.ownsAddress()).isTrue());
  }

  @Test
  void whereOnlyAgentsAreWantedAnAddressOfItsOwnIsNotUsed() {
    Script only = Script.withAgents(ForeignAgents.ONLY);
    only.carrier("wlan0");
    assertThat(only.up(Script.OFFICE)).isEmpty();
    assertThat(only.advertises(OFFICE, 0, 0)).contains("ask inner at agent 10.1.1.1 on wlan0");
  }

  @Test
  void withoutTheWordForAgentsNothingIsHeard() {
    Script deaf = Script.withAgents(ForeignAgents.NO);
    assertThat(deaf.carrier("wlan0")).isEmpty();
    assertThat(deaf.advertises(OFFICE, 0, 0)).isEmpty();
    assertThat(deaf.passMillis(5_000)).isEmpty();
  }

  @Test
  void leavingTheOfficesAgentForTheCellMakesBeforeItBreaks() {
    inOffice();
    assertThat(script.up(CELL)).contains("ask outer from wwan0");
    assertThat(script.node.accessMode()).isEqualTo("f");
    script.outerAccepts();
    script.vpnUp();
    assertThat(script.innerAccepts()).containsExactly("project inner vpn outer wwan0");
    assertThat(projection().innerAccepted())
        .as("what is in flight")
        .contains(new Path(OFFICE, null));
    assertThat(script.node.accessMode()).isEqualTo("cvc");
  }

  @Test
  void aLostCarrierTakesTheAgentAndEverythingThroughIt() {
    inCafe();
    assertThat(script.noCarrier("wlan0")).containsExactly("project inner - outer -");
    assertThat(projection().openings()).isEmpty();
    assertThat(projection().bareOuterLinks()).isEmpty();
    assertThat(projection().listening()).isEmpty();
  }
}
