package org.dualmip.mobilenode;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.node.CareOf;

/**
 * A physical interface that can be used: up, with an address and a way out.
 *
 * @param name the interface
 * @param address what the access network gave it
 * @param prefixLength of the access network
 * @param gateway the router
 */
public record Link(String name, Ip4 address, int prefixLength, Ip4 gateway) {
  /** Its address as a care-of address. */
  public CareOf careOf() {
    return new CareOf.CoLocated(name, address);
  }

  @Override
  public String toString() {
    return name + " (" + address + "/" + prefixLength + " via " + gateway + ")";
  }
}
