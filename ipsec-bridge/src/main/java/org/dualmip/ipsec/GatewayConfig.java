package org.dualmip.ipsec;

import java.time.Duration;
import java.util.List;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * The enterprise's end of the VPN.
 *
 * @param address the gateway's outer address
 * @param identity the gateway's, as its certificate carries it
 * @param credentials what it proves itself with; its authority also vouches for the mobile nodes
 * @param networks the inner networks that mobile nodes may reach
 * @param pool from which each mobile node gets its inner address V
 * @param proposals algorithms
 * @param deadPeerDelay silence after which a mobile node is asked whether it lives
 */
public record GatewayConfig(
    Ip4 address,
    String identity,
    Credentials credentials,
    List<Prefix4> networks,
    Prefix4 pool,
    Proposals proposals,
    Duration deadPeerDelay) {
  /** The connection's name in strongSwan. */
  public static final String CONNECTION = "dualmip-gateway";

  /** The pool's name in strongSwan. */
  public static final String POOL = "dualmip-pool";

  public GatewayConfig {
    networks = List.copyOf(networks);
    if (address.isAny()) {
      throw new IllegalArgumentException("the gateway needs an address, not " + address);
    }
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("the gateway needs at least one inner network");
    }
    if (pool.length() > 30) {
      throw new IllegalArgumentException("the pool " + pool + " is too small: a /30 at most");
    }
    if (pool.contains(address)) {
      throw new IllegalArgumentException(
          "the pool " + pool + " holds the gateway's outer address " + address);
    }
    Identities.check(identity);
    if (deadPeerDelay.toSeconds() < 1) {
      throw new IllegalArgumentException("a dead-peer delay is at least 1 s, not " + deadPeerDelay);
    }
  }

  /** With the usual algorithms and times. */
  public static GatewayConfig of(
      Ip4 address, String identity, Credentials credentials, List<Prefix4> networks, Prefix4 pool) {
    return new GatewayConfig(
        address, identity, credentials, networks, pool, Proposals.DEFAULT, Duration.ofSeconds(30));
  }

  /**
   * The connection as strongSwan takes it. A mobile node that comes again replaces its earlier self
   * and keeps its inner address, since the lease belongs to its identity.
   */
  ViciMessage connection() {
    return ViciMessage.with()
        .value("version", 2)
        .items("local_addrs", List.of(address.toString()))
        .items("proposals", List.of(proposals.ike()))
        .items("pools", List.of(POOL))
        .value("unique", "replace")
        .value("encap", "yes")
        .value("mobike", "yes")
        .value("dpd_delay", deadPeerDelay.toSeconds())
        .value("reauth_time", 0)
        .section("local-1", Sections.own(identity, credentials))
        .section("remote-1", Sections.peer(credentials).build())
        .section(
            "children",
            Sections.only(VpnConfig.CHILD, Sections.child("local_ts", networks, proposals)))
        .build();
  }
}
