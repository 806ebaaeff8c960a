package org.dualmip.homeagent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
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
 * @param udpTunnels whether tunnels may run in UDP (RFC 3519), for an agent behind a NAT
 * @param challenge whether visitors must answer a challenge (RFC 4721)
 * @param visitors how many are served at once
 * @param mobileNodes associations with visitors (MN-FA)
 * @param homeAgents associations with home agents (FA-HA)
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
    @Default("true") boolean udpTunnels,
    @Default("false") boolean challenge,
    @Default("1000") int visitors,
    @Default("[]") List<VisitorPeer> mobileNodes,
    @Default("[]") List<AgentPeer> homeAgents,
    @Nullable Path aaaFile,
    @Default("dmip-fa") String adapter,
    @Default("1468") int mtu) {
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
    AgentConfig.encapsulations(encapsulations);
    AgentPeer.distinct("home-agents", homeAgents);
    AgentConfig.within("lifetime", lifetime, Duration.ofSeconds(1), Duration.ofSeconds(65534));
    if (visitors < 1 || visitors > 1_000_000) {
      throw new InvalidSetting("visitors", "" + visitors, "1 to 1000000");
    }
    AgentConfig.adapterName(adapter);
    AgentConfig.adapterMtu(mtu);
  }
}
