package org.dualmip.mobileip.net;

/**
 * Where a datagram comes from or goes to: an address and a UDP port.
 *
 * @param address the IPv4 address
 * @param port 0 to 65535
 */
public record Endpoint(Ip4 address, int port) {
  /**
   * @throws IllegalArgumentException if the port is out of range
   */
  public Endpoint {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  @Override
  public String toString() {
    return address + ":" + port;
  }
}
