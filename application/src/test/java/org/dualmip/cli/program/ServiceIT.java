package org.dualmip.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dualmip.cli.program.Program.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services as processes: they serve, they say how they are, and they leave nothing. */
class ServiceIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(5);

  @TempDir Path folder;

  private Configurations files = new Configurations(Path.of("."));

  @BeforeEach
  void writeCredentials() {
    Place.requireRoot();
    files = new Configurations(folder);
    files.writeCredentials();
  }

  private void awaitThat(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + "\n" + text("log")).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private String text(String name) {
    try {
      Path file = folder.resolve(name);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void assertStops(Process service) throws InterruptedException {
    service.destroy();
    assertThat(service.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS))
        .as("ended within 5 s\n" + text("log"))
        .isTrue();
    assertThat(service.exitValue()).as(text("log")).isZero();
  }

  @Test
  void anAgentServesAndLeavesThePlaceAsItWas() throws InterruptedException {
    Path file = files.write("agent.yaml", Configurations.AGENT);
    Path control = folder.resolve("agent.control");
    try (Place place = Place.create()) {
      place.shell("ip addr add 203.0.113.2/26 dev lo");
      List<String> before = place.everything();
      Process agent =
          Program.built()
              .by(place.enter())
              .start(folder.resolve("log"), "agent", "-c", file.toString());
      try {
        awaitThat("the agent has started", () -> text("agent.jsonl").contains("\"started\""));
        assertThat(place.changesSince(before)).isNotEmpty();
        Program program = Program.built();
        Outcome shown = program.run("show", "--control", control.toString());
        assertThat(shown.exit()).as(shown.toString()).isZero();
        assertThat(shown.out()).contains("bindings\n  none\n").contains("counters\n");
        Outcome json = program.run("show", "bindings", "--json", "--control", control.toString());
        assertThat(json).isEqualTo(new Outcome(0, "[]\n", ""));
        Outcome why = program.run("why", "--control", control.toString());
        assertThat(why.exit()).as(why.toString()).isZero();
        assertThat(why.out()).contains("agent started").contains("because ");
        assertStops(agent);
        assertThat(place.changesSince(before)).isEmpty();
        assertThat(control).doesNotExist();
      } finally {
        agent.destroyForcibly();
      }
    }
  }

  @Test
  void aNodeWithoutStrongSwanSaysSoAndGoesOn() throws InterruptedException {
    Path file = files.write("node.yaml", Configurations.NODE);
    Path control = folder.resolve("node.control");
    try (Place place = Place.create()) {
      place.shell("ip link add wlan0 type veth peer name wlan0-peer");
      List<String> before = place.everything();
      Process node =
          Program.built()
              .by(place.enter())
              .start(folder.resolve("log"), "node", "-c", file.toString());
      try {
        awaitThat(
            "the node misses strongSwan", () -> text("node.jsonl").contains("vpn-unavailable"));
        Outcome why = Program.built().run("why", "--control", control.toString());
        assertThat(why.exit()).as(why.toString()).isZero();
        assertThat(why.out()).contains("vpn-unavailable").contains("no-strongswan.vici");
        Outcome shown = Program.built().run("show", "node", "--control", control.toString());
        assertThat(shown.exit()).as(shown.toString()).isZero();
        assertThat(shown.out()).contains("home address:").contains("10.1.0.100");
        assertStops(node);
        assertThat(place.changesSince(before)).isEmpty();
      } finally {
        node.destroyForcibly();
      }
    }
  }

  @Test
  void aGatewayWithoutStrongSwanSaysSoAndWaits() throws InterruptedException {
    Path file = files.write("gateway.yaml", Configurations.GATEWAY);
    Path control = folder.resolve("gateway.control");
    Process gateway =
        Program.built().start(folder.resolve("log"), "gateway", "-c", file.toString());
    try {
      awaitThat("the gateway misses strongSwan", () -> text("log").contains("vpn-unavailable"));
      awaitThat("it serves", () -> Files.exists(control));
      Outcome why = Program.built().run("why", "--control", control.toString());
      assertThat(why.out()).contains("gateway started").contains("no-strongswan.vici");
      assertStops(gateway);
      assertThat(control).doesNotExist();
    } finally {
      gateway.destroyForcibly();
    }
  }

  @Test
  void aSecondServiceAtTheSameSocketIsRefused() throws InterruptedException {
    Path file = files.write("gateway.yaml", Configurations.GATEWAY);
    Process first = Program.built().start(folder.resolve("log"), "gateway", "-c", file.toString());
    try {
      awaitThat("it serves", () -> Files.exists(folder.resolve("gateway.control")));
      Outcome second = Program.built().run("gateway", "-c", file.toString());
      assertThat(second.exit()).as(second.toString()).isEqualTo(1);
      assertThat(second.err())
          .contains("another service is running at " + folder.resolve("gateway.control"))
          .doesNotContain("\tat ");
      assertThat(first.isAlive()).isTrue();
      assertStops(first);
    } finally {
      first.destroyForcibly();
    }
  }
}
