package org.dualmip.homeagent;

import static org.dualmip.homeagent.Namespaces.address;
import static org.dualmip.homeagent.Namespaces.cable;
import static org.dualmip.homeagent.Namespaces.ip;

import java.io.IOException;
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
 * their router. Behind a NAT, the foreign agent has 192.168.7.2, and 198.51.100.2 is the NAT's.
 */
final class VisitedNet {
  static final String HOME = "10.0.0.5";
  static final String HOME_AGENT = "198.51.100.1";
  static final String FOREIGN_AGENT = "198.51.100.2";
  static final String BEHIND_NAT = "192.168.7.2";

  /** The file of a home agent here that serves both tenants. */
  static final String TENANTS =
      """
      role: outer
      address: 198.51.100.1
      home-networks:
        - {name: a, prefix: 10.0.0.0/24, link: homea, isolated: true}
        - {name: b, prefix: 10.0.0.0/24, link: homeb, isolated: true}
      mobile-nodes:
        - {nai: x@a, network: a, home-address: 10.0.0.5, spi: 256, key-file: mn.key}
        - {nai: x@b, network: b, home-address: 10.0.0.5, spi: 257, key-file: mn.key}
      """;

  /** The file of a foreign agent here; keys of its section may follow. */
  static final String FOREIGN =
      """
      role: foreign
      address: 198.51.100.2
      foreign-agent:
        links: [visited]
        advertisements: {interval: 1s}
      """;

  final String ha;
  final String fa;
  final String cna;
  final String cnb;
  final String mn1;
  final String mn2;

  private VisitedNet(Namespaces made) throws IOException {
    ha = made.add("ha");
    fa = made.add("fa");
    cna = made.add("cna");
    cnb = made.add("cnb");
    mn1 = made.add("mn1");
    mn2 = made.add("mn2");
    made.lan("lan", "visited", List.of(fa, mn1, mn2));
    cable(ha, "homea", cna, "eth0");
    cable(ha, "homeb", cnb, "eth0");
    ip("-n", ha, "addr", "add", "10.0.0.2/24", "dev", "homea", "noprefixroute");
    ip("-n", ha, "addr", "add", "10.0.0.3/24", "dev", "homeb", "noprefixroute");
    address(fa, "visited", "10.2.0.1/24");
    address(cna, "eth0", "10.0.0.10/24");
    address(cnb, "eth0", "10.0.0.10/24");
    String mac = Namespaces.mac(fa, "visited");
    for (String node : List.of(mn1, mn2)) {
      address(node, "visited", HOME + "/32");
      ip("-n", node, "neigh", "add", "10.2.0.1", "lladdr", mac, "dev", "visited");
      ip("-n", node, "route", "add", "10.2.0.1/32", "dev", "visited", "src", HOME);
      ip("-n", node, "route", "add", "default", "via", "10.2.0.1", "src", HOME);
    }
  }

  /** The two agents on one network. */
  static VisitedNet direct(Namespaces made) throws IOException {
    var net = new VisitedNet(made);
    cable(net.ha, "wan", net.fa, "wan");
    address(net.ha, "wan", HOME_AGENT + "/24");
    address(net.fa, "wan", FOREIGN_AGENT + "/24");
    return net;
  }

  /** The foreign agent behind a NAT that changes ports. */
  static VisitedNet behindNat(Namespaces made) throws IOException {
    var net = new VisitedNet(made);
    String nat = made.add("nat");
    cable(net.ha, "wan", nat, "wan");
    cable(nat, "lan", net.fa, "wan");
    address(net.ha, "wan", HOME_AGENT + "/24");
    address(nat, "wan", FOREIGN_AGENT + "/24");
    address(nat, "lan", "192.168.7.1/24");
    address(net.fa, "wan", BEHIND_NAT + "/24");
    ip("-n", net.fa, "route", "add", "default", "via", "192.168.7.1");
    Namespaces.in(nat, "sysctl", "-qw", "net.ipv4.ip_forward=1");
    Namespaces.in(
        nat,
        "nft",
        "add table ip nat; add chain ip nat post { type nat hook postrouting priority srcnat; };"
            + " add rule ip nat post oifname wan udp dport 434 masquerade to :20000-20999");
    return net;
  }
}
