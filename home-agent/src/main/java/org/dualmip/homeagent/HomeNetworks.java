package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/** The home networks of one agent, and which node belongs to which. */
record HomeNetworks(List<HomeNetworkSection> networks) {
  /**
   * Checks that the networks can be told apart.
   *
   * @param one from the short form
   * @param several from the list
   * @throws InvalidSetting naming the key
   */
  static void check(@Nullable HomeNetworkSection one, List<HomeNetworkSection> several) {
    if ((one == null) == several.isEmpty()) {
      throw new InvalidSetting(
          one == null ? "home-network" : "home-networks",
          one == null ? "missing, and home-networks too" : "a list, and home-network too",
          "one of the two");
    }
    Set<String> names = new HashSet<>();
    Set<String> links = new HashSet<>();
    for (HomeNetworkSection network : several) {
      if (!names.add(network.name())) {
        throw new InvalidSetting(
            "home-networks", "the name " + network.name() + " twice", "a name for each");
      }
      if (network.link() != null && !links.add(network.link())) {
        throw new InvalidSetting(
            "home-networks", "the link " + network.link() + " twice", "a link for each");
      }
    }
    for (HomeNetworkSection network : several) {
      for (HomeNetworkSection other : several) {
        boolean apart = network.isolated() || other.isolated() || network.equals(other);
        if (!apart && network.prefix().overlaps(other.prefix())) {
          throw new InvalidSetting(
              "home-networks",
              network.name() + " and " + other.name() + " overlap",
              "distinct prefixes, or 'isolated: true' for a tenant's network");
        }
      }
    }
  }

  /**
   * Checks that each node has a home network and each home address one owner in it.
   *
   * @throws InvalidSetting naming the key
   */
  void check(List<MobileNodeSection> nodes, Ip4 agent) {
    Set<String> names = new HashSet<>();
    Map<String, Set<Ip4>> taken = new HashMap<>();
    Map<Ip4, Set<Integer>> indices = new HashMap<>();
    for (MobileNodeSection node : nodes) {
      HomeNetworkSection network = of(node);
      if (!names.add(network.name() + " " + node.name())) {
        throw new InvalidSetting("mobile-nodes", node.name() + " twice", "each mobile node once");
      }
      Ip4 address = node.homeAddress();
      if (address == null) {
        continue;
      }
      if (!network.prefix().contains(address)) {
        throw new InvalidSetting(
            "mobile-nodes",
            "home address " + address,
            "one in the home network " + network.prefix());
      }
      Set<Ip4> others = taken.computeIfAbsent(network.name(), _ -> new HashSet<>(Set.of(agent)));
      if (!others.add(address)) {
        throw new InvalidSetting(
            "mobile-nodes",
            "home address " + address + " again, or the agent's own",
            "a home address of its own for " + node.name());
      }
      Set<Integer> known = indices.computeIfAbsent(address, _ -> new HashSet<>());
      for (SecurityAssociation association : node.secrets()) {
        if (!known.add(association.spi())) {
          throw new InvalidSetting(
              "mobile-nodes",
              "home address " + address + " with SPI " + association.spi() + " in two networks",
              "another SPI for " + node.name() + ": a request need not name more than these");
        }
      }
    }
  }

  /**
   * The home network of a node.
   *
   * @throws InvalidSetting if none or several come into question
   */
  HomeNetworkSection of(MobileNodeSection node) {
    List<HomeNetworkSection> fitting = new ArrayList<>(networks);
    Ip4 address = node.homeAddress();
    if (node.network() != null) {
      fitting.removeIf(network -> !network.name().equals(node.network()));
    } else if (networks.size() > 1) {
      fitting.removeIf(network -> address == null || !network.prefix().contains(address));
    }
    if (fitting.size() != 1) {
      throw new InvalidSetting(
          "mobile-nodes",
          node.network() != null
              ? "network " + node.network() + " of " + node.name()
              : node.name() + ", whose home network is not clear",
          "network: one of "
              + String.join(", ", networks.stream().map(HomeNetworkSection::name).toList()));
    }
    return fitting.getFirst();
  }
}
