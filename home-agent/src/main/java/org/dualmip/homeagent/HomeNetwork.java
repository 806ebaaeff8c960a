package org.dualmip.homeagent;

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
 * @param advertisements on the link
 */
public record HomeNetwork(
    @Default("home") String name,
    Prefix4 prefix,
    @Nullable String link,
    @Nullable Pool pool,
    @Default("false") boolean isolated,
    @Nullable Ip4 router,
    @Default("{}") Advertisements advertisements) {
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
  public HomeNetwork {
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
}
