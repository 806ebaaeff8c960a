package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.net.Ip4;

/** Which addresses a single host can have (RFC 1122 §3.2.1.3, RFC 6890 §2.2.2). */
final class Unicast {
  private Unicast() {}

  /** False for this-network, loopback, multicast and reserved addresses, broadcast included. */
  static boolean is(Ip4 address) {
    int first = address.bits() >>> 24;
    return first != 0 && first != 127 && first < 224;
  }
}
