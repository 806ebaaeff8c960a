package org.dualmip.mobilenode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.detector.Prefix6;
import org.dualmip.detector.Rule;
import org.dualmip.mobileip.foreign.Delivery;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.Concealment;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobilenode.portal.PortalFetch;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.dualmip.service.config.Secret;
import org.dualmip.service.config.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of a mobile node.
 *
 * @param interfaces the physical interfaces it may use
 * @param policy which of them carries the node
 * @param settle how long another one must be up before one that works is left for it
 * @param captivePortal how to find out about captive portals
 * @param networks what the user says of particular networks, the first that holds counts
 * @param inner the inner Mobile IP system
 * @param outer the outer Mobile IP system; left out where the VPN leaves through an interface
 *     itself
 * @param vpn the VPN between them
 * @param detection how to tell inside from outside
 * @param mobileNetworks the networks behind a mobile router (RFC 5177); 0.0.0.0 with a length asks
 *     the home agent for one (RFC 6626)
 * @param mobileNetworkLink the interface they are on, with the router's address there
 * @param mobileNetworkMode whether requests name the networks, or the home agent knows them
 * @param revocation whether home agents shall tell when they end a registration (RFC 3543), where
 *     the node has the care-of address itself
 * @param drain how long packets in flight on the old path are taken after a handover
 * @param control the administration socket
 * @param state directory of what is remembered of networks (feature P10); left out for one beside
 *     {@code control}, with its name and {@code .state}
 * @param events a file for events, as JSON lines
 */
