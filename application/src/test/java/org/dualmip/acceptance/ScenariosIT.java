package org.dualmip.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The other scenarios, in their short form. Each is judged by the lab itself (flows, leaks, access
 * modes, expected frames and events), and here once more from what it leaves.
 */
class ScenariosIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  void theNodeComesHomeAndLeavesAgain() {
    JsonNode result = passes("home-return");
    assertThat(moves(result))
        .containsExactly(
            "hard inside inner-home",
            "hard leaving cafe",
            "soft entering inner-home",
            "soft inside office-b");
  }

  @Test
  void homeAgentsAreRestartedAndKilledWithAndWithoutTheirBindings() {
    JsonNode result = passes("agent-restart");
    assertThat(result.get("faults")).hasSize(6);
    for (JsonNode fault : result.get("faults")) {
      assertThat(fault.get("recovered").asBoolean()).as(fault.toString()).isTrue();
    }
  }

  @Test
  void anIdleConnectionOutlivesANatThatForgetsAndTheLossOfItsMapping() {
    JsonNode result = passes("nat-timeout");
    assertThat(modes(result)).containsOnly("cell cvc");
    assertThat(result.get("faults").get(0).get("name").asString()).isEqualTo("mapping-lost");
  }

  /** Runs a scenario that must pass, with every flow alive and nothing seen that is private. */
  private static JsonNode passes(String scenario) {
    Path folder = Program.folder(scenario);
    Program.Ended ended =
        Program.run(PATIENCE, "lab", "run", scenario, "--quick", "--out", folder.toString());
    System.out.println(ended.output());
    assertThat(folder.resolve("result.json")).as(ended.output()).exists();
    JsonNode result = Program.result(folder);
    assertThat(ended.exit()).as(ended.output()).isZero();
    assertThat(result.get("passed").asBoolean()).isTrue();
    assertThat(result.get("leaks").asInt()).isZero();
    for (JsonNode flow : result.get("flows")) {
      assertThat(flow.get("survived").asBoolean()).as(flow.toString()).isTrue();
      assertThat(flow.get("bytes").asLong()).as(flow.toString()).isPositive();
    }
    return result;
  }

  private static List<String> modes(JsonNode result) {
    var modes = new ArrayList<String>();
    result.get("access_modes").forEach(mode -> modes.add(mode.asString()));
    return modes;
  }

  private static List<String> moves(JsonNode result) {
    var moves = new ArrayList<String>();
    for (JsonNode move : result.get("handovers")) {
      moves.add(
          move.get("mode").asString()
              + " "
              + move.get("kind").asString()
              + " "
              + move.get("to").asString());
    }
    return moves;
  }
}
