package org.dualmip.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/**
 * Scenarios in which something breaks and heals. They spend their time on others' timers and have
 * generous bounds, so they run side by side, which shows as well that labs do not meet.
 */
@Execution(ExecutionMode.CONCURRENT)
class RecoveryIT {
  /** strongSwan, the node, the gateway and the inner home agent fail in turn. */
  @Test
  void nothingLeaksAndTheSystemRecovers() {
    JsonNode result = Program.passes("enterprise-faults");
    assertThat(result.get("faults")).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void anIdleConnectionOutlivesANatThatForgetsAndTheLossOfItsMapping() {
    JsonNode result = Program.passes("nat-timeout");
    assertThat(Program.modes(result)).containsOnly("cell cvc");
    assertThat(result.get("faults").get(0).get("name").asString()).isEqualTo("mapping-lost");
  }
}
