package org.dualmip.homeagent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigFile;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.dualmip.service.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of {@code dualmip agent}; names as in {@link ConfigFile}.
 *
 * @param role inner or outer home agent (RFC 5265 §1.3)
 * @param address the agent's own address, where UDP port 434 is opened
 * @param homeNetwork where home addresses belong
 * @param trustedNetworks where an inner agent accepts registrations from (RFC 5265 §4.3)
 * @param lifetime the longest granted, 1 s to 65534 s
 * @param previousCareOf how long the care-of address before a handover is still accepted
 * @param keepalive interval told to nodes behind a NAT (RFC 3519 §3.2), at least 10 s
 * @param mobileNodes whom it serves
 * @param adapter the name of the virtual adapter
 * @param mtu of the adapter; absent: what fits the role without fragmentation
 * @param state directory of the binding store
 * @param control path of the administration socket
 * @param events file of JSON lines, or null
 */
public record AgentConfig(
    Role role,
    Ip4 address,
    HomeNetwork homeNetwork,
    @Default("[]") List<Prefix4> trustedNetworks,
    @Default("600s") Duration lifetime,
    @Default("2s") Duration previousCareOf,
    @Default("20s") Duration keepalive,
    List<MobileNode> mobileNodes,
    @Default("dmip-ha") String adapter,
    @Nullable Integer mtu,
    Path state,
    Path control,
    @Nullable Path events) {
  private static final int LINK_NAME_MAX = 15;

  /** Which of the two systems of RFC 5265 the agent belongs to. */
  public enum Role {
    /** Inside: beneath it the VPN and both tunnels, so a small MTU. */
    INNER(1380),
    /** Outside: beneath it UDP encapsulation at most (RFC 3519). */
    OUTER(1468);

    private final int mtu;

    Role(int mtu) {
      this.mtu = mtu;
    }
  }

  /**
   * Where home addresses belong.
   *
   * @param prefix of the home network
   * @param link the interface on it; null for a virtual home network, which exists only as a route
   */
  public record HomeNetwork(Prefix4 prefix, @Nullable String link) {}

  /**
   * One mobile node with its security association (RFC 5944 §1.6).
   *
   * @param homeAddress fixed, or null to have one assigned and kept
   * @param nai its name (RFC 2794), or null if its home address names it
   * @param spi 256 to 4294967295
   * @param key inline, or
   * @param keyFile in a file
   */
  public record MobileNode(
      @Nullable Ip4 homeAddress,
      @Nullable String nai,
      long spi,
      @Default("hmac-sha-256") Algorithm algorithm,
      @Nullable Secret key,
      @Nullable Secret keyFile,
      @Default("timestamps") ReplayProtection replay) {
    /**
     * Checks that the node is named and the association is usable.
     *
     * @throws InvalidSetting naming the key
     */
    public MobileNode {
      if (homeAddress == null && nai == null) {
        throw new InvalidSetting("home-address", "neither home-address nor nai", "one of them");
      }
      if (spi < 256 || spi > 0xffff_ffffL) {
        throw new InvalidSetting(
            "spi", "SPI " + spi, "256 to 4294967295; smaller ones are reserved (RFC 5944 §1.6)");
      }
      Secret _ = Secret.exactlyOne(key, keyFile);
    }

    String name() {
      return nai != null ? nai : String.valueOf(homeAddress);
    }

    private Subscriber subscriber() {
      return new Subscriber(
          homeAddress,
          nai,
          List.of(
              new SecurityAssociation(
                  (int) spi,
                  algorithm,
                  Octets.of(Secret.exactlyOne(key, keyFile).octets()),
                  replay,
                  SecurityAssociation.DEFAULT_TOLERANCE)));
    }
  }

  /**
   * Checks what must hold between the keys.
   *
   * @throws InvalidSetting naming the key
   */
  public AgentConfig {
    if (role == Role.INNER && trustedNetworks.isEmpty()) {
      throw new InvalidSetting(
          "trusted-networks",
          "none",
          "the inside networks, such as [10.1.0.0/16]: an inner agent trusts no other"
              + " (RFC 5265 §4.3)");
    }
    if (role == Role.OUTER && !trustedNetworks.isEmpty()) {
      throw new InvalidSetting(
          "trusted-networks",
          "a list",
          "no such key for an outer agent, which serves from anywhere");
    }
    within("lifetime", lifetime, Duration.ofSeconds(1), Duration.ofSeconds(65534));
    within("keepalive", keepalive, Duration.ofSeconds(10), Duration.ofSeconds(65535));
    within("previous-care-of", previousCareOf, Duration.ZERO, Duration.ofMinutes(1));
    if (mtu != null && (mtu < 576 || mtu > 9000)) {
      throw new InvalidSetting("mtu", "" + mtu, "576 to 9000");
    }
    if (!adapter.matches("[a-zA-Z][a-zA-Z0-9_-]*") || adapter.length() > LINK_NAME_MAX) {
      throw new InvalidSetting(
          "adapter", adapter, "letters, digits and hyphens, at most " + LINK_NAME_MAX);
    }
    distinct(mobileNodes, homeNetwork.prefix, address);
  }

  /**
   * Reads and checks a file.
   *
   * @throws ConfigException with every problem in it
   */
  public static AgentConfig read(Path file) throws ConfigException {
    return ConfigFile.read(file, AgentConfig.class);
  }

  /** The MTU of the adapter. */
  int adapterMtu() {
    return mtu != null ? mtu : role.mtu;
  }

  /** {@code inner} or {@code outer}: the Mobile IP system in events. */
  String system() {
    return role == Role.INNER ? "inner" : "outer";
  }

  /** The engine's view of this configuration. */
  HomeAgentConfig engine() {
    return new HomeAgentConfig(
        address,
        homeNetwork.prefix,
        role == Role.INNER,
        trustedNetworks,
        lifetime,
        previousCareOf,
        keepalive,
        mobileNodes.stream().map(MobileNode::subscriber).toList());
  }

  private static void within(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new InvalidSetting(
          key,
          value.toMillis() / 1000.0 + " s",
          least.toSeconds() + "s to " + most.toSeconds() + "s");
    }
  }

  private static void distinct(List<MobileNode> nodes, Prefix4 home, Ip4 agent) {
    Set<String> names = new HashSet<>();
    Set<Ip4> addresses = new HashSet<>(Set.of(agent));
    for (MobileNode node : nodes) {
      if (!names.add(node.name())) {
        throw new InvalidSetting("mobile-nodes", node.name() + " twice", "each mobile node once");
      }
      Ip4 address = node.homeAddress();
      if (address == null) {
        continue;
      }
      if (!home.contains(address)) {
        throw new InvalidSetting(
            "mobile-nodes", "home address " + address, "one in the home network " + home);
      }
      if (!addresses.add(address)) {
        throw new InvalidSetting(
            "mobile-nodes",
            "home address " + address + " again, or the agent's own",
            "a home address of its own for " + node.name());
      }
    }
  }
}
