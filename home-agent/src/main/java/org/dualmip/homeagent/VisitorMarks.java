package org.dualmip.homeagent;

import java.util.Collection;
import java.util.stream.Collectors;
import org.dualmip.linux.Nftables;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.net.Ip4;

/**
 * Marks packets that visitors send, by link, station and home address together: nobody else's
 * packets enter their tunnels, and visitors with the same home address get different marks (RFC
 * 3024 §5.1). A rule leads marked packets on.
 *
 * <p>What is encapsulated to the agent in the name of a visitor that does so is dropped if it does
 * not come by that visitor's link and station (RFC 3024 §5.2.1).
 *
 * <p>One nftables table; an element comes and goes with its visitor. Belongs to the owner thread.
 */
final class VisitorMarks implements AutoCloseable {
  private final Nftables filter;
  private final String table;

  private VisitorMarks(Nftables filter, String table) {
    this.filter = filter;
    this.table = table;
  }

  /**
   * Makes the table, in the place of one that a crashed agent left.
   *
   * @param ends of the agent's tunnels
   * @throws org.dualmip.linux.HostException saying what is missing
   */
  static VisitorMarks open(String table, Collection<Ip4> ends) {
    Nftables filter = Nftables.open();
    try {
      filter.run(
          """
          table ip %1$s
          delete table ip %1$s
          table ip %1$s {
            map visitors { type ifname . ether_addr . ipv4_addr : mark; }
            set stations { type ifname . ether_addr . ipv4_addr; }
            set encapsulating { type ipv4_addr; }
            chain prerouting {
              type filter hook prerouting priority mangle; policy accept;
              meta mark set iifname . ether saddr . ip saddr map @visitors
              ip protocol { 4, 47, 55 } ip saddr @encapsulating ip daddr { %2$s } jump encapsulated
            }
            chain encapsulated {
              iifname . ether saddr . ip saddr @stations accept
              counter drop
            }
          }
          """
              .formatted(
                  table, ends.stream().map(Ip4::toString).collect(Collectors.joining(", "))));
      return new VisitorMarks(filter, table);
    } catch (RuntimeException refused) {
      filter.close();
      throw refused;
    }
  }

  /** Marks what the visitor sends from now on. */
  void put(Visitor visitor, int mark) {
    filter.run("add element ip %s visitors { %s : 0x%x }".formatted(table, key(visitor), mark));
  }

  /** Marks it no longer. */
  void take(Visitor visitor) {
    filter.run("delete element ip %s visitors { %s }".formatted(table, key(visitor)));
  }

  /** Lets in what the visitor encapsulates to this agent, and nobody else in its name. */
  void letIn(Visitor visitor) {
    filter.run(
        """
        add element ip %1$s stations { %2$s }
        add element ip %1$s encapsulating { %3$s }
        """
            .formatted(table, key(visitor), visitor.home()));
  }

  /**
   * Ends that.
   *
   * @param last whether no other visitor with this home address encapsulates
   */
  void shutOut(Visitor visitor, boolean last) {
    filter.run("delete element ip %s stations { %s }".formatted(table, key(visitor)));
    if (last) {
      filter.run("delete element ip %s encapsulating { %s }".formatted(table, visitor.home()));
    }
  }

  /** Removes the table. */
  @Override
  public void close() {
    try {
      filter.run("delete table ip " + table);
    } finally {
      filter.close();
    }
  }

  private static String key(Visitor visitor) {
    return "\"%s\" . %s . %s".formatted(visitor.link(), visitor.mac(), visitor.home());
  }
}
