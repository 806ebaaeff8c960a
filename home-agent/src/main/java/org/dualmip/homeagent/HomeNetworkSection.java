package org.dualmip.homeagent;

import java.util.List;
import org.dualmip.mobileip.agent.AddressRange;
import org.dualmip.mobileip.agent.HomeNetwork;
import org.dualmip.mobileip.agent.HostParameters;
import org.dualmip.mobileip.agent.PrefixPool;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/**
 * A home network as it stands in a file: where home addresses belong.
 *
 * @param name how it is called where there are several
 * @param prefix of the network
 * @param link the interface on it; null for a virtual home network, which exists only as a route
 * @param pool addresses to assign; absent: all of the prefix
 * @param isolated whether it is a tenant's: with a routing table of its own, so that its addresses
 *     may also be those of another tenant
 * @param router the tenant's own router on the link; without one, packets for elsewhere are refused
 * @param assignedNetworks what mobile routers' networks are assigned from (RFC 6626)
 * @param hostConfiguration what mobile nodes are told when they ask (RFC 4332)
 * @param advertisements on the link
 */
public record HomeNetworkSection(
    @Default("home") String name,
    Prefix4 prefix,
    @Nullable String link,
    @Nullable Pool pool,
    @Default("false") boolean isolated,
    @Nullable Ip4 router,
    @Nullable AssignedNetworks assignedNetworks,
    @Nullable HostConfiguration hostConfiguration,
    @Default("{}") Advertisements advertisements) {
  /**
   * Where mobile networks come from (RFC 6626 §3.2).
   *
   * @param from the prefix that is divided
   * @param length of each part
   */
  public record AssignedNetworks(Prefix4 from, int length) {
    /**
     * Checks that there are parts.
     *
     * @throws InvalidSetting naming the key
     */
    public AssignedNetworks {
      if (length < from.length() || length > 32) {
        throw new InvalidSetting("length", "" + length, from.length() + " to 32");
      }
    }
  }

  /**
   * What a mobile node is told of its home network (RFC 4332 §3).
   *
   * @param router the default router
   * @param dns at most two servers
   * @param domain the DNS suffix
   * @param dhcpServer the DHCP server
   * @param url where to get more
   */
  public record HostConfiguration(
      @Nullable Ip4 router,
      @Default("[]") List<Ip4> dns,
      @Nullable String domain,
      @Nullable Ip4 dhcpServer,
      @Nullable String url) {
    /**
     * Checks their number.
     *
     * @throws InvalidSetting naming the key
     */
    public HostConfiguration {
      if (dns.size() > 2) {
        throw new InvalidSetting("dns", dns.size() + " servers", "at most two (RFC 4332 §3.3)");
      }
    }
  }

  /**
   * Home addresses to assign (RFC 2794 §1).
   *
   * @param from the first
   * @param to the last
   */
  public record Pool(Ip4 from, Ip4 to) {
    /**
     * Checks their order.
     *
     * @throws InvalidSetting naming the key
     */
    public Pool {
      if (from.compareTo(to) > 0) {
        throw new InvalidSetting("to", to.toString(), "an address not before " + from);
      }
    }
  }

  /**
   * Checks what must hold between the keys.
   *
   * @throws InvalidSetting naming the key
   */
  public HomeNetworkSection {
    if (pool != null && !(prefix.contains(pool.from) && prefix.contains(pool.to))) {
      throw new InvalidSetting(
          "pool", pool.from + " to " + pool.to, "addresses of the home network " + prefix);
    }
    if (isolated && link == null) {
      throw new InvalidSetting(
          "isolated", "true", "false, or a link: a tenant's packets are told apart by it");
    }
    if (router != null && !isolated) {
      throw new InvalidSetting(
          "router", router.toString(), "no such key unless isolated: the main table routes");
    }
    if (router != null && !prefix.contains(router)) {
      throw new InvalidSetting("router", router.toString(), "an address in " + prefix);
    }
  }

  /** As the engine knows it. */
  HomeNetwork network() {
    HostConfiguration told = hostConfiguration;
    return new HomeNetwork(
        name,
        prefix,
        link,
        pool == null ? AddressRange.of(prefix) : new AddressRange(pool.from, pool.to),
        assignedNetworks == null
            ? null
            : new PrefixPool(assignedNetworks.from, assignedNetworks.length),
        told == null
            ? null
            : new HostParameters(told.router, told.dns, told.domain, told.dhcpServer, told.url));
  }
}
