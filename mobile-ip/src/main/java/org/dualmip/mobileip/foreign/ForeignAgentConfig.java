package org.dualmip.mobileip.foreign;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * What a foreign agent is and offers.
 *
 * @param links the agent's own address on each link that it serves, by interface name
 * @param careOf the care-of addresses it offers, the first by preference (RFC 5944 §3.7.1)
 * @param ownAddresses the addresses of all its interfaces: none of them is another home agent
 * @param homeAgentHere whether a home agent beside it answers requests meant for an own address
 * @param limits how much
 * @param service what
 * @param trust with whom it shares secrets
 * @param policy what it decides for nodes
 */
public record ForeignAgentConfig(
    Map<String, Ip4> links,
    List<Ip4> careOf,
    Set<Ip4> ownAddresses,
    boolean homeAgentHere,
    Limits limits,
    Service service,
    Trust trust,
    Policy policy) {

  /**
   * @throws IllegalArgumentException if there is no link or no care-of address, or if the policy
   *     needs what is not offered
   */
  public ForeignAgentConfig {
    links = Map.copyOf(links);
    careOf = List.copyOf(careOf);
    ownAddresses = Set.copyOf(ownAddresses);
    if (links.isEmpty() || careOf.isEmpty()) {
      throw new IllegalArgumentException("a foreign agent has a link and a care-of address");
    }
    if (policy.greForAll()
        && !(service.greKeys() && service.encapsulations().contains(Tunnel.Kind.GRE))) {
      throw new IllegalArgumentException("GRE for all needs GRE with keys (RFC 6245 §4.1)");
    }
  }

  /** Without a policy of its own. */
  public ForeignAgentConfig(
      Map<String, Ip4> links,
      List<Ip4> careOf,
      Set<Ip4> ownAddresses,
      boolean homeAgentHere,
      Limits limits,
      Service service,
      Trust trust) {
    this(links, careOf, ownAddresses, homeAgentHere, limits, service, trust, Policy.USUAL);
  }

  /** The same with another policy. */
  public ForeignAgentConfig with(Policy other) {
    return new ForeignAgentConfig(
        links, careOf, ownAddresses, homeAgentHere, limits, service, trust, other);
  }

  /**
   * How much it takes.
   *
   * @param longestLifetime of a registration: 1 s to 65534 s (code 69)
   * @param mostVisitors beyond which it is busy (code 66)
   * @param mostPending requests that wait for a home agent, of nodes that are not visitors yet
   *     (code 66, RFC 5944 §3.7.1)
   * @param mostPendingOfStation of these, how many may come from one station; 5 is usual
   */
  public record Limits(
      Duration longestLifetime, int mostVisitors, int mostPending, int mostPendingOfStation) {
    /**
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Limits {
      if (longestLifetime.toSeconds() < 1 || longestLifetime.toSeconds() > 65534) {
        throw new IllegalArgumentException(
            "the longest lifetime is 1 to 65534 s, not " + longestLifetime);
      }
      if (mostVisitors < 1 || mostPending < 1 || mostPendingOfStation < 1) {
        throw new IllegalArgumentException("an agent that can serve nobody is none");
      }
    }
  }

  /**
   * What it offers.
   *
   * @param encapsulations which tunnels it can end; IP-in-IP always (code 72)
   * @param greKeys whether GRE tunnels get a key each way (RFC 6245)
   * @param reverseTunnels codes 74 and 75
   * @param encapsulatingDelivery code 79
   * @param coLocated whether nodes with a care-of address of their own may register through it: the
   *     R bit (RFC 5944 §2.4.1; code 65, RFC 3543 §4.3.1)
   * @param udpTunnels whether it asks home agents for tunnels in UDP (RFC 3519 §4.5)
   * @param revocation whether bindings can be revoked: the X bit (RFC 3543)
   * @param homeAgentInforms whether the home agent may decide if a node hears that its binding was
   *     revoked: the I bit (RFC 3543 §3.2); otherwise it always hears
   * @param message for the people at refused nodes (RFC 4917); null for none
   */
  public record Service(
      Set<Tunnel.Kind> encapsulations,
      boolean greKeys,
      ReverseTunnels reverseTunnels,
      boolean encapsulatingDelivery,
      boolean coLocated,
      UdpTunnels udpTunnels,
      boolean revocation,
      boolean homeAgentInforms,
      @Nullable String message) {
    /**
     * @throws IllegalArgumentException if IP-in-IP is missing
     */
    public Service {
      encapsulations = Set.copyOf(encapsulations);
      if (!encapsulations.contains(Tunnel.Kind.IP_IN_IP)) {
        throw new IllegalArgumentException("every foreign agent ends IP-in-IP (RFC 5944 §4.1)");
      }
    }
  }

  /**
   * What the operator decides where a node leaves it open or wants it otherwise.
   *
   * @param homeAgents to choose from for a node that neither names nor requests one (RFC 4433 §6);
   *     empty where such a node is refused (code 90)
   * @param greForAll whether it asks home agents for GRE with keys also where the node does not
   *     (RFC 6245 §4.1); a home agent without either refuses or keeps silent
   * @param privateNeedReverseTunnels whether a node whose home address is private must ask for a
   *     reverse tunnel, since nothing else leads its packets home (RFC 3024 §A.4; code 75)
   */
  public record Policy(List<Ip4> homeAgents, boolean greForAll, boolean privateNeedReverseTunnels) {
    /** Chooses no home agents, asks for what nodes ask for and serves private home addresses. */
    public static final Policy USUAL = new Policy(List.of(), false, false);

    /**
     * @throws IllegalArgumentException if a home agent has no unicast address (RFC 4433 §6)
     */
    public Policy {
      homeAgents = List.copyOf(homeAgents);
      for (Ip4 homeAgent : homeAgents) {
        if (!homeAgent.isUnicast()) {
          throw new IllegalArgumentException(homeAgent + " can be no home agent");
        }
      }
    }
  }

  /** Whether it tunnels what visitors send (RFC 3024). */
  public enum ReverseTunnels {
    /** Never: code 74. */
    UNAVAILABLE,
    /** Where the T bit asks for it. */
    OFFERED,
    /** Always: code 75 without the T bit. */
    MANDATORY
  }

  /** Whether tunnels go in UDP (RFC 3519 §4.5). */
  public enum UdpTunnels {
    /** Never. */
    NEVER,
    /** Where the home agent finds a NAT between. */
    BEHIND_NAT,
    /** Always, NAT or not. */
    FORCED
  }

  /**
   * With whom it shares what.
   *
   * @param nodes secrets of mobile nodes (code 67)
   * @param homeAgents secrets of home agents by their address (code 68); where there are several,
   *     the first signs
   * @param challenges whether a node without a secret must answer a challenge (RFC 4721; codes 104
   *     to 106, 108)
   */
  public record Trust(
      List<NodeSecret> nodes, Map<Ip4, List<SecurityAssociation>> homeAgents, boolean challenges) {
    /** Copies the lists. */
    public Trust {
      nodes = List.copyOf(nodes);
      homeAgents = Map.copyOf(homeAgents);
    }

    /** The secrets of a node: those of its NAI if it gives one, or else of its home address. */
    List<SecurityAssociation> of(Ip4 home, @Nullable String nai) {
      return nodes.stream()
          .filter(node -> nai != null ? nai.equals(node.nai()) : home.equals(node.home()))
          .map(NodeSecret::association)
          .toList();
    }

    /** What signs messages to a home agent. */
    Optional<SecurityAssociation> homeAgent(Ip4 address) {
      return homeAgents.getOrDefault(address, List.of()).stream().findFirst();
    }
  }

  /**
   * A secret that a mobile node shares with this foreign agent (RFC 5944 §3.7.1).
   *
   * @param home its home address; null if its NAI identifies it
   * @param nai its NAI; null if its home address identifies it
   * @param association the secret
   */
  public record NodeSecret(
      @Nullable Ip4 home, @Nullable String nai, SecurityAssociation association) {}
}
