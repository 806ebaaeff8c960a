package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.CELL;
import static org.dualmip.mobilenode.Script.MONITOR;
import static org.dualmip.mobilenode.Script.OFFICE;

import java.time.Duration;
import java.util.List;
import org.dualmip.detector.Domain;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.ReplyCode;
import org.junit.jupiter.api.Test;

/**
 * What was proved before the host fell asleep, or was renamed or numbered anew, is proved no more.
 */
class ResumeTest {
  private final Script script = new Script();

  private List<Domain> verdicts() {
    return script.node.verdicts(script.now().monotonic()).stream().map(Verdict::domain).toList();
  }

  @Test
  void onWakingUpTheGateIsShutAndTheProofAskedForAtOnce() {
    script.inOffice();
    assertThat(verdicts()).containsExactly(Domain.INSIDE);
    script.sleep(Duration.ofSeconds(5));
    assertThat(script.resumed()).contains("project inner - outer -", "ask inner from wlan0");
    assertThat(script.node.projection().openings()).isEmpty();
    assertThat(verdicts()).doesNotContain(Domain.INSIDE);
    script.innerVouches();
    assertThat(script.node.accessMode()).isEqualTo("c");
  }

  @Test
  void whoeverSaysAnythingFirstAfterALongSleepTheGateIsShut() {
    script.inOffice();
    script.sleep(MONITOR.plusHours(3));
    assertThat(script.vpnDown()).contains("project inner - outer -");
    assertThat(script.node.projection().openings()).isEmpty();
    assertThat(verdicts()).doesNotContain(Domain.INSIDE);
  }

  @Test
  void anAnswerThatTheSleepDelayedProvesNothing() {
    script.up(OFFICE);
    script.sleep(Duration.ofMinutes(10));
    script.answerNow(Tier.INNER, ReplyCode.ACCEPTED, new TrustedNetworksConfigured());
    assertThat(script.node.projection().openings()).isEmpty();
    assertThat(verdicts()).doesNotContain(Domain.INSIDE);
  }

  @Test
  void outsideTheNodeRegistersAnewOnWakingUp() {
    script.inCafe();
    script.sleep(Duration.ofHours(1));
    assertThat(script.resumed()).contains("ask outer from wlan0");
    assertThat(script.node.projection().openings()).isEmpty();
  }

  @Test
  void theInterfaceUsedLastIsTheBestOneAfterwardsToo() {
    script.inCafe();
    script.up(CELL);
    script.outerAccepts();
    script.sleep(Duration.ofMinutes(1));
    assertThat(script.resumed()).contains("ask outer from wwan0");
  }

  @Test
  void aRenamedInterfaceIsUsedAgainOnlyUnderItsOwnName() {
    script.inOffice();
    assertThat(script.down("wlan0")).contains("project inner - outer -");
    Link renamed = new Link("x", OFFICE.address(), OFFICE.prefixLength(), OFFICE.gateway());
    assertThat(script.up(renamed)).isEmpty();
    assertThat(verdicts()).isEmpty();
    assertThat(script.up(OFFICE)).contains("ask inner from wlan0");
    assertThat(script.node.projection().openings()).isEmpty();
  }

  @Test
  void anotherAddressWithoutALinkEventShutsTheGateAtOnce() {
    script.inOffice();
    assertThat(script.up(CAFE)).contains("project inner - outer -", "ask outer from wlan0");
    assertThat(script.node.projection().openings()).isEmpty();
    assertThat(verdicts()).containsExactly(Domain.OUTSIDE);
  }
}
