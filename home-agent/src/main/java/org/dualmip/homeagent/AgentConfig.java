package org.dualmip.homeagent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.homeagent.ForeignAgentSection.ReverseTunnel;
import org.dualmip.linux.Route;
import org.dualmip.mobileip.agent.ForeignAgentPeer;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Limits;
import org.dualmip.mobileip.agent.Services;
import org.dualmip.mobileip.agent.TunnelOffer;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigFile;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of {@code dualmip agent}; names as in {@link ConfigFile}.
 *
 * <p>The role says which Mobile IP system the agent belongs to as a home agent; with a section
 * {@code foreign-agent} it is a foreign agent besides, or with role {@code foreign} nothing else.
 *
 * @param role inner or outer home agent (RFC 5265 §1.3), or a foreign agent alone
 * @param address the agent's own address, where UDP port 434 is opened
 * @param homeNetwork where home addresses belong: the short form where there is one network
 * @param homeNetworks all of them, each with a name of its own
 * @param foreignAgent what is offered to visitors
 * @param trustedNetworks where an inner agent accepts registrations from (RFC 5265 §4.3)
 * @param lifetime the longest granted, 1 s to 65534 s
 * @param previousCareOf how long the care-of address before a handover is still accepted
 * @param keepalive interval told to nodes behind a NAT (RFC 3519 §3.2), at least 10 s; a foreign
 *     agent behind one sends at least as often (§4.10)
 * @param reverseTunnel whether mobile nodes may, or must, tunnel what they send (RFC 3024)
 * @param encapsulations what the home agent's tunnels may be made of
 * @param simultaneousBindings how many a home address may have (the S bit, RFC 5944 §3.8.2.3)
 * @param dynamicHomeAgent whether nodes that name no home agent are served (RFC 4433)
 * @param revocation whether registrations with known foreign agents can be revoked (RFC 3543)
 * @param messageStrings whether a denial says in words why (RFC 4917)
 * @param discovery whether mobile nodes can find the home agent without registering
 *     (docs/home-agent-discovery.md) and conceal who they are (docs/concealed-registration.md);
 *     absent: they can
 * @param foreignAgents those the home agent shares a secret with (FA-HA)
 * @param mobileNodes whom the home agent serves
 * @param adapter the name of the virtual adapter; of the second and further networks with a number
 * @param mtu of the adapter; absent: what fits the role without fragmentation
 * @param state directory of the binding store
 * @param control path of the administration socket
 * @param events file of JSON lines, or null
 */
