package org.dualmip.homeagent;

import static org.dualmip.mobileip.discovery.AgentAdvertisement.FOREIGN_AGENT;
import static org.dualmip.mobileip.discovery.AgentAdvertisement.GRE;
import static org.dualmip.mobileip.discovery.AgentAdvertisement.HOME_AGENT;
import static org.dualmip.mobileip.discovery.AgentAdvertisement.MINIMAL;
import static org.dualmip.mobileip.discovery.AgentAdvertisement.REGISTRATION_REQUIRED;
import static org.dualmip.mobileip.discovery.AgentAdvertisement.REVERSE_TUNNEL;
import static org.dualmip.mobileip.discovery.AgentAdvertisement.REVOCATION;
import static org.dualmip.mobileip.discovery.AgentAdvertisement.UDP_TUNNEL;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.homeagent.ForeignAgentSection.ReverseTunnel;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.AdvertiserConfig;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel;

/** What the agent says of itself on each of its links (RFC 5944 §2.1). */
final class Discovery {
  private Discovery() {}

  /**
   * The advertisers by link.
   *
   * @param own this host's address on each link of the agent
   * @param challenges for the foreign agent's links; empty without
   */
  static Map<String, Advertiser> advertisers(
      AgentConfig config,
      Map<String, OnLink> own,
      Map<String, Challenges> challenges,
      RandomGenerator random,
      MonotonicTime start) {
    Map<String, Advertiser> advertisers = new LinkedHashMap<>();
    for (Map.Entry<String, OnLink> link : own.entrySet()) {
      Advertisements times = times(config, link.getKey());
      if (times.send()) {
        advertisers.put(
            link.getKey(),
            new Advertiser(
                settings(config, link.getKey(), link.getValue(), times),
                challenges.get(link.getKey()),
                random,
                start));
      }
    }
    return advertisers;
  }

  /** Advertisements of one link; where it is a home link too, the visitors' times count. */
  static Advertisements times(AgentConfig config, String link) {
    ForeignAgentSection foreign = config.foreignAgent();
    if (foreign != null && foreign.links().contains(link)) {
      return foreign.advertisements();
    }
    return config.networks().stream()
        .filter(network -> link.equals(network.link()))
        .map(HomeNetworkSection::advertisements)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no agent on " + link));
  }

  /** RFC 3519 §3.4: an agent that no NAT can be in front of does not set the U bit. */
  private static boolean isBehindNat(ForeignAgentSection foreign, Ip4 careOf) {
    return switch (foreign.udpTunnels()) {
      case NEVER -> false;
      case BEHIND_NAT -> careOf.isPrivate();
      case FORCED -> true;
    };
  }

  static AdvertiserConfig settings(
      AgentConfig config, String link, OnLink own, Advertisements times) {
    int flags = 0;
    Duration longest = config.lifetime();
    List<Ip4> careOf = List.of();
    if (config.networks().stream().anyMatch(network -> link.equals(network.link()))) {
      flags |= HOME_AGENT | tunnels(config.encapsulations(), config.reverseTunnel());
    }
    ForeignAgentSection foreign = config.foreignAgent();
    if (foreign != null && foreign.links().contains(link)) {
      flags |= FOREIGN_AGENT | tunnels(foreign.encapsulations(), foreign.reverseTunnel());
      flags |= foreign.registrationRequired() ? REGISTRATION_REQUIRED : 0;
      flags |= isBehindNat(foreign, config.careOf()) ? UDP_TUNNEL : 0;
      flags |= foreign.revocation() ? REVOCATION : 0;
      longest = foreign.lifetime();
      careOf = List.of(config.careOf());
    }
    AdvertiserConfig usual =
        AdvertiserConfig.usual(
            own.address(),
            own.network(),
            flags,
            careOf,
            (int) longest.toSeconds(),
            times.interval());
    return new AdvertiserConfig(
        usual.address(),
        usual.network(),
        usual.sayNetwork(),
        usual.routesCommonTraffic(),
        usual.flags(),
        usual.careOf(),
        usual.registrationLifetime(),
        usual.shortest(),
        usual.longest(),
        times.believed(),
        usual.broadcast(),
        usual.onlySolicited());
  }

  private static int tunnels(List<Tunnel.Kind> kinds, ReverseTunnel reverse) {
    return (kinds.contains(Tunnel.Kind.MINIMAL) ? MINIMAL : 0)
        | (kinds.contains(Tunnel.Kind.GRE) ? GRE : 0)
        | (reverse == ReverseTunnel.UNAVAILABLE ? 0 : REVERSE_TUNNEL);
  }
}
