package org.dualmip.lab.deployment;

import static org.dualmip.lab.deployment.Talk.Program.DOWNLOAD;
import static org.dualmip.lab.deployment.Talk.Program.PROBE;
import static org.dualmip.lab.deployment.Talk.Program.SESSION;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dualmip.lab.deployment.Daemon.Verb;
import org.dualmip.lab.topology.ThreeTier;

/**
 * The enterprise of RFC 5265 §2 at work: two home agents, the VPN gateway and one mobile node in
 * the three-tier topology. What all scenarios begin from.
 */
public final class Enterprise {
  private Enterprise() {}

  /** Whole, with all traffic. */
  public static Deployment whole() {
    return new Deployment(
        ThreeTier.topology(),
        List.of(
            new Daemon("iha", Verb.AGENT, innerAgent()),
            new Daemon("xha", Verb.AGENT, outerAgent()),
            new Daemon("gw", Verb.GATEWAY, gateway()),
            new Daemon(ThreeTier.MOBILE, Verb.NODE, node())),
        List.of(talk(DOWNLOAD, SESSION, PROBE)));
  }

  /** The mobile node's own traffic. */
  public static Talk talk(Talk.Program... programs) {
    return new Talk(
        ThreeTier.MOBILE,
        ThreeTier.INNER_HOME_ADDRESS,
        "cn",
        ThreeTier.CORRESPONDENT,
        List.of(programs));
  }

  /** A foreign agent on the router of an access network; it advertises every second. */
  public static Daemon foreignAgent(String segment) {
    return new Daemon(
        segment + "-r",
        Verb.AGENT,
        Yaml.empty()
            .with("role", "foreign")
            .with("address", ThreeTier.topology().access(segment).gateway())
            .with("foreign-agent.links", "[lan]")
            .with("foreign-agent.advertisements", "{interval: 1s}"));
  }

  /** A second outer home agent beside the first, with a virtual home network of its own. */
  public static Daemon secondOuterAgent() {
    return new Daemon(
        "xha2",
        Verb.AGENT,
        outerAgent()
            .with("address", ThreeTier.SECOND_OUTER_AGENT)
            .with("home-network", "{prefix: " + ThreeTier.SECOND_OUTER_HOME + "}"));
  }

  private static Yaml innerAgent() {
    return Yaml.empty()
        .with("role", "inner")
        .with("address", ThreeTier.INNER_AGENT)
        .with("home-network", "{prefix: 10.1.0.0/24, link: eth0}")
        .with("trusted-networks", "[" + ThreeTier.INNER + "]")
        .with("lifetime", "600s")
        .with("previous-care-of", "2s")
        .with("keepalive", "20s")
        .item("mobile-nodes", innerNode());
  }

  /** How the inner home agent knows the mobile node, and what else it is to know. */
  public static String innerNode(String... more) {
    return mobileNode(
        "home-address: " + ThreeTier.INNER_HOME_ADDRESS,
        "spi: 256",
        "key-file: mn-inner.key",
        more);
  }

  /** How the outer home agent knows the mobile node, and what else it is to know. */
  public static String outerNode(String... more) {
    return mobileNode("nai: mn@lab.example", "spi: 257", "key-file: mn-outer.key", more);
  }

  private static String mobileNode(String who, String spi, String key, String... more) {
    Stream<String> all =
        Stream.concat(
            Stream.of(who, spi, key, "algorithm: hmac-sha-256", "replay: timestamps"),
            Stream.of(more));
    return all.collect(Collectors.joining(", ", "{", "}"));
  }

  private static Yaml outerAgent() {
    return Yaml.empty()
        .with("role", "outer")
        .with("address", ThreeTier.OUTER_AGENT)
        .with("home-network", "{prefix: " + ThreeTier.OUTER_HOME + "}")
        .with("lifetime", "600s")
        .with("previous-care-of", "2s")
        .with("keepalive", "20s")
        .item("mobile-nodes", outerNode());
  }

  private static Yaml gateway() {
    return Yaml.empty()
        .with("address", ThreeTier.GATEWAY)
        .with("identity", "gw.lab.example")
        .with("certificate", "gw.pem")
        .with("key", "gw.key")
        .with("ca", "ca.pem")
        .with("networks", "[" + ThreeTier.INNER + "]")
        .with("pool", ThreeTier.VPN_POOL);
  }

  private static Yaml node() {
    return Yaml.empty()
        .item("interfaces", "{name: wlan0, preference: 10, cost: 0}")
        .item("interfaces", "{name: wwan0, preference: 10, cost: 0}")
        .with("inner.home-address", ThreeTier.INNER_HOME_ADDRESS)
        .with("inner.home-agent", ThreeTier.INNER_AGENT)
        .with("inner.spi", 256)
        .with("inner.algorithm", "hmac-sha-256")
        .with("inner.key-file", "mn-inner.key")
        .with("inner.replay", "timestamps")
        .with("inner.networks", "[" + ThreeTier.INNER + "]")
        .with("inner.lifetime", "600s")
        .with("inner.monitor", "60s")
        .with("outer.home-agent", ThreeTier.OUTER_AGENT)
        .with("outer.nai", "mn@lab.example")
        .with("outer.spi", 257)
        .with("outer.algorithm", "hmac-sha-256")
        .with("outer.key-file", "mn-outer.key")
        .with("outer.replay", "timestamps")
        .with("outer.networks", "[" + ThreeTier.OUTER_HOME + "]")
        .with("outer.lifetime", "600s")
        .with("vpn.gateway", ThreeTier.GATEWAY)
        .with("vpn.identity", "mn.lab.example")
        .with("vpn.gateway-identity", "gw.lab.example")
        .with("vpn.certificate", "mn.pem")
        .with("vpn.key", "mn.key")
        .with("vpn.ca", "ca.pem")
        .with("vpn.pool", ThreeTier.VPN_POOL);
  }
}
