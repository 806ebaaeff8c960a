package org.dualmip.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dualmip.cli.program.Program.Outcome;
import org.dualmip.service.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that lack something: a clear message each, and nothing half installed. */
class MissingIT {
  private static final String NO_TUN = "mount -t tmpfs none /dev/net";

  /** So that nothing is installed by the test. */
  private static final String NO_APT =
      "[ ! -e /usr/bin/apt-get ] || mount --bind /dev/null /usr/bin/apt-get";

  @TempDir Path folder;

  private Configurations files = new Configurations(Path.of("."));

  @BeforeEach
  void writeCredentials() {
    Place.requireRoot();
    files = new Configurations(folder);
    files.writeCredentials();
  }

  private Set<String> inFolder() {
    try (var paths = Files.list(folder)) {
      return paths.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toSet());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs a service that must fail, and compares the place before and after. */
  private void assertFailsCleanly(
      Place place, Program program, String verb, Path file, String... said) {
    List<String> before = place.everything();
    Set<String> filesBefore = inFolder();
    Outcome outcome = program.run(verb, "-c", file.toString());
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains(said).doesNotContain("\tat ");
    assertThat(place.changesSince(before)).isEmpty();
    var left = new TreeSet<>(inFolder());
    left.removeAll(filesBefore);
    // Records of what happened may stay; what a service uses while it runs may not.
    left.removeIf(name -> name.endsWith(".jsonl") || name.endsWith(".state"));
    assertThat(left).isEmpty();
  }

  private static Program in(Place place, Program program) {
    var before = new ArrayList<>(place.enter());
    before.addAll(program.before());
    return program.by(before);
  }

  @Test
  void anAgentWithoutRootSaysThatItNeedsIt() {
    try (Place place = Place.create()) {
      place.shell("ip addr add 203.0.113.2/26 dev lo");
      assertFailsCleanly(
          place,
          in(place, Program.built().withoutRoot()),
          "agent",
          files.write("agent.yaml", Configurations.AGENT),
          "dualmip: agent needs root (missing: CAP_NET_ADMIN, CAP_NET_RAW)",
          "sudo ./dualmip agent");
    }
  }

  @Test
  void aNodeWithoutRootSaysThatItNeedsIt() {
    try (Place place = Place.create()) {
      assertFailsCleanly(
          place,
          in(place, Program.built().withoutRoot()),
          "node",
          files.write("node.yaml", Configurations.NODE),
          "dualmip: node needs root (missing: CAP_NET_ADMIN, CAP_NET_RAW)");
    }
  }

  @Test
  void aLabWithoutRootSaysThatItNeedsIt() {
    Outcome outcome =
        Program.built()
            .withoutRoot()
            .run("lab", "run", "enterprise-roam", "--out", folder.resolve("out").toString());
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err() + outcome.out()).contains("root").doesNotContain("\tat ");
    assertThat(folder.resolve("out/result.json")).doesNotExist();
  }

  @Test
  void anAgentWithoutItsAddressSaysWhichIsMissing() {
    try (Place place = Place.create()) {
      assertFailsCleanly(
          place,
          in(place, Program.built()),
          "agent",
          files.write("agent.yaml", Configurations.AGENT),
          "dualmip: cannot serve at 203.0.113.2: no interface here has this address",
          "'ip -4 addr' shows those there are");
    }
  }

  @Test
  void anAgentWithoutVirtualAdaptersSaysHowToGetThem() {
    try (Place place = Place.create()) {
      place.shell("ip addr add 203.0.113.2/26 dev lo");
      assertFailsCleanly(
          place,
          Program.built().by(place.enterAfter(NO_TUN)),
          "agent",
          files.write("agent.yaml", Configurations.AGENT),
          "/dev/net/tun",
          "modprobe tun");
    }
  }

  @Test
  void aNodeWithoutVirtualAdaptersSaysHowToGetThem() {
    try (Place place = Place.create()) {
      place.shell("ip link add wlan0 type veth peer name wlan0-peer");
      assertFailsCleanly(
          place,
          Program.built().by(place.enterAfter(NO_TUN)),
          "node",
          files.write("node.yaml", Configurations.NODE),
          "/dev/net/tun",
          "modprobe tun");
    }
  }

  @Test
  void aLabWithoutStrongSwanSaysWhichPackageBringsIt() {
    Outcome outcome =
        Program.built()
            .after(NO_APT + "\nmount --bind /dev/null \"$(command -v charon-systemd)\"")
            .run("lab", "run", "enterprise-roam", "--out", folder.resolve("out").toString());
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err() + outcome.out()).contains("charon-systemd").doesNotContain("\tat ");
    assertThat(folder.resolve("out/result.json")).doesNotExist();
  }

  @Test
  void aLabWithoutVirtualAdaptersSaysHowToGetThem() {
    Outcome outcome =
        Program.built()
            .after(NO_TUN)
            .run("lab", "run", "enterprise-roam", "--out", folder.resolve("out").toString());
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err() + outcome.out()).contains("/dev/net/tun").contains("modprobe tun");
  }

  @Test
  void theDoctorFindsNothingMissingHere() {
    Outcome outcome = Program.built().run("doctor");
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).endsWith("This machine can run agents, nodes and labs.\n");
  }

  @Test
  void theDoctorSaysWhatItCannotSeeWithoutRoot() {
    Outcome outcome = Program.built().withoutRoot().run("doctor");
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("cannot be tried without root")
        .contains("sudo ./dualmip doctor")
        .contains("Missing for a lab: rights.")
        .contains("Could not be checked: network namespaces, virtual adapters, nftables");
  }

  @Test
  void theDoctorSaysWhatIsMissingAndHowToGetIt() {
    Outcome outcome =
        Program.built()
            .after(NO_TUN + "\nmount --bind /dev/null \"$(command -v iperf3)\"")
            .run("doctor", "--json");
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(Json.read(outcome.out())).isInstanceOf(List.class);
    var missing =
        ((List<?>) Objects.requireNonNull(Json.read(outcome.out())))
            .stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> "missing".equals(each.get("status")))
                .toList();
    assertThat(missing)
        .<Object>extracting(each -> each.get("subject"))
        .containsExactly("virtual adapters", "iperf3");
    assertThat(missing)
        .<Object>extracting(each -> each.get("remedy"))
        .asString()
        .contains("modprobe tun")
        .contains("apt-get install iperf3");
  }
}
