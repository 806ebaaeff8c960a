package org.dualmip.mobilenode;

import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.Prefix4;

/** The two virtual adapters of the dual client (the patent's intranet and mobility adapter). */
final class Adapters {
  /** Holds the inner home address; applications use it, always. */
  static final String INTRANET = "intranet";

  /** Holds the outer home address; the VPN is bound to it. */
  static final String MOBILITY = "mobility";

  /** So that IP-in-IP in ESP in UDP in UDP fits a path of 1500 octets without fragments. */
  static final int INTRANET_MTU = 1380;

  /** 1500 less the headers of IP, UDP and MIP tunnel data (RFC 3519 §3.3). */
  static final int MOBILITY_MTU = 1468;

  /** Multicast groups (RFC 1112 §4): routed and tunnelled like other destinations. */
  static final Prefix4 GROUPS = Prefix4.of("224.0.0.0/4");

  private Adapters() {}

  static void switchOn(String name, int mtu) {
    try (Rtnetlink netlink = Rtnetlink.open()) {
      netlink.mtu(name, mtu);
      netlink.linkUp(name);
    }
  }

  /** Also if it is gone already. */
  static void delete(String name) {
    try (Rtnetlink netlink = Rtnetlink.open()) {
      if (netlink.link(name).isPresent()) {
        netlink.deleteLink(name);
      }
    }
  }
}
