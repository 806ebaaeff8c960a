package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Namespaces around a home agent.
 *
 * <pre>
 *   cn 10.1.0.10 --+                        +-- office 10.1.1.0/24 --- mn office 10.1.1.50, .51
 *                  +-- home link -- ha -----+
 *   mn home -------+   10.1.0.2             +-- cafe 198.51.100.0/24 - mn cafe   198.51.100.50
 * </pre>
 *
 * The agent's namespace is the router of both access networks, with 10.1.1.1 and 198.51.100.1.
 */
final class TestNet implements AutoCloseable {
  final String ha;
  final String cn;
  final String mn;
  private final String lan;
  private final List<String> made = new ArrayList<>();

  private TestNet() {
    String run = "t" + ProcessHandle.current().pid() + "-";
    ha = run + "ha";
    cn = run + "cn";
    mn = run + "mn";
    lan = run + "lan";
  }

  /** Builds it; if that fails, nothing is left. */
  static TestNet build() throws IOException {
    var net = new TestNet();
    try {
      net.plug();
      return net;
    } catch (IOException | AssertionError failed) {
      net.close();
      throw failed;
    }
  }

  private void plug() throws IOException {
    for (String name : List.of(ha, cn, mn, lan)) {
      ip("netns", "add", name);
      made.add(name);
      ip("-n", name, "link", "set", "lo", "up");
    }
    ip("-n", lan, "link", "add", "name", "br0", "type", "bridge");
    ip("-n", lan, "link", "set", "br0", "up");
    veth(ha, "home", lan, "p-ha");
    veth(cn, "eth0", lan, "p-cn");
    veth(mn, "home", lan, "p-mn");
    for (String port : List.of("p-ha", "p-cn", "p-mn")) {
      ip("-n", lan, "link", "set", port, "master", "br0");
    }
    veth(ha, "office", mn, "office");
    veth(ha, "cafe", mn, "cafe");
    address(ha, "home", "10.1.0.2/24");
    address(ha, "office", "10.1.1.1/24");
    address(ha, "cafe", "198.51.100.1/24");
    address(cn, "eth0", "10.1.0.10/24");
    ip("-n", cn, "route", "add", "default", "via", "10.1.0.2");
    address(mn, "office", "10.1.1.50/24");
    address(mn, "office", "10.1.1.51/24");
    address(mn, "cafe", "198.51.100.50/24");
    ip("-n", mn, "route", "add", "10.1.0.2/32", "via", "10.1.1.1");
  }

  /** Skips, loudly, where there is no right to make namespaces. */
  static void needsRoot() {
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean tun = Files.exists(Path.of("/dev/net/tun"));
    if (!root || !tun) {
      System.err.println(
          "NOT RUN: the home agent against a real kernel needs root and /dev/net/tun");
    }
    Assumptions.assumeTrue(root && tun, "needs root and /dev/net/tun");
  }

  private void veth(String one, String link, String other, String otherLink) throws IOException {
    ip("-n", one, "link", "add", link, "type", "veth", "peer", "name", otherLink, "netns", other);
    ip("-n", one, "link", "set", link, "up");
    ip("-n", other, "link", "set", otherLink, "up");
  }

  private void address(String namespace, String link, String address) throws IOException {
    ip("-n", namespace, "addr", "add", address, "dev", link);
  }

  /** Runs ip(8); its output. */
  static String ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(Arrays.asList(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Runs a program in a namespace; its output. */
  static String in(String namespace, String... command) throws IOException {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    whole.addAll(Arrays.asList(command));
    return run(whole.toArray(String[]::new));
  }

  /** Whether a ping from the correspondent is answered, within a second. */
  boolean pings(String destination) throws IOException {
    Process ping =
        new ProcessBuilder(
                "ip", "netns", "exec", cn, "ping", "-n", "-c", "1", "-W", "3", destination)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return exitCode(ping) == 0;
  }

  /** What a ping of 1500 octets that must not be fragmented says. */
  String pingsTooLarge(String destination) throws IOException {
    Process ping =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                cn,
                "ping",
                "-n",
                "-c",
                "1",
                "-W",
                "1",
                "-M",
                "do",
                "-s",
                "1472",
                destination)
            .redirectErrorStream(true)
            .start();
    return new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The MAC address at which the correspondent believes an address to be; empty if unknown. */
  String seenByCorrespondent(String address) throws IOException {
    String entry = ip("-n", cn, "neigh", "show", address);
    int at = entry.indexOf("lladdr ");
    return at < 0 ? "" : entry.substring(at + 7, at + 24);
  }

  /** The MAC address of a link. */
  static String mac(String namespace, String link) throws IOException {
    String shown = ip("-n", namespace, "-o", "link", "show", link);
    int at = shown.indexOf("link/ether ");
    return shown.substring(at + 11, at + 28);
  }

  private static String run(String... command) throws IOException {
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
