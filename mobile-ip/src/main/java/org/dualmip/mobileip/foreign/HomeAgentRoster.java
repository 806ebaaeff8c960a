package org.dualmip.mobileip.foreign;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.net.Ip4;

/**
 * Chooses a home agent for a node that leaves that to the network (RFC 4433 §5.2, §6).
 *
 * <p>Each name has an order of its own of all home agents, which follows from nothing but the
 * addresses. So a node gets the same one at every foreign agent with this list and after every
 * restart; and where the list changes, only nodes of a home agent that is no more get another.
 *
 * @param homeAgents to choose from
 */
record HomeAgentRoster(List<Ip4> homeAgents) {
  /** The home agent for a name: a node's NAI, or its home address; empty if there is none. */
  Optional<Ip4> of(String name) {
    return homeAgents.stream()
        .max(
            Comparator.comparingLong((Ip4 homeAgent) -> rank(name, homeAgent))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Spreads names evenly; nothing depends on its being hard to guess. */
  private static long rank(String name, Ip4 homeAgent) {
    long mixed = (long) name.hashCode() << 32 | Integer.toUnsignedLong(homeAgent.bits());
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
