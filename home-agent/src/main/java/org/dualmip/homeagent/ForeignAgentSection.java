package org.dualmip.homeagent;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dualmip.mobileip.foreign.ForeignAgentConfig;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Limits;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.NodeSecret;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Policy;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.ReverseTunnels;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Service;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Trust;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code foreign-agent} of a file: what is offered to visitors (RFC 5944 §3.7).
 *
 * @param links where visitors are served
 * @param careOf the care-of address offered; absent: the agent's own address
 * @param advertisements on those links
 * @param registrationRequired whether even nodes with a co-located care-of address must register
 *     through this agent (the R bit, RFC 5944 §2.1.1)
 * @param lifetime the longest registration lifetime allowed
 * @param reverseTunnel whether visitors may, or must, tunnel what they send (RFC 3024)
 * @param encapsulations what tunnels may be made of
 * @param greKeys whether GRE tunnels get a key each way (RFC 6245), which keeps visitors with the
 *     same home address apart
 * @param encapsulatingDelivery whether visitors may choose what is tunnelled (RFC 3024 §5.2)
 * @param udpTunnels whether tunnels run in UDP (RFC 3519)
 * @param challenge whether visitors without a secret must answer a challenge (RFC 4721)
 * @param revocation whether registrations can be revoked (the X bit, RFC 3543)
 * @param message for the people at refused nodes (RFC 4917)
 * @param visitors how many are served at once
 * @param pending how many requests of nodes that are no visitors yet may wait for home agents
 * @param mobileNodes associations with visitors (MN-FA)
 * @param homeAgents associations with home agents (FA-HA)
 * @param defaultHomeAgents to choose from for a node that names none (RFC 4433 §6); without them it
 *     is refused
 * @param greForAll whether tunnels are GRE with keys also for nodes that ask for none (RFC 6245
 *     §4.1)
 * @param privateNeedReverseTunnel whether visitors with a private home address must tunnel what
 *     they send (RFC 3024 §A.4)
 * @param aaaFile visitors that authenticate by MN-AAA (RFC 4721 §6), see {@link AaaFile}
 * @param adapter the name of the virtual adapter
 * @param mtu of the adapter
 */
