package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.OFFICE;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobilenode.Projection.Path;
import org.junit.jupiter.api.Test;

/** Two radios outside, both bound with the outer home agent (RFC 5944 §3.6.1.2, the S bit). */
class SimultaneousBindingsTest {
  private final Script script = Script.simultaneous();

  private Projection projection() {
    return script.node.projection();
  }

  private void bothBound() {
    script.inCafe();
    script.up(CELL);
    script.outerAccepts();
  }

  @Test
  void theSecondRadioIsBoundBesideTheFirstAndPacketsOfBothAreTaken() {
    script.inCafe();
    assertThat(script.up(CELL)).contains("ask outer from wwan0");
    assertThat(script.requested(Tier.OUTER).has(RegistrationRequest.SIMULTANEOUS)).isTrue();
    assertThat(script.outerAccepts()).containsExactly("project inner vpn outer wwan0");
    script.pass(Duration.ofSeconds(30));
    assertThat(projection().outerAccepted())
        .as("long after the handover")
        .extracting(Path::careOf)
        .containsExactlyInAnyOrder(CAFE.careOf(), CELL.careOf());
  }

  @Test
  void whicheverGoesTheOtherCarriesAtOnceAndTheHomeAgentIsToldToSendThereNoMore() {
    bothBound();
    assertThat(script.down("wwan0"))
        .contains("project inner vpn outer wlan0", "leave outer from wlan0");
    assertThat(script.node.accessMode()).isEqualTo("cvc");
    assertThat(script.pass(Duration.ofSeconds(1))).doesNotContain("ask outer from wlan0");
  }

  @Test
  void theOneThatIsNotSendingMayGoToo() {
    bothBound();
    assertThat(script.down("wlan0")).contains("project inner vpn outer wwan0");
    assertThat(projection().outerAccepted())
        .extracting(Path::careOf)
        .containsExactly(CELL.careOf());
  }

  @Test
  void theRadioThatComesBackIsBoundAgain() {
    bothBound();
    script.down("wlan0");
    script.passMillis(1_500);
    assertThat(script.up(CAFE)).contains("ask outer from wlan0");
    script.outerAccepts();
    assertThat(projection().outerAccepted()).hasSize(2);
  }

  @Test
  void aHomeAgentThatKeepsOneBindingIsTakenAtItsWord() {
    script.inCafe();
    script.up(CELL);
    script.answer(Tier.OUTER, ReplyCode.ACCEPTED_NO_SIMULTANEOUS);
    assertThat(script.pass(Duration.ofSeconds(30))).noneMatch(done -> done.startsWith("ask outer"));
    assertThat(projection().outerPath()).extracting(Path::careOf).isEqualTo(CELL.careOf());
  }

  @Test
  void insideAllOuterBindingsAreTakenBack() {
    bothBound();
    script.down("wlan0");
    script.passMillis(1_500);
    script.up(OFFICE);
    script.innerVouches();
    List<String> done = script.pass(Duration.ofSeconds(4));
    assertThat(done).contains("leave outer from wwan0", "disconnect");
    assertThat(projection().outerAccepted()).isEmpty();
  }
}
