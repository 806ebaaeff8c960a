package org.dualmip.mobilenode;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A network as an interface knows it. Whoever runs a network can make all of it up.
 *
 * @param link the interface
 * @param address its address there
 * @param prefixLength of the network
 * @param gateway the router, or the foreign agent
 * @param gatewayMac its station; null while it is not known
 * @param ssid the name of the wireless network; null while it is not known, and on a cable
 */
public record NetworkIdentity(
    String link,
    Ip4 address,
    int prefixLength,
    Ip4 gateway,
    @Nullable MacAddress gatewayMac,
    @Nullable String ssid) {
  /** Before any sensor has said more. */
  static NetworkIdentity of(Link link) {
    return new NetworkIdentity(
        link.name(),
        link.address(),
        link.prefixLength(),
        link.gateway(),
        link.agent() == null ? null : link.agent().mac(),
        null);
  }

  NetworkIdentity withGatewayMac(MacAddress mac) {
    return new NetworkIdentity(link, address, prefixLength, gateway, mac, ssid);
  }

  NetworkIdentity withSsid(String name) {
    return new NetworkIdentity(link, address, prefixLength, gateway, gatewayMac, name);
  }
}