public record ForeignAgentSection(
    List<String> links,
    @Nullable Ip4 careOf,
    @Default("{}") Advertisements advertisements,
    @Default("false") boolean registrationRequired,
    @Default("600s") Duration lifetime,
    @Default("optional") ReverseTunnel reverseTunnel,
    @Default("[ip-in-ip, gre, minimal]") List<Tunnel.Kind> encapsulations,
    @Default("true") boolean greKeys,
    @Default("true") boolean encapsulatingDelivery,
    @Default("behind-nat") UdpTunnels udpTunnels,
    @Default("false") boolean challenge,
    @Default("true") boolean revocation,
    @Nullable String message,
    @Default("1000") int visitors,
    @Default("100") int pending,
    @Default("[]") List<VisitorPeer> mobileNodes,
    @Default("[]") List<AgentPeer> homeAgents,
    @Default("[]") List<Ip4> defaultHomeAgents,
    @Default("false") boolean greForAll,
    @Default("false") boolean privateNeedReverseTunnel,
    @Nullable Path aaaFile,
    @Default("dmip-fa") String adapter,
    @Default("1468") int mtu) {
  private static final int MESSAGE_MAX = 254;
  private static final int PENDING_OF_STATION = 5;

  /** Whether packets from mobile nodes must take the tunnel back (RFC 3024). */
  public enum ReverseTunnel {
    /** Who asks for it gets it. */
    OPTIONAL,
    /** Who does not ask is refused: code 75 or 138 (RFC 3024 §4.2.2, §4.3.1). */
    REQUIRED,
    /** Who asks is refused: code 74 or 137. */
    UNAVAILABLE
  }

  /**
   * A mobile node with which this agent shares a secret.
   *
   * @param homeAddress of the node, or
   * @param nai its name (RFC 2794)
   * @param associations at least one
   */
  public record VisitorPeer(
      @Nullable Ip4 homeAddress, @Nullable String nai, List<Association> associations) {
    /**
     * Checks that the node is named.
     *
     * @throws InvalidSetting naming the key
     */
    public VisitorPeer {
      if ((homeAddress == null) == (nai == null)) {
        throw new InvalidSetting(
            "home-address", "neither home-address nor nai, or both", "one of them");
      }
    }
  }

  /**
   * Checks what must hold between the keys.
   *
   * @throws InvalidSetting naming the key
   */
  public ForeignAgentSection {
    if (links.isEmpty()) {
      throw new InvalidSetting(
          "links", "none", "the interfaces where visitors are, such as [eth1]");
    }
    Set<String> distinct = new HashSet<>(links);
    if (distinct.size() < links.size()) {
      throw new InvalidSetting("links", "an interface twice", "each interface once");
    }
    ConfigChecks.encapsulations(encapsulations);
    AgentPeer.distinct("home-agents", homeAgents);
    if (careOf != null) {
      ConfigChecks.host("care-of", careOf);
    }
    for (Ip4 homeAgent : defaultHomeAgents) {
      ConfigChecks.host("default-home-agents", homeAgent); // RFC 4433 §6
    }
    if (aaaFile != null && !Files.isRegularFile(aaaFile)) {
      throw new InvalidSetting(
          "aaa-file",
          "no file " + aaaFile,
          "one with the section mobile-nodes, where each node has keys");
    }
    if (greForAll && !(greKeys && encapsulations.contains(Tunnel.Kind.GRE))) {
      throw new InvalidSetting(
          "gre-for-all",
          "true",
          "gre among the encapsulations, and gre-keys: true, when all tunnels are to be GRE with"
              + " keys (RFC 6245 §4.1)");
    }
    if (privateNeedReverseTunnel && reverseTunnel == ReverseTunnel.UNAVAILABLE) {
      throw new InvalidSetting(
          "private-need-reverse-tunnel",
          "true",
          "a reverse-tunnel that is not unavailable, when some visitors must use it");
    }
    ConfigChecks.within("lifetime", lifetime, Duration.ofSeconds(1), Duration.ofSeconds(65534));
    if (visitors < 1 || visitors > 100_000) {
      throw new InvalidSetting("visitors", "" + visitors, "1 to 100000");
    }
    if (pending < 1 || pending > 100_000) {
      throw new InvalidSetting("pending", "" + pending, "1 to 100000");
    }
    if (message != null && message.getBytes(StandardCharsets.UTF_8).length > MESSAGE_MAX) {
      throw new InvalidSetting(
          "message", "a longer text", "at most " + MESSAGE_MAX + " octets of UTF-8");
    }
    ConfigChecks.adapterName(adapter);
    ConfigChecks.adapterMtu(mtu);
  }

  /**
   * The foreign agent engine's view of this section.
   *
   * @param own the agent's address on each of its links
   * @param offered the care-of address
   * @param addresses of all interfaces here
   * @param homeAgentHere whether a home agent serves beside it
   */
  ForeignAgentConfig engine(
      Map<String, Ip4> own, Ip4 offered, Set<Ip4> addresses, boolean homeAgentHere) {
    return new ForeignAgentConfig(
        own,
        List.of(offered),
        addresses,
        homeAgentHere,
        new Limits(lifetime, visitors, pending, PENDING_OF_STATION),
        new Service(
            Set.copyOf(encapsulations),
            greKeys,
            switch (reverseTunnel) {
              case OPTIONAL -> ReverseTunnels.OFFERED;
              case REQUIRED -> ReverseTunnels.MANDATORY;
              case UNAVAILABLE -> ReverseTunnels.UNAVAILABLE;
            },
            encapsulatingDelivery,
            registrationRequired,
            udpTunnels,
            revocation,
            true,
            message),
        new Trust(nodeSecrets(), homeAgentSecrets(), challenge),
        new Policy(defaultHomeAgents, greForAll, privateNeedReverseTunnel));
  }

  private List<NodeSecret> nodeSecrets() {
    return mobileNodes.stream()
        .flatMap(node ->
            node.associations.stream()
                .map(one -> new NodeSecret(node.homeAddress, node.nai, one.secret())))
        .toList();
  }

  private Map<Ip4, List<SecurityAssociation>> homeAgentSecrets() {
    return homeAgents.stream().collect(Collectors.toMap(AgentPeer::address, AgentPeer::secrets));
  }
}
