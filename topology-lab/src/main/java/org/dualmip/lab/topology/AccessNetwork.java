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
 */
public record AccessNetwork(String segment, Ip4 address, Ip4 gateway, String agent) {
  /** The same from text. */
  public static AccessNetwork of(String segment, String address, String gateway, String agent) {
    return new AccessNetwork(segment, Ip4.of(address), Ip4.of(gateway), agent);
  }
}
