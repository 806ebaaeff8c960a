package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.service.admin.AdminServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code dualmip allow} and {@code dualmip portal} before a service that writes down its orders.
 */
class NodeOrdersTest {
  @TempDir Path folder;

  private final List<String> ordered = new ArrayList<>();
  private final StringWriter said = new StringWriter();
  private String namespace = "dmip-none";

  private Map<String, Function<Map<String, String>, Object>> orders() {
    return Map.of(
        "/allow",
        parameters -> {
          ordered.add("allow " + parameters);
          if (parameters.containsValue("cafe")) {
            throw new IllegalArgumentException("nothing to allow: cafe does not ask");
          }
          return Map.of("allowed", List.of("wlan0", "wlan1"));
        },
        "/portal",
        parameters -> {
          ordered.add("portal " + parameters);
          return Map.of(
              "interface", "wlan0",
              "state", "captive",
              "portal", "https://portal.example/login",
              "namespace", namespace);
        });
  }

  private int run(String... words) {
    Path socket = folder.resolve("node.sock");
    try (AdminServer _ = AdminServer.open(socket, Map.of(), orders())) {
      List<String> all = new ArrayList<>(List.of(words));
      all.add(1, "--control=" + socket);
      return Dualmip.commandLine()
          .setOut(new PrintWriter(said, true))
          .setErr(new PrintWriter(said, true))
          .execute(all.toArray(String[]::new));
    }
  }

  @Test
  void aNetworkIsAllowedByItsNameAndTheInterfacesAreTold() {
    assertThat(run("allow", "partner")).isZero();
    assertThat(ordered).containsExactly("allow {network=partner}");
    assertThat(said).hasToString("allowed on wlan0, wlan1\n");
  }

  @Test
  void whatCannotBeAllowedIsToldInTheServicesWords() {
    assertThat(run("allow", "cafe")).isEqualTo(Dualmip.FAILED);
    assertThat(said.toString()).contains("nothing to allow: cafe does not ask");
  }

  @Test
  void withoutACommandThePortalIsNamed() {
    assertThat(run("portal")).isZero();
    assertThat(ordered).containsExactly("portal {}");
    assertThat(said.toString())
        .contains("wlan0: captive, log in at https://portal.example/login")
        .contains("dualmip portal -- COMMAND");
  }

  @Test
  void theInterfaceThatIsMeantMayBeNamed() {
    assertThat(run("portal", "--interface", "wlan0")).isZero();
    assertThat(ordered).containsExactly("portal {interface=wlan0}");
  }

  @Test
  void aCommandRunsInThePortalsNamespaceAndThenTheNodeIsToldToLookAgain() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      System.err.println("NOT RUN: a command in a network namespace needs root");
      Assumptions.abort("needs root");
    }
    namespace = "dmo" + ProcessHandle.current().pid();
    Path found = folder.resolve("found");
    NetworkNamespace.create(namespace).close();
    try {
      String look = "stat -L -c %i /proc/self/ns/net /run/netns/" + namespace + " > " + found;
      assertThat(run("portal", "--", "sh", "-c", look + "; exit 7"))
          .as("its exit code")
          .isEqualTo(7);
    } finally {
      NetworkNamespace.delete(namespace);
    }
    List<String> lines = Files.readAllLines(found);
    assertThat(lines.getFirst()).as("where it ran").isEqualTo(lines.getLast());
    assertThat(ordered).first().isEqualTo("portal {}");
    assertThat(ordered)
        .last(InstanceOfAssertFactories.STRING)
        .contains("interface=wlan0", "done=true");
  }

  @Test
  void aPlaceThatIsNotThereIsSaidAndNothingIsRun() throws Exception {
    Path found = folder.resolve("found");
    assertThat(run("portal", "--", "touch", found.toString())).isNotZero();
    assertThat(found).doesNotExist();
  }
}
