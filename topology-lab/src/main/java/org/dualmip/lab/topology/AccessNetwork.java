package org.dualmip.lab.topology;

import org.dualmip.mobileip.net.Ip4;

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
 */
public record AccessNetwork(
    String segment, Ip4 address, Ip4 gateway, String agent, boolean addresses) {
  /** One with addresses, from text. */
  public static AccessNetwork of(String segment, String address, String gateway, String agent) {
    return new AccessNetwork(segment, Ip4.of(address), Ip4.of(gateway), agent, true);
  }

  /** The same where nobody gives out addresses. */
  public AccessNetwork withoutAddresses() {
    return new AccessNetwork(segment, address, gateway, agent, false);
  }
}