public record AgentConfig(
    Role role,
    Ip4 address,
    @Nullable HomeNetworkSection homeNetwork,
    @Default("[]") List<HomeNetworkSection> homeNetworks,
    @Nullable ForeignAgentSection foreignAgent,
    @Default("[]") List<Prefix4> trustedNetworks,
    @Default("600s") Duration lifetime,
    @Default("2s") Duration previousCareOf,
    @Default("20s") Duration keepalive,
    @Default("optional") ReverseTunnel reverseTunnel,
    @Default("[ip-in-ip, gre, minimal]") List<Tunnel.Kind> encapsulations,
    @Default("1") int simultaneousBindings,
    @Default("false") boolean dynamicHomeAgent,
    @Default("true") boolean revocation,
    @Default("true") boolean messageStrings,
    @Nullable Boolean discovery,
    @Default("[]") List<AgentPeer> foreignAgents,
    @Default("[]") List<MobileNodeSection> mobileNodes,
    @Default("dmip-ha") String adapter,
    @Nullable Integer mtu,
    Path state,
    Path control,
    @Nullable Path events) {
  private static final int OWNER = 200;
  private static final int OWNERS = 40;

  /** Tables of their own have numbers from the owner's; the foreign agent has those before 500. */
  static final int TABLES = 1000;

  private static final int FIRST_TABLE = 500;

  /** Which of the two systems of RFC 5265 the agent belongs to. */
  public enum Role {
    /** Inside: beneath it the VPN and both tunnels, so a small MTU. */
    INNER(1380),
    /** Outside: beneath it UDP encapsulation at most (RFC 3519). */
    OUTER(1468),
    /** No home agent at all. */
    FOREIGN(1468);

    private final int mtu;

    Role(int mtu) {
      this.mtu = mtu;
    }
  }

  /**
   * Checks what must hold between the keys.
   *
   * @throws InvalidSetting naming the key
   */
  public AgentConfig {
    ConfigChecks.host("address", address);
    ConfigChecks.trust(role, trustedNetworks);
    ConfigChecks.within("lifetime", lifetime, Duration.ofSeconds(1), Duration.ofSeconds(65534));
    ConfigChecks.within("keepalive", keepalive, Duration.ofSeconds(10), Duration.ofSeconds(65535));
    ConfigChecks.within("previous-care-of", previousCareOf, Duration.ZERO, Duration.ofMinutes(1));
    ConfigChecks.encapsulations(encapsulations);
    if (simultaneousBindings < 1 || simultaneousBindings > 16) {
      throw new InvalidSetting("simultaneous-bindings", "" + simultaneousBindings, "1 to 16");
    }
    AgentPeer.distinct("foreign-agents", foreignAgents);
    if (mtu != null) {
      ConfigChecks.adapterMtu(mtu);
    }
    ConfigChecks.adapterName(adapter);
    if (role == Role.FOREIGN) {
      ConfigChecks.foreignAlone(homeNetwork, homeNetworks, foreignAgent, mobileNodes);
      ConfigChecks.notDiscovered(discovery);
    } else {
      HomeNetworks.check(homeNetwork, homeNetworks);
      new HomeNetworks(networksOf(homeNetwork, homeNetworks)).check(mobileNodes, address);
    }
    if (foreignAgent != null && foreignAgent.adapter().equals(adapter)) {
      throw new InvalidSetting("adapter", adapter, "another than that of the foreign agent");
    }
  }

  /**
   * Reads and checks a file, and those it names.
   *
   * @throws ConfigException with every problem in it
   */
  public static AgentConfig read(Path file) throws ConfigException {
    AgentConfig config = ConfigFile.read(file, AgentConfig.class);
    if (config.foreignAgent != null && config.foreignAgent.aaaFile() != null) {
      AaaFile _ = AaaFile.read(config.foreignAgent.aaaFile());
    }
    return config;
  }

  /** The home networks, whichever form they have in the file; none for a foreign agent alone. */
  List<HomeNetworkSection> networks() {
    return networksOf(homeNetwork, homeNetworks);
  }

  /** The links of the home networks that have one. */
  Set<String> homeLinks() {
    Set<String> links = new LinkedHashSet<>();
    for (HomeNetworkSection network : networks()) {
      if (network.link() != null) {
        links.add(network.link());
      }
    }
    return links;
  }

  /** The links where visitors are. */
  Set<String> visitorLinks() {
    return foreignAgent == null ? Set.of() : new LinkedHashSet<>(foreignAgent.links());
  }

  /** All links the agent speaks on. */
  Set<String> links() {
    Set<String> links = new LinkedHashSet<>(homeLinks());
    links.addAll(visitorLinks());
    return links;
  }

  /** The addresses where UDP port 434 is opened. */
  Set<Ip4> addresses() {
    Set<Ip4> addresses = new LinkedHashSet<>();
    if (role != Role.FOREIGN) {
      addresses.add(address);
    }
    if (foreignAgent != null) {
      addresses.add(careOf());
    }
    return addresses;
  }

  /** How each home network is routed here. */
  List<HomeRouting> routing() {
    List<HomeRouting> routing = new ArrayList<>();
    for (HomeNetworkSection network : networks()) {
      int table = network.isolated() ? owner() * TABLES + FIRST_TABLE + routing.size() : Route.MAIN;
      routing.add(
          new HomeRouting(
              network.name(),
              adapterOf(network),
              network.prefix(),
              network.link(),
              table,
              network.router(),
              owner()));
    }
    return routing;
  }

  /** The name of a home network's adapter. */
  String adapterOf(HomeNetworkSection network) {
    int number = networks().indexOf(network);
    return number == 0 ? adapter : adapter + (number + 1);
  }

  /** The care-of address that the foreign agent offers. */
  Ip4 careOf() {
    Ip4 own = foreignAgent == null ? null : foreignAgent.careOf();
    return own == null ? address : own;
  }

  /**
   * The number that marks what this agent installs, so that several services in one network
   * namespace leave each other's things alone: it follows from the adapter, which no two of them
   * have.
   */
  int owner() {
    String own = role == Role.FOREIGN && foreignAgent != null ? foreignAgent.adapter() : adapter;
    return OWNER + Math.floorMod(own.hashCode(), OWNERS);
  }

  /** Whether mobile nodes can find the home agent without registering, and conceal requests. */
  boolean isDiscoverable() {
    return role != Role.FOREIGN && (discovery == null || discovery);
  }

  /** The MTU of the home agent's adapters. */
  int adapterMtu() {
    return mtu != null ? mtu : role.mtu;
  }

  /** {@code inner}, {@code outer} or {@code foreign}: the Mobile IP system in events. */
  String system() {
    return switch (role) {
      case INNER -> "inner";
      case OUTER -> "outer";
      case FOREIGN -> "foreign";
    };
  }

  /** Netty's sockets do not tell the time to live that minimal encapsulation is read with. */
  private static Set<Tunnel.Kind> inUdp(List<Tunnel.Kind> encapsulations) {
    Set<Tunnel.Kind> kinds = EnumSet.copyOf(encapsulations);
    kinds.remove(Tunnel.Kind.MINIMAL);
    return kinds;
  }

  /** The home agent engine's view of this configuration. */
  HomeAgentConfig engine() {
    var homes = new HomeNetworks(networks());
    return new HomeAgentConfig(
        address,
        networks().stream().map(HomeNetworkSection::network).toList(),
        role == Role.INNER,
        trustedNetworks,
        lifetime,
        previousCareOf,
        new TunnelOffer(
            EnumSet.copyOf(encapsulations),
            inUdp(encapsulations),
            true,
            true,
            switch (reverseTunnel) {
              case OPTIONAL -> TunnelOffer.Reverse.OPTIONAL;
              case REQUIRED -> TunnelOffer.Reverse.MANDATORY;
              case UNAVAILABLE -> TunnelOffer.Reverse.UNAVAILABLE;
            },
            keepalive),
        Limits.DEFAULT.withSimultaneousBindings(simultaneousBindings),
        new Services(dynamicHomeAgent, revocation, messageStrings),
        foreignAgents.stream()
            .map(peer -> new ForeignAgentPeer(peer.address(), peer.secrets()))
            .toList(),
        mobileNodes.stream().map(node -> node.subscriber(homes.of(node))).toList());
  }

  private static List<HomeNetworkSection> networksOf(
      @Nullable HomeNetworkSection one, List<HomeNetworkSection> several) {
    return one == null ? several : List.of(one);
  }
}
