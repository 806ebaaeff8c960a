package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobilenode.Script.CAFE;
import static org.dualmip.mobilenode.Script.OFFICE;

import java.time.Duration;
import java.util.List;
import org.dualmip.detector.Clue;
import org.dualmip.mobilenode.Access.ForeignAgents;
import org.junit.jupiter.api.Test;

/** What is known of a network before the interface has its address, such as the lease. */
class EarlyCluesTest {
  private final Script script = Script.withAgents(ForeignAgents.NO);

  @Test
  void aLeaseThatNamesTheInsideIsWeighedWithTheAddressSoThatNoProbeGoesFirst() {
    script.offered();
    script.up(OFFICE, new Clue.Lease(OFFICE.gateway(), List.of("corp.example"), List.of()));
    assertThat(kinds()).contains("registering").doesNotContain("probing");
  }

  @Test
  void withoutALeaseAProbeGoesFirst() {
    script.offered();
    script.up(OFFICE);
    assertThat(kinds()).contains("probing").doesNotContain("registering");
  }

  @Test
  void nobodyPutsAProofIntoASensorsMouth() {
    script.offered();
    script.up(CAFE, new Clue.Found(true, Duration.ofMillis(1)));
    assertThat(script.changes()).noneMatch(change -> change.tier() == Tier.INNER);
  }

  private List<String> kinds() {
    return script.changes().stream().map(DualNode.Output.Changed::what).toList();
  }
}
