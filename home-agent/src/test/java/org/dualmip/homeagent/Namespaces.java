package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Network namespaces with cables between them, for one test; gone with it. */
final class Namespaces implements AutoCloseable {
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final String run = "t" + ProcessHandle.current().pid() + "-" + RUNS.getAndIncrement();
  private final List<String> made = new ArrayList<>();

  /** Skips, loudly, where there is no right to make namespaces. */
  static void needsRoot() {
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean tun = Files.exists(Path.of("/dev/net/tun"));
    if (!root || !tun) {
      System.err.println("NOT RUN: agents against a real kernel need root and /dev/net/tun");
    }
    Assumptions.assumeTrue(root && tun, "needs root and /dev/net/tun");
  }

  /** Makes one, with its loopback up; its whole name. */
  String add(String name) throws IOException {
    String whole = run + "-" + name;
    ip("netns", "add", whole);
    made.add(whole);
    ip("-n", whole, "link", "set", "lo", "up");
    return whole;
  }

  /** A cable between two namespaces. */
  static void cable(String one, String link, String other, String otherLink) throws IOException {
    ip("-n", one, "link", "add", link, "type", "veth", "peer", "name", otherLink, "netns", other);
    ip("-n", one, "link", "set", link, "up");
    ip("-n", other, "link", "set", otherLink, "up");
  }

  /** Cables from several namespaces to a switch, which is a namespace of its own. */
  void lan(String name, String link, List<String> stations) throws IOException {
    String lan = add(name);
    ip("-n", lan, "link", "add", "name", "br0", "type", "bridge");
    ip("-n", lan, "link", "set", "br0", "up");
    for (String station : stations) {
      String port = "p" + stations.indexOf(station);
      cable(station, link, lan, port);
      ip("-n", lan, "link", "set", port, "master", "br0");
    }
  }

  static void address(String namespace, String link, String address) throws IOException {
    ip("-n", namespace, "addr", "add", address, "dev", link);
  }

  /** The MAC address of a link. */
  static String mac(String namespace, String link) throws IOException {
    String shown = ip("-n", namespace, "-o", "link", "show", link);
    int at = shown.indexOf("link/ether ");
    return shown.substring(at + 11, at + 28);
  }

  /** Whether a ping from a namespace is answered, within three seconds. */
  static boolean pings(String namespace, String destination) throws IOException {
    return pings(namespace, "-W", "3", destination);
  }

  /** Whether one ping with these options is answered. */
  static boolean pings(String namespace, String... options) throws IOException {
    List<String> command = inside(namespace, "ping", "-n", "-c", "1");
    command.addAll(Arrays.asList(options));
    Process ping =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return exitCode(ping) == 0;
  }

  /** What one ping with these options prints, answered or not. */
  static String ping(String namespace, String... options) throws IOException {
    List<String> command = inside(namespace, "ping", "-n", "-c", "1");
    command.addAll(Arrays.asList(options));
    Process ping = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Runs ip(8); its output. */
  static String ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(Arrays.asList(arguments));
    return run(command);
  }

  /** Runs a program in a namespace; its output. */
  static String in(String namespace, String... command) throws IOException {
    return run(inside(namespace, command));
  }

  private static List<String> inside(String namespace, String... command) {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    whole.addAll(Arrays.asList(command));
    return whole;
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(exitCode(process)).as(String.join(" ", command) + ": " + output).isZero();
    return output;
  }

  private static int exitCode(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void close() throws IOException {
    for (String name : made) {
      ip("netns", "delete", name);
    }
  }
}
