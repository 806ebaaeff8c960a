package org.dualmip.homeagent;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/** What the values of an agent's file must be; each check names the key that is wrong. */
final class ConfigChecks {
  private static final int LINK_NAME_MAX = 15;

  private ConfigChecks() {}

  /** An address of a single host. */
  static void host(String key, Ip4 address) {
    if (!address.isUnicast()) {
      throw new InvalidSetting(key, address.toString(), "the address of a single host");
    }
  }

  static void within(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new InvalidSetting(
          key,
          value.toMillis() / 1000.0 + " s",
          least.toSeconds() + "s to " + most.toSeconds() + "s");
    }
  }

  static void encapsulations(List<Tunnel.Kind> kinds) {
    if (!kinds.contains(Tunnel.Kind.IP_IN_IP)) {
      throw new InvalidSetting(
          "encapsulations", kinds.toString(), "ip-in-ip among them (RFC 5944 §4.1)");
    }
  }

  static void adapterName(String name) {
    if (!name.matches("[a-zA-Z][a-zA-Z0-9_-]*") || name.length() > LINK_NAME_MAX) {
      throw new InvalidSetting(
          "adapter", name, "letters, digits and hyphens, at most " + LINK_NAME_MAX);
    }
  }

  static void adapterMtu(int mtu) {
    if (mtu < 576 || mtu > 9000) {
      throw new InvalidSetting("mtu", "" + mtu, "576 to 9000");
    }
  }

  static void trust(AgentConfig.Role role, List<Prefix4> networks) {
    if (role == AgentConfig.Role.INNER && networks.isEmpty()) {
      throw new InvalidSetting(
          "trusted-networks",
          "none",
          "the inside networks, such as [10.1.0.0/16]: an inner agent trusts no other"
              + " (RFC 5265 §4.3)");
    }
    if (role != AgentConfig.Role.INNER && !networks.isEmpty()) {
      throw new InvalidSetting(
          "trusted-networks",
          "a list",
          "no such key for "
              + (role == AgentConfig.Role.OUTER ? "an outer" : "a foreign")
              + " agent, which serves from anywhere");
    }
  }

  static void notDiscovered(@Nullable Boolean discovery) {
    if (discovery != null && discovery) {
      throw new InvalidSetting(
          "discovery", "true", "no such key for a foreign agent, which advertises itself");
    }
  }

  static void foreignAlone(
      @Nullable HomeNetworkSection one,
      List<HomeNetworkSection> several,
      @Nullable ForeignAgentSection foreignAgent,
      List<MobileNodeSection> nodes) {
    if (foreignAgent == null) {
      throw new InvalidSetting(
          "foreign-agent", "missing", "a section: what a foreign agent offers to visitors");
    }
    if (one != null || !several.isEmpty()) {
      throw new InvalidSetting(
          one != null ? "home-network" : "home-networks",
          "a home network",
          "no such key for role foreign; inner or outer is a home agent as well");
    }
    if (!nodes.isEmpty()) {
      throw new InvalidSetting(
          "mobile-nodes",
          "a list",
          "no such key for role foreign; visitors' secrets are in foreign-agent.mobile-nodes");
    }
  }
}
