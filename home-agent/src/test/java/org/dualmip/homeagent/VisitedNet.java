package org.dualmip.homeagent;

import static org.dualmip.homeagent.TestNet.ip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Namespaces around a foreign agent, and two tenants with the same private addresses at home.
 *
 * <pre>
 *   cna 10.0.0.10 -- home link a --+
 *                                  ha 198.51.100.1 -- wan -- fa 198.51.100.2 -- visited -- mn1, mn2
 *   cnb 10.0.0.10 -- home link b --+                            10.2.0.1
 * </pre>
 *
 * Both visitors have the home address 10.0.0.5 on the visited link itself, and the foreign agent as
 * their router.
 */
final class VisitedNet implements AutoCloseable {
  static final String HOME = "10.0.0.5";
  final String ha;
  final String fa;
  final String cna;
  final String cnb;
  final String mn1;
  final String mn2;
  private final String lan;
  private final List<String> made = new ArrayList<>();

  private VisitedNet() {
    String run = "v" + ProcessHandle.current().pid() + "-";
    ha = run + "ha";
    fa = run + "fa";
    cna = run + "cna";
    cnb = run + "cnb";
    mn1 = run + "mn1";
    mn2 = run + "mn2";
    lan = run + "lan";
  }

  /** Builds it; if that fails, nothing is left. */
  static VisitedNet build() throws IOException {
    var net = new VisitedNet();
    try {
      net.plug();
      return net;
    } catch (IOException | AssertionError failed) {
      net.close();
      throw failed;
    }
  }

  private void plug() throws IOException {
    for (String name : List.of(ha, fa, cna, cnb, mn1, mn2, lan)) {
      ip("netns", "add", name);
      made.add(name);
      ip("-n", name, "link", "set", "lo", "up");
    }
    ip("-n", lan, "link", "add", "name", "br0", "type", "bridge");
    ip("-n", lan, "link", "set", "br0", "up");
    for (String node : List.of(fa, mn1, mn2)) {
      String port = "p" + made.indexOf(node);
      veth(node, "visited", lan, port);
      ip("-n", lan, "link", "set", port, "master", "br0");
    }
    veth(ha, "wan", fa, "wan");
    veth(ha, "homea", cna, "eth0");
    veth(ha, "homeb", cnb, "eth0");
    ip("-n", ha, "addr", "add", "198.51.100.1/24", "dev", "wan");
    ip("-n", ha, "addr", "add", "10.0.0.2/24", "dev", "homea", "noprefixroute");
    ip("-n", ha, "addr", "add", "10.0.0.3/24", "dev", "homeb", "noprefixroute");
    ip("-n", fa, "addr", "add", "198.51.100.2/24", "dev", "wan");
    ip("-n", fa, "addr", "add", "10.2.0.1/24", "dev", "visited");
    ip("-n", cna, "addr", "add", "10.0.0.10/24", "dev", "eth0");
    ip("-n", cnb, "addr", "add", "10.0.0.10/24", "dev", "eth0");
    for (String node : List.of(mn1, mn2)) {
      String mac = TestNet.mac(fa, "visited");
      ip("-n", node, "addr", "add", HOME + "/32", "dev", "visited");
      ip("-n", node, "neigh", "add", "10.2.0.1", "lladdr", mac, "dev", "visited");
      ip("-n", node, "route", "add", "10.2.0.1/32", "dev", "visited", "src", HOME);
      ip("-n", node, "route", "add", "default", "via", "10.2.0.1", "src", HOME);
    }
  }

  /** Whether a ping from a namespace is answered, within a second. */
  static boolean pings(String namespace, String destination, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace, "ping"));
    command.addAll(List.of("-n", "-c", "1", "-W", "3"));
    command.addAll(List.of(more));
    command.add(destination);
    Process ping =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return ping.waitFor() == 0;
  }

  private static void veth(String one, String link, String other, String otherLink)
      throws IOException {
    ip("-n", one, "link", "add", link, "type", "veth", "peer", "name", otherLink, "netns", other);
    ip("-n", one, "link", "set", link, "up");
    ip("-n", other, "link", "set", otherLink, "up");
  }

  @Override
  public void close() throws IOException {
    for (String name : made) {
      ip("netns", "delete", name);
    }
  }
}
