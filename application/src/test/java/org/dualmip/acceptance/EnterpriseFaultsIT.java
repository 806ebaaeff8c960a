package org.dualmip.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * strongSwan, the node, the gateway and the inner home agent fail in turn: nothing leaks, all
 * recovers.
 */
class EnterpriseFaultsIT {
  @Test
  void nothingLeaksAndTheSystemRecovers() {
    Path folder = Program.folder("enterprise-faults");
    Program.Ended ended =
        Program.run(
            Duration.ofMinutes(8), "lab", "run", "enterprise-faults", "--out", folder.toString());
    System.out.println(ended.output());

    JsonNode result = Program.result(folder);
    assertThat(result.get("leaks").asInt()).as(ended.output()).isZero();
    assertThat(result.get("faults")).hasSizeGreaterThanOrEqualTo(5);
    assertThat(ended.exit()).as(ended.output()).isZero();
  }
}
