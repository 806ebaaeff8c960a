package org.dualmip.linux;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;

/** Something of the host that a {@link Reconciler} sets and removes, named as people name it. */
public sealed interface HostObject
    permits HostObject.Address, HostObject.Proxy, HostObject.Station, Route, Rule {
  /**
   * An address of a link.
   *
   * @param device the name of the link
   * @param address the address
   * @param length of the prefix it stands in, 0 to 32
   * @param noPrefixRoute whether the kernel makes no route to that prefix
   */
  record Address(String device, Ip4 address, int length, boolean noPrefixRoute)
      implements HostObject {
    @Override
    public String toString() {
      return address + "/" + length + " dev " + device + (noPrefixRoute ? " noprefixroute" : "");
    }
  }

  /**
   * An address the kernel answers ARP requests for on a link, though it is elsewhere (RFC 5944
   * §4.6).
   *
   * @param device the name of the link
   * @param address the address
   */
  record Proxy(String device, Ip4 address) implements HostObject {
    @Override
    public String toString() {
      return "proxy " + address + " dev " + device;
    }
  }

  /**
   * A permanent entry of the ARP table: the station of an address on a link, without ARP (RFC 5944
   * §4.6).
   *
   * @param device the name of the link
   * @param address the address
   * @param mac the station
   */
  record Station(String device, Ip4 address, MacAddress mac) implements HostObject {
    @Override
    public String toString() {
      return "station " + address + " at " + mac + " dev " + device;
    }
  }
}
