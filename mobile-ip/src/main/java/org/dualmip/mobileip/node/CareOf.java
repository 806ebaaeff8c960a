package org.dualmip.mobileip.node;

import org.dualmip.mobileip.net.Ip4;

/**
 * A co-located care-of address and the way to use it.
 *
 * @param link the interface, or whatever else carries packets of this address, by name
 * @param address the care-of address
 */
public record CareOf(String link, Ip4 address) {
  @Override
  public String toString() {
    return address + " on " + link;
  }
}