public record NodeSettings(
    List<Interface> interfaces,
    @Default("best") InterfacePolicy.Choice policy,
    @Default("0s") Duration settle,
    @Default("[]") List<NetworkSettings> networks,
    @Default("{}") Portal captivePortal,
    Inner inner,
    @Nullable Outer outer,
    Vpn vpn,
    @Default("{}") Detection detection,
    @Default("[]") List<Prefix4> mobileNetworks,
    @Nullable String mobileNetworkLink,
    @Default("explicit") NetworkMode mobileNetworkMode,
    @Default("true") boolean revocation,
    @Default("2s") Duration drain,
    Path control,
    @Nullable Path state,
    @Nullable Path events) {
  /** What belongs together is checked together. */
  public NodeSettings {
    if (interfaces.isEmpty()) {
      throw new InvalidSetting("interfaces", "none", "at least one interface");
    }
    Set<String> names = new HashSet<>();
    for (Interface one : interfaces) {
      if (!names.add(one.name())) {
        throw new InvalidSetting("interfaces", one.name() + " twice", "each interface once");
      }
    }
    checkRouter(interfaces, mobileNetworks, mobileNetworkLink);
    if (!mobileNetworks.isEmpty() && inner.delivery() == Delivery.ENCAPSULATING) {
      throw new InvalidSetting(
          "mobile-networks",
          "networks of a node that encapsulates to foreign agents",
          "delivery: direct, since an agent takes nothing else of a network (RFC 3024 §5.2.1)");
    }
    if (inner.networks().stream().anyMatch(network -> network.contains(vpn.gateway()))) {
      throw new InvalidSetting(
          "vpn",
          "a gateway (" + vpn.gateway() + ") that lies in the inner networks",
          "the gateway's outer address");
    }
    if (vpn.mobike() && outer != null) {
      throw new InvalidSetting(
          "vpn", "mobike beside an outer system", "one of them: either makes the VPN mobile");
    }
    if (inner.networks().stream().noneMatch(network -> network.contains(inner.asked()))) {
      throw new InvalidSetting(
          "inner",
          "a home agent (" + inner.asked() + ") outside the inner networks",
          "networks that hold it");
    }
  }

  private static void checkRouter(
      List<Interface> interfaces, List<Prefix4> networks, @Nullable String link) {
    if (networks.isEmpty() != (link == null)) {
      throw new InvalidSetting(
          "mobile-networks",
          link == null ? "networks without mobile-network-link" : "none, but mobile-network-link",
          "both or neither");
    }
    if (link == null) {
      return;
    }
    Interface.checkName("mobile-network-link", link);
    for (Interface one : interfaces) {
      if (one.name().equals(link)) {
        throw new InvalidSetting(
            "mobile-network-link", link, "an interface that is none of the interfaces");
      }
    }
  }

  /** RFC 5177 §3. */
  public enum NetworkMode {
    /** Requests name the networks. */
    EXPLICIT,
    /** The home agent knows them. */
    IMPLICIT
  }

  /**
   * A physical interface.
   *
   * @param name as the kernel calls it
   * @param preference the higher the better
   * @param cost among equals the lower the better
   * @param foreignAgents whether to register through foreign agents there: {@code no}; {@code yes},
   *     where there is no address or the agent requires it; {@code only}, never with an own address
   * @param metered whether its traffic costs money
   */
  public record Interface(
      String name,
      @Default("10") int preference,
      @Default("0") int cost,
      @Default("no") Access.ForeignAgents foreignAgents,
      @Default("false") boolean metered) {
    /** Names are checked because they go into filter rules. */
    public Interface {
      checkName("name", name);
    }

    private static void checkName(String key, String name) {
      if (!name.matches("[A-Za-z0-9_.-]{1,15}")) {
        throw new InvalidSetting(key, name, "the name of a network interface");
      }
    }
  }

  /**
   * The inner system.
   *
   * @param homeAddress S, what applications see
   * @param homeAgent the inner home agent; left out where it is found
   * @param homeNetwork in its place the home network, whose broadcast address is asked: the home
   *     agent there tells its own (RFC 5944 §3.6.1.2). Routers on the way must let such broadcasts
   *     pass, which few do (RFC 2644)
   * @param spi the security association's index, 256 or more
   * @param networks the address ranges in use inside
   * @param prefixes the IPv6 prefixes in use inside, for detection alone
   * @param domains the DNS domains of the enterprise, for detection alone
   * @param lifetime of registrations
   * @param monitor T_MONITOR (RFC 5265 §3.2.4)
   * @param delivery how packets get to a foreign agent (RFC 3024 §5): as they are, or encapsulated,
   *     as broadcasts and multicasts must be
   * @param multicast whether what applications send to groups, and their joining, goes to the home
   *     agent, and broadcasts and multicasts of the home link come here (RFC 5944 §4.3, §4.4)
   */
  public record Inner(
      Ip4 homeAddress,
      @Nullable Ip4 homeAgent,
      @Nullable Prefix4 homeNetwork,
      int spi,
      @Default("hmac-sha-256") Algorithm algorithm,
      @Nullable Secret key,
      @Nullable Secret keyFile,
      @Default("timestamps") ReplayProtection replay,
      List<Prefix4> networks,
      @Default("[]") List<String> prefixes,
      @Default("[]") List<String> domains,
      @Default("600s") Duration lifetime,
      @Default("60s") Duration monitor,
      @Default("direct") Delivery delivery,
      @Default("false") boolean multicast) {
    /** Values that other parts would refuse are refused here, where the file can be named. */
    public Inner {
      if ((homeAgent == null) == (homeNetwork == null)) {
        throw new InvalidSetting(
            "home-agent",
            homeAgent == null ? "neither home-agent nor home-network" : "and home-network",
            "the home agent's address, or the home network to find it in");
      }
      if (homeNetwork != null
          && (homeNetwork.length() > 30 || !homeNetwork.contains(homeAddress))) {
        throw new InvalidSetting(
            "home-network",
            homeNetwork.toString(),
            "a network with the home address, /30 or wider");
      }
      if (monitor.toSeconds() < 3) {
        throw new InvalidSetting(
            "monitor", monitor.toMillis() + " ms", "3s or more (RFC 5265 §3.2.4 gives 60s)");
      }
      if (networks.isEmpty()) {
        throw new InvalidSetting("networks", "none", "the address ranges in use inside");
      }
      for (String prefix : prefixes) {
        checkPrefix(prefix);
      }
      for (String domain : domains) {
        if (!domain.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
          throw new InvalidSetting("domains", domain, "a domain such as corp.example");
        }
      }
      checkLifetime(lifetime);
      checkSpi(spi);
    }

    private static void checkPrefix(String prefix) {
      try {
        Prefix6.of(prefix);
      } catch (IllegalArgumentException none) {
        throw new InvalidSetting("prefixes", prefix, "an IPv6 prefix such as 2001:db8::/32");
      }
    }

    /** Whom the first request is for: the home agent, or all there are in the home network. */
    Ip4 asked() {
      return homeNetwork == null ? Objects.requireNonNull(homeAgent) : homeNetwork.last();
    }

    /** Where the home agent may be. */
    Prefix4 agents() {
      return homeNetwork == null ? new Prefix4(asked(), 32) : homeNetwork;
    }
  }

  /**
   * The outer system.
   *
   * @param homeAddress M; left out where the home agent assigns it
   * @param nai the identity the home agent knows this node by
   * @param networks the outer home networks, kept out of the access networks' ARP
   * @param otherHomeAgents whom {@code homeAgent} may send this node to; if there is any, requests
   *     leave open which home agent serves (RFC 4433 §4.2)
   * @param simultaneousBindings whether all radios that are up outside are bound at once (the S
   *     bit, RFC 5944 §3.6.1.2)
   * @param encapsulation what is asked for; GRE through a foreign agent can have keys (RFC 6245)
   * @param delivery how packets get to a foreign agent (RFC 3024 §5)
   * @param conceal whether requests hide from all but the home agent who sends them
   *     (docs/concealed-registration.md)
   * @param homeAgentKey the home agent's public key for that, 64 hexadecimal digits; left out where
   *     the home agent tells it, with the first registration
   */
  public record Outer(
      Ip4 homeAgent,
      @Nullable Ip4 homeAddress,
      @Nullable String nai,
      int spi,
      @Default("hmac-sha-256") Algorithm algorithm,
      @Nullable Secret key,
      @Nullable Secret keyFile,
      @Default("timestamps") ReplayProtection replay,
      @Default("[]") List<Prefix4> networks,
      @Default("600s") Duration lifetime,
      @Default("110s") Duration keepalive,
      @Default("[]") List<Ip4> otherHomeAgents,
      @Default("ip-in-ip") Tunnel.Kind encapsulation,
      @Default("false") boolean simultaneousBindings,
      @Default("direct") Delivery delivery,
      @Default("prefer") Concealment.Mode conceal,
      @Nullable String homeAgentKey) {
    /** Something must identify the node. */
    public Outer {
      if (encapsulation == Tunnel.Kind.MINIMAL) {
        throw new InvalidSetting("encapsulation", "minimal", "ip-in-ip or gre");
      }
      if (homeAddress == null && nai == null) {
        throw new InvalidSetting("nai", "neither home-address nor nai", "one of them");
      }
      if (nai != null && conceal == Concealment.Mode.ALWAYS && !ConcealedIdentity.fits(nai)) {
        throw new InvalidSetting(
            "nai", nai, "at most " + ConcealedIdentity.LONGEST_NAI + " octets, to be concealed");
      }
      if (homeAgentKey != null && !homeAgentKey.matches("[0-9a-f]{64}")) {
        throw new InvalidSetting(
            "home-agent-key",
            homeAgentKey,
            "64 hexadecimal digits: 'public-key' in 'show counters' of the home agent");
      }
      checkLifetime(lifetime);
      checkSpi(spi);
      if (keepalive.compareTo(MobilitySystem.SHORTEST_KEEPALIVE) < 0) {
        throw new InvalidSetting(
            "keepalive", keepalive.toMillis() + " ms", "10s or more (RFC 3519 §4.10)");
      }
    }

    /** Every home agent that may serve. */
    List<Ip4> homeAgents() {
      List<Ip4> all = new ArrayList<>(List.of(homeAgent));
      all.addAll(otherHomeAgents);
      return all;
    }
  }

  /**
   * The VPN.
   *
   * @param vici strongSwan's control socket
   * @param gateway the gateway's outer address, T
   * @param device the interface through which strongSwan's tunnel leaves
   * @param mobike whether the VPN follows the node from address to address (RFC 4555), in the place
   *     of the outer system (RFC 5266)
   * @param deadPeerDelay silence after which the gateway is asked whether it lives (RFC 7296 §2.4)
   */
  public record Vpn(
      @Default("/var/run/charon.vici") Path vici,
      Ip4 gateway,
      String identity,
      String gatewayIdentity,
      Path certificate,
      Path key,
      Path ca,
      @Nullable Prefix4 pool,
      @Default("ipsec0") String device,
      @Default("false") boolean mobike,
      @Default("30s") Duration deadPeerDelay) {
    /** Asking more often would be a load of its own. */
    public Vpn {
      if (deadPeerDelay.toSeconds() < 1) {
        throw new InvalidSetting("dead-peer-delay", deadPeerDelay.toMillis() + " ms", "1s or more");
      }
    }
  }

  /**
   * Detection.
   *
   * @param probe when to ask the inner home agent in the clear
   * @param outerDelay how long to wait for it before also asking the outer one
   * @param sensors whether to listen to the links for clues; without, addresses alone are weighed
   * @param ignore rules that are not to be weighed, by the names of the rule table
   */
  public record Detection(
      @Default("hinted") DetectorConfig.Probe probe,
      @Default("500ms") Duration outerDelay,
      @Default("true") boolean sensors,
      @Default("[]") List<String> ignore) {
    /** Only hints can be ignored: never what a home agent answered. */
    public Detection {
      Map<String, Rule> hints = hints();
      for (String name : ignore) {
        if (!hints.containsKey(name)) {
          String nearest = Spelling.nearest(name, hints.keySet());
          throw new InvalidSetting(
              "ignore",
              name + (nearest == null ? "" : ", perhaps \"" + nearest + "\" is meant"),
              "some of " + String.join(", ", hints.keySet()));
        }
      }
    }

    private static Map<String, Rule> hints() {
      Map<String, Rule> hints = new LinkedHashMap<>();
      Rule.hints().forEach(rule -> hints.put(rule.words(), rule));
      return hints;
    }

    List<Rule> ignored() {
      return Rule.hints().stream().filter(rule -> ignore.contains(rule.words())).toList();
    }
  }

  /** Where is kept what is remembered of networks. */
  Path stateDirectory() {
    return state == null ? control.resolveSibling(control.getFileName() + ".state") : state;
  }

  /**
   * Captive portals.
   *
   * @param probe a page to get by plain HTTP in networks that do not name their portal's API, which
   *     answers 204 where nobody intercepts; null to ask nobody
   * @param trust who vouches for the servers of such APIs (PEM); null for those whom the host
   *     trusts
   * @param namespace the network namespace from which portals can be reached, and its link
   */
  public record Portal(
      @Nullable String probe, @Nullable Path trust, @Default("dmip-portal") String namespace) {
    /** Names are checked because they go into filter rules. */
    public Portal {
      Interface.checkName("namespace", namespace);
      if (probe != null && !probe.matches("http://[^\\s/]+(/\\S*)?")) {
        throw new InvalidSetting(
            "probe", probe, "an address of plain HTTP, since nobody can intercept another");
      }
    }

    PortalFetch fetch() {
      return PortalFetch.trusting(trust);
    }
  }

  /** What the engine needs of it. */
  public DualNodeConfig engine() {
    return EngineSettings.of(this);
  }

  private static void checkLifetime(Duration lifetime) {
    if (lifetime.toSeconds() < 10 || lifetime.toSeconds() > 65534) {
      throw new InvalidSetting("lifetime", lifetime.toSeconds() + " s", "10s to 65534s");
    }
  }

  private static void checkSpi(int spi) {
    if (Integer.compareUnsigned(spi, 256) < 0) {
      throw new InvalidSetting("spi", String.valueOf(spi), "256 or more (RFC 5944 §1.6)");
    }
  }
}
