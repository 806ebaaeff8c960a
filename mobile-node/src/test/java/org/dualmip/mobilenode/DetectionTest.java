package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.MONITOR;
import static org.dualmip.mobilenode.Script.OFFICE;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Access.ForeignAgents;
import org.junit.jupiter.api.Test;

/** The algorithm of RFC 5265 §3.3: both home agents are asked at once, on every interface. */
class DetectionTest {
  private final Script script = Script.probing(ForeignAgents.YES);

  private Projection projection() {
    return script.node.projection();
  }

  @Test
  void bothHomeAgentsAreAskedAtTheSameTime() {
    assertThat(script.up(CAFE)).contains("ask inner from wlan0", "ask outer from wlan0");
    assertThat(projection().openings()).isEmpty();
  }

  @Test
  void bothAreAskedThroughTheSameForeignAgent() {
    Ip4 address = Ip4.of("198.51.100.1");
    script.carrier("wlan0");
    assertThat(
            script.advertises(
                new CareOf.ThroughAgent(
                    "wlan0", address, address, new MacAddress(0x0200_0000_0001L)),
                0,
                0))
        .contains(
            "ask inner at agent 198.51.100.1 on wlan0", "ask outer at agent 198.51.100.1 on wlan0");
    script.outerAccepts();
    assertThat(script.innerVouches()).contains("project inner wlan0 outer wlan0");
    assertThat(script.node.accessMode()).isEqualTo("f");
  }

  @Test
  void afterTheOuterAnswerTheInnerHomeAgentIsAskedForAWhileYet() {
    script.up(CAFE);
    script.outerAccepts();
    assertThat(script.passMillis(1_000)).contains("ask inner from wlan0");
  }

  @Test
  void theInnerAnswerEndsTheAskingOfBoth() {
    script.up(OFFICE);
    script.passMillis(600); // the outer one has been asked as well
    script.innerVouches();
    assertThat(script.pass(Duration.ofSeconds(10)))
        .noneMatch(done -> done.startsWith("ask outer") || done.startsWith("ask inner"));
  }

  @Test
  void anInnerAnswerBehindAnOuterOneStillLeadsInsideAndTheOuterBindingIsTakenBack() {
    script.up(CAFE);
    script.outerAccepts();
    assertThat(script.innerVouches()).containsExactly("project inner wlan0 outer wlan0");
    assertThat(script.node.accessMode()).isEqualTo("c");
    assertThat(script.pass(Duration.ofSeconds(3))).contains("leave outer from wlan0");
  }

  @Test
  void anInnerAnswerDuringTheVpnsSetUpStillLeadsInside() {
    script.up(CAFE);
    assertThat(script.outerAccepts()).contains("connect from " + Script.M);
    script.innerVouches();
    assertThat(script.node.accessMode()).isEqualTo("c");
    assertThat(script.pass(Duration.ofSeconds(3))).contains("disconnect");
  }

  @Test
  void insideItIsProvedAnewAllTheTimeWhateverTheLifetimeIs() {
    script.up(OFFICE);
    script.innerVouches();
    List<String> done = script.pass(MONITOR.multipliedBy(2).dividedBy(3).plusSeconds(1));
    assertThat(done).contains("ask inner from wlan0");
  }

  @Test
  void whatIsProvedOnOneInterfaceOpensNoOther() {
    script.up(OFFICE);
    script.innerVouches();
    script.up(CELL);
    assertThat(Projection.describe(projection().openings()))
        .singleElement()
        .asString()
        .contains("wlan0");
  }

  @Test
  void withOneAddressForBothHomeAgentsTheNodeIsOutside() {
    Script one = Script.oneHomeAgent();
    assertThat(one.up(OFFICE))
        .contains("ask outer from wlan0")
        .doesNotContain("ask inner from wlan0");
    assertThat(one.pass(Duration.ofSeconds(5))).doesNotContain("ask inner from wlan0");
  }

  @Test
  void everyRequestAsksForAReverseTunnel() {
    script.up(CAFE);
    assertThat(script.requested(Tier.INNER).has(RegistrationRequest.REVERSE_TUNNEL)).isTrue();
    assertThat(script.requested(Tier.OUTER).has(RegistrationRequest.REVERSE_TUNNEL)).isTrue();
    script.outerAccepts();
    script.vpnUp();
    assertThat(script.requested(Tier.INNER).has(RegistrationRequest.REVERSE_TUNNEL)).isTrue();
  }
}
