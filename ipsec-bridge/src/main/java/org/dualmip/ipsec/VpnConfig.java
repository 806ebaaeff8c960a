package org.dualmip.ipsec;

import java.time.Duration;
import java.util.List;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * The mobile node's end of the VPN.
 *
 * @param gateway the gateway's outer address
 * @param identity this node's, as its certificate carries it
 * @param gatewayIdentity the gateway's, as its certificate must carry it
 * @param credentials what this node proves itself with
 * @param networks the inner networks that are reached through the VPN
 * @param proposals algorithms
 * @param deadPeerDelay silence after which the gateway is asked whether it lives (RFC 7296 §2.4)
 * @param mobike whether the association follows this host from address to address by itself (RFC
 *     4555), as RFC 5266 has it, instead of being bound to one that stays
 * @param timing the session's own times
 */
public record VpnConfig(
    Ip4 gateway,
    String identity,
    String gatewayIdentity,
    Credentials credentials,
    List<Prefix4> networks,
    Proposals proposals,
    Duration deadPeerDelay,
    boolean mobike,
    SessionTiming timing) {
  /** The connection's name in strongSwan. */
  public static final String CONNECTION = "dualmip";

  /** Rarely enough to cost nothing, often enough to find a gateway that forgot us. */
  public static final Duration DEFAULT_DEAD_PEER_DELAY = Duration.ofSeconds(30);

  /** The child's name in it. */
  public static final String CHILD = "inner";

  public VpnConfig {
    networks = List.copyOf(networks);
    if (gateway.isAny()) {
      throw new IllegalArgumentException("the gateway needs an address, not " + gateway);
    }
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("the VPN needs at least one inner network");
    }
    for (Prefix4 network : networks) {
      if (network.contains(gateway)) {
        throw new IllegalArgumentException(
            "the inner network " + network + " holds the gateway's outer address " + gateway);
      }
    }
    Identities.check(identity);
    Identities.check(gatewayIdentity);
    if (deadPeerDelay.toSeconds() < 1) {
      throw new IllegalArgumentException("a dead-peer delay is at least 1 s, not " + deadPeerDelay);
    }
  }

  /** With the usual algorithms and times. */
  public static VpnConfig of(
      Ip4 gateway,
      String identity,
      String gatewayIdentity,
      Credentials credentials,
      List<Prefix4> networks) {
    return new VpnConfig(
        gateway,
        identity,
        gatewayIdentity,
        credentials,
        networks,
        Proposals.DEFAULT,
        DEFAULT_DEAD_PEER_DELAY,
        false,
        SessionTiming.DEFAULT);
  }

  /** The same with another dead-peer delay. */
  public VpnConfig withDeadPeerDelay(Duration delay) {
    return with(delay, mobike, timing);
  }

  /** The same, but bound to no address: it roams by MOBIKE (RFC 4555). */
  public VpnConfig withMobike() {
    return with(deadPeerDelay, true, timing);
  }

  /** The same with other times of the session. */
  public VpnConfig withTiming(SessionTiming times) {
    return with(deadPeerDelay, mobike, times);
  }

  private VpnConfig with(Duration delay, boolean roams, SessionTiming times) {
    return new VpnConfig(
        gateway, identity, gatewayIdentity, credentials, networks, proposals, delay, roams, times);
  }

  /**
   * The connection as strongSwan takes it, bound to the outer home address; with {@code 0.0.0.0} to
   * none.
   *
   * <p>{@code mobike=no} with a fixed local address: nothing is sent when an address below changes.
   * {@code mobike=yes} without one: strongSwan takes the best route to the gateway and tells it
   * when that changes (RFC 4555 §3.5); which route is best, the caller's routing table says. {@code
   * encap=yes}: ESP in UDP always (RFC 3948), so that it passes any outer network the same way. One
   * attempt, nothing on a dead peer, nothing on a close: {@link VpnSession} alone decides what
   * happens then.
   */
  ViciMessage connection(Ip4 local) {
    return ViciMessage.with()
        .value("version", 2)
        .items("local_addrs", List.of(local.isAny() ? "%any" : local.toString()))
        .items("remote_addrs", List.of(gateway.toString()))
        .items("proposals", List.of(proposals.ike()))
        .items("vips", List.of("0.0.0.0"))
        .value("encap", "yes")
        .value("mobike", mobike ? "yes" : "no")
        .value("keyingtries", 1)
        .value("dpd_delay", deadPeerDelay.toSeconds())
        .value("reauth_time", 0)
        .section("local-1", Sections.own(identity, credentials))
        .section("remote-1", Sections.peer(credentials).value("id", gatewayIdentity).build())
        .section(
            "children",
            Sections.only(
                CHILD,
                Sections.child("remote_ts", networks, proposals).value("start_action", "none")))
        .build();
  }
}
