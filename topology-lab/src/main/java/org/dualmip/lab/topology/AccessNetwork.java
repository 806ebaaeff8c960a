package org.dualmip.lab.topology;

import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * What the mobile node is given when it is plugged into a segment, as a DHCP server would.
 *
 * @param segment where
 * @param address the care-of address of its first interface; each further one gets the next
 * @param gateway the access router
 * @param agent the node whose home agent serves a care-of address there: the path to it is the path
 *     of the handover
 * @param addresses whether there is anybody who gives out addresses; else only a foreign agent
 *     helps
 * @param domain what the DHCP server calls the network, which acknowledges a lease just before the
 *     address is there; null where addresses come without a word
 */
public record AccessNetwork(
    String segment,
    Ip4 address,
    Ip4 gateway,
    String agent,
    boolean addresses,
    @Nullable String domain) {
  /** One with addresses, from text. */
  public static AccessNetwork of(String segment, String address, String gateway, String agent) {
    return new AccessNetwork(segment, Ip4.of(address), Ip4.of(gateway), agent, true, null);
  }

  /** The same where nobody gives out addresses. */
  public AccessNetwork withoutAddresses() {
    return new AccessNetwork(segment, address, gateway, agent, false, null);
  }

  /** The same where a DHCP server gives out that domain. */
  public AccessNetwork called(String name) {
    return new AccessNetwork(segment, address, gateway, agent, addresses, name);
  }
}
