package org.dualmip.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.dualmip.linux.NetworkNamespace;
import org.junit.jupiter.api.Assumptions;

/** A network namespace for one test, gone with it. */
final class Place implements AutoCloseable {
  private static final String EVERYTHING =
      """
      ip -o link | sed 's/ qdisc.*//'
      ip -o -4 addr
      ip rule
      ip -4 route show table all
      ip neigh show proxy
      nft list ruleset
      sysctl -a --pattern '^net.ipv4.(ip_forward|conf.*(arp_|rp_filter|forwarding))' 2>&1
      """;

  private final String name = "dmit-" + Integer.toHexString(ThreadLocalRandom.current().nextInt());

  private Place() {
    NetworkNamespace.create(name).close();
  }

  /** Says loudly that a test is not run, and does not run it, where the rights are missing. */
  static void requireRoot() {
    boolean root = ProcessHandle.current().info().user().filter("root"::equals).isPresent();
    if (!root) {
      System.err.println("NOT RUN: this test hides parts of the host, which needs root");
    }
    Assumptions.assumeTrue(root, "needs root");
  }

  /** A new one, with a loopback that is up. */
  static Place create() {
    requireRoot();
    Place place = new Place();
    place.shell("ip link set lo up");
    return place;
  }

  /** The name of the namespace. */
  String name() {
    return name;
  }

  /** What starts a program here. */
  List<String> enter() {
    return List.of("nsenter", "--net=/run/netns/" + name, "--");
  }

  /** What starts a program here after shell commands in a mount namespace. */
  List<String> enterAfter(String shell) {
    var command = new ArrayList<>(enter());
    command.addAll(List.of("unshare", "--mount", "--", "sh", "-ec", shell + "\nexec \"$@\"", "sh"));
    return command;
  }

  /** Runs shell commands here and gives what they print. */
  String shell(String commands) {
    var command = new ArrayList<>(enter());
    command.addAll(List.of("sh", "-ec", commands));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var reader = process.inputReader()) {
        String output = reader.readAllAsString();
        assertThat(process.waitFor()).as(commands + "\n" + output).isZero();
        return output;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** All that a service could install, a line each. */
  List<String> everything() {
    return shell(EVERYTHING).lines().toList();
  }

  /** What came (+) and what went (-) since then. */
  List<String> changesSince(List<String> before) {
    List<String> now = everything();
    var changes = new ArrayList<String>();
    before.stream().filter(line -> !now.contains(line)).forEach(line -> changes.add("- " + line));
    now.stream().filter(line -> !before.contains(line)).forEach(line -> changes.add("+ " + line));
    return changes;
  }

  @Override
  public void close() {
    NetworkNamespace.delete(name);
  }
}
