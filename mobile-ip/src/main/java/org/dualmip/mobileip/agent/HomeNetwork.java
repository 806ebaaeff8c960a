package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * A network that home addresses belong to. An agent can have several, also of tenants who use the
 * same private addresses: within one network a home address is unique, between two it need not be.
 *
 * @param name what bindings and subscribers call it
 * @param prefix of its addresses
 * @param link the interface on it; null for a virtual home network, which exists only as a route
 * @param pool the addresses to assign (RFC 2794 §2), inside the prefix
 * @param assigned what mobile networks are assigned from (RFC 6626); null to assign none
 * @param parameters what mobile nodes are told when they ask (RFC 4332); null to tell nothing
 */
public record HomeNetwork(
    String name,
    Prefix4 prefix,
    @Nullable String link,
    AddressRange pool,
    @Nullable PrefixPool assigned,
    @Nullable HostParameters parameters) {
  /** The name of the only home network of an agent that needs no names. */
  public static final String DEFAULT = "home";

  /**
   * @throws IllegalArgumentException if the pool lies outside the prefix, or there is no name
   */
  public HomeNetwork {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a home network needs a name");
    }
    if (!prefix.contains(pool.first()) || !prefix.contains(pool.last())) {
      throw new IllegalArgumentException("the pool " + pool + " is not inside " + prefix);
    }
  }

  /** A virtual home network that assigns all of its addresses. */
  public static HomeNetwork virtual(String name, Prefix4 prefix) {
    return new HomeNetwork(name, prefix, null, AddressRange.of(prefix), null, null);
  }

  /** Whether it is the subnet-directed broadcast address (RFC 5944 §3.8.2.1). */
  boolean isBroadcast(Ip4 address) {
    return prefix.length() <= 30 && address.equals(prefix.last());
  }
}
