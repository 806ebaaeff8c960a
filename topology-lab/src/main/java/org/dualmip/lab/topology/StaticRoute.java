package org.dualmip.lab.topology;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * A route that a node has from the start.
 *
 * @param to where to
 * @param via the next hop, on a segment of the node
 */
public record StaticRoute(Prefix4 to, Ip4 via) {
  private static final Prefix4 EVERYWHERE = Prefix4.of("0.0.0.0/0");

  /** A route to a prefix. */
  public static StaticRoute to(String prefix, String via) {
    return new StaticRoute(Prefix4.of(prefix), Ip4.of(via));
  }

  /** A route for everything that has no better one. */
  public static StaticRoute byDefault(String via) {
    return new StaticRoute(EVERYWHERE, Ip4.of(via));
  }
}
