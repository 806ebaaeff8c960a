package org.dualmip.mobileip.agent;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * Home addresses to assign (RFC 2794 §2, RFC 5944 §3.8.3.2), lowest first.
 *
 * <p>An address that was given once is never given to another node, so that a node keeps its
 * address for as long as the agent remembers it. The pool is bounded by its prefix.
 */
final class AddressPool {
  private final Prefix4 network;
  private final Set<Ip4> taken;
  private long next;

  /**
   * @param taken addresses in use already, such as the agent's own and those that are configured
   */
  AddressPool(Prefix4 network, Set<Ip4> taken) {
    this.network = network;
    this.taken = new HashSet<>(taken);
    if (network.length() <= 30) {
      this.taken.add(network.network());
      this.taken.add(network.last());
    }
  }

  /** Takes a remembered address; false if it is not in the home network or not free. */
  boolean claim(Ip4 address) {
    return network.contains(address) && taken.add(address);
  }

  /** Takes the lowest free address; empty when there is none left. */
  Optional<Ip4> assign() {
    // Nothing is ever given back, so all below "next" stay taken.
    for (; next < 1L << (32 - network.length()); next++) {
      Ip4 candidate = new Ip4(network.network().bits() + (int) next);
      if (taken.add(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
