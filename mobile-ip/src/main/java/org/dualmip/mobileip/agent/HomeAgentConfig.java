package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * What a home agent is told before it starts.
 *
 * @param address its unicast address
 * @param networks the home networks, at least one; names are unique
 * @param inner whether it is an inner home agent, bound by RFC 5265 §4.3
 * @param trustedNetworks source addresses that are inside (RFC 5265 §4.3); an inner home agent
 *     drops requests from elsewhere silently, so none are served if this is empty. An outer home
 *     agent checks nothing and never sends the extension
 * @param longestLifetime the longest lifetime granted, 1 s to 65534 s
 * @param previousCareOf how long the previous care-of address is accepted after a handover
 * @param tunnels which tunnels are granted
 * @param limits how much others may take
 * @param services what is offered beside registrations
 * @param foreignAgents those it shares a secret with
 * @param subscribers whom it serves
 */
public record HomeAgentConfig(
    Ip4 address,
    List<HomeNetwork> networks,
    boolean inner,
    List<Prefix4> trustedNetworks,
    Duration longestLifetime,
    Duration previousCareOf,
    TunnelOffer tunnels,
    Limits limits,
    Services services,
    List<ForeignAgentPeer> foreignAgents,
    List<Subscriber> subscribers) {
  /**
   * @throws IllegalArgumentException if a value is out of its range, or two subscribers cannot be
   *     told apart
   */
  public HomeAgentConfig {
    networks = List.copyOf(networks);
    trustedNetworks = List.copyOf(trustedNetworks);
    foreignAgents = List.copyOf(foreignAgents);
    subscribers = List.copyOf(subscribers);
    if (longestLifetime.toSeconds() < 1 || longestLifetime.toSeconds() > 65534) {
      throw new IllegalArgumentException("a lifetime is 1 s to 65534 s, not " + longestLifetime);
    }
    if (previousCareOf.isNegative()) {
      throw new IllegalArgumentException("a time is not negative: " + previousCareOf);
    }
    checkDistinct(networks, foreignAgents);
    checkSubscribers(address, networks, subscribers);
  }

  /** An agent with one virtual home network, which grants IP in IP and nothing beside. */
  public HomeAgentConfig(
      Ip4 address,
      Prefix4 homeNetwork,
      boolean inner,
      List<Prefix4> trustedNetworks,
      Duration longestLifetime,
      Duration previousCareOf,
      Duration keepalive,
      List<Subscriber> subscribers) {
    this(
        address,
        List.of(HomeNetwork.virtual(HomeNetwork.DEFAULT, homeNetwork)),
        inner,
        trustedNetworks,
        longestLifetime,
        previousCareOf,
        TunnelOffer.IP_IN_IP.withKeepalive(keepalive),
        Limits.DEFAULT,
        Services.NONE,
        List.of(),
        subscribers);
  }

  /** The same with other home networks. */
  public HomeAgentConfig with(List<HomeNetwork> homeNetworks, List<Subscriber> nodes) {
    return new HomeAgentConfig(
        address,
        homeNetworks,
        inner,
        trustedNetworks,
        longestLifetime,
        previousCareOf,
        tunnels,
        limits,
        services,
        foreignAgents,
        nodes);
  }

  /** The same with other tunnels. */
  public HomeAgentConfig with(TunnelOffer offer) {
    return new HomeAgentConfig(
        address,
        networks,
        inner,
        trustedNetworks,
        longestLifetime,
        previousCareOf,
        offer,
        limits,
        services,
        foreignAgents,
        subscribers);
  }

  /** The same with other limits. */
  public HomeAgentConfig with(Limits other) {
    return new HomeAgentConfig(
        address,
        networks,
        inner,
        trustedNetworks,
        longestLifetime,
        previousCareOf,
        tunnels,
        other,
        services,
        foreignAgents,
        subscribers);
  }

  /** The same with other services and foreign agents. */
  public HomeAgentConfig with(Services offered, ForeignAgentPeer... peers) {
    return new HomeAgentConfig(
        address,
        networks,
        inner,
        trustedNetworks,
        longestLifetime,
        previousCareOf,
        tunnels,
        limits,
        offered,
        List.of(peers),
        subscribers);
  }

  /** Whether a source address is inside (RFC 5265 §4.3). */
  boolean trusts(Ip4 source) {
    return trustedNetworks.stream().anyMatch(network -> network.contains(source));
  }

  private static void checkDistinct(List<HomeNetwork> networks, List<ForeignAgentPeer> peers) {
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("a home agent needs a home network");
    }
    Set<String> names = new HashSet<>();
    for (HomeNetwork network : networks) {
      if (!names.add(network.name())) {
        throw new IllegalArgumentException("two home networks are called " + network.name());
      }
    }
    Set<Ip4> addresses = new HashSet<>();
    for (ForeignAgentPeer peer : peers) {
      if (!addresses.add(peer.address())) {
        throw new IllegalArgumentException(
            "the foreign agent " + peer.address() + " is there twice");
      }
    }
  }

  /**
   * A name is one node's. A home address is one node's in its network; nodes of two networks with
   * the same one must use different SPIs, because a request need not name more than these two.
   */
  private static void checkSubscribers(
      Ip4 address, List<HomeNetwork> networks, List<Subscriber> subscribers) {
    Set<String> names = new HashSet<>();
    Map<Ip4, Set<Object>> byHome = new HashMap<>();
    Set<String> known = new HashSet<>();
    networks.forEach(network -> known.add(network.name()));
    for (Subscriber subscriber : subscribers) {
      if (!names.add(subscriber.name())) {
        throw same(subscriber);
      }
      if (!known.contains(subscriber.network())) {
        throw new IllegalArgumentException(
            subscriber.name() + " belongs to " + subscriber.network() + ", which is not there");
      }
      if (address.equals(subscriber.home())) {
        throw new IllegalArgumentException(
            "the home address " + address + " is the home agent's own");
      }
      if (subscriber.home() != null) {
        Set<Object> taken = byHome.computeIfAbsent(subscriber.home(), _ -> new HashSet<>(2));
        if (!taken.add(subscriber.network())) {
          throw same(subscriber);
        }
        for (SecurityAssociation association : subscriber.associations()) {
          if (!taken.add(association.spi())) {
            throw same(subscriber);
          }
        }
      }
    }
  }

  private static IllegalArgumentException same(Subscriber subscriber) {
    return new IllegalArgumentException(
        "two mobile nodes have the home address or NAI of "
            + subscriber.name()
            + " and the same network or SPI");
  }
}
