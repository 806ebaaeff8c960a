package org.dualmip.homeagent;

import static org.dualmip.homeagent.Namespaces.address;
import static org.dualmip.homeagent.Namespaces.cable;
import static org.dualmip.homeagent.Namespaces.ip;

import java.io.IOException;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;

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
final class TestNet {
  static final Ip4 INNER = Ip4.of("10.1.0.2");

  /** The file of an inner home agent here. */
  static final String INNER_AGENT =
      """
      role: inner
      address: 10.1.0.2
      home-network: {prefix: 10.1.0.0/24, link: home}
      trusted-networks: [10.1.0.0/16]
      mobile-nodes:
        - {home-address: 10.1.0.100, spi: 256, key-file: mn.key}
      """;

  final String ha;
  final String cn;
  final String mn;

  /** Plugs it together. */
  TestNet(Namespaces made) throws IOException {
    ha = made.add("ha");
    cn = made.add("cn");
    mn = made.add("mn");
    made.lan("lan", "home", List.of(ha, cn, mn));
    cable(ha, "office", mn, "office");
    cable(ha, "cafe", mn, "cafe");
    address(ha, "home", "10.1.0.2/24");
    address(ha, "office", "10.1.1.1/24");
    address(ha, "cafe", "198.51.100.1/24");
    address(cn, "home", "10.1.0.10/24");
    ip("-n", cn, "route", "add", "default", "via", "10.1.0.2");
    address(mn, "office", "10.1.1.50/24");
    address(mn, "office", "10.1.1.51/24");
    address(mn, "cafe", "198.51.100.50/24");
    ip("-n", mn, "route", "add", "10.1.0.2/32", "via", "10.1.1.1");
  }

  /** Whether a ping from the correspondent is answered. */
  boolean pings(String destination) throws IOException {
    return Namespaces.pings(cn, destination);
  }

  /** What a ping of 1500 octets that must not be fragmented says. */
  String pingsTooLarge(String destination) throws IOException {
    return Namespaces.ping(cn, "-W", "1", "-M", "do", "-s", "1472", destination);
  }

  /** The MAC address at which the correspondent believes an address to be; empty if unknown. */
  String seenByCorrespondent(String address) throws IOException {
    String entry = ip("-n", cn, "neigh", "show", address);
    int at = entry.indexOf("lladdr ");
    return at < 0 ? "" : entry.substring(at + 7, at + 24);
  }
}
