package org.dualmip.homeagent;

import org.dualmip.linux.Nftables;
import org.dualmip.mobileip.foreign.Visitor;

/**
 * Marks packets that visitors send, by link, station and home address together: nobody else's
 * packets enter their tunnels, and visitors with the same home address get different marks (RFC
 * 3024 §5.1). A rule leads marked packets on.
 *
 * <p>One nftables table with a map; an element comes and goes with its visitor. Belongs to the
 * owner thread.
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
   * @throws org.dualmip.linux.HostException saying what is missing
   */
  static VisitorMarks open(String table) {
    Nftables filter = Nftables.open();
    try {
      filter.run(
          """
          table ip %1$s
          delete table ip %1$s
          table ip %1$s {
            map visitors { type ifname . ether_addr . ipv4_addr : mark; }
            chain prerouting {
              type filter hook prerouting priority mangle; policy accept;
              meta mark set iifname . ether saddr . ip saddr map @visitors
            }
          }
          """
              .formatted(table));
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
