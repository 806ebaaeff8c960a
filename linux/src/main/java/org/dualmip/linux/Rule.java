package org.dualmip.linux;

import org.dualmip.linux.NetlinkMessage.Attributes;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * A routing rule: which table answers for which packets (ip-rule(8)).
 *
 * <p>Of foreign rules only these selectors are read; one that selects by others looks wider here
 * than it is.
 *
 * @param preference the smaller is asked first
 * @param from the sources it holds for, null for all
 * @param to the destinations it holds for, null for all
 * @param incoming the link packets come in by, null for all
 * @param mark the mark that nftables gave the packet, 0 for all
 * @param table the table that answers; 0 for a rule that refuses
 * @param unreachable whether it refuses instead
 * @param protocol who set it; {@link Reconciler#PROTOCOL} is us
 */
public record Rule(
    int preference,
    @Nullable Prefix4 from,
    @Nullable Prefix4 to,
    @Nullable String incoming,
    int mark,
    int table,
    boolean unreachable,
    int protocol)
    implements HostObject {
  static final int NEW = 32;
  static final int DELETE = 33;
  static final int GET = 34;

  private static final int FIXED = 12;
  private static final int AF_INET = 2;
  private static final int FRA_DST = 1;
  private static final int FRA_SRC = 2;
  private static final int FRA_IIFNAME = 3;
  private static final int FRA_PRIORITY = 6;
  private static final int FRA_FWMARK = 10;
  private static final int FRA_TABLE = 15;
  private static final int FRA_PROTOCOL = 21;
  private static final int TO_TABLE = 1;
  private static final int UNREACHABLE = 7;

  /** Our rule that asks a table. */
  public static Rule lookup(
      int preference, @Nullable Prefix4 from, @Nullable Prefix4 to, int table) {
    return new Rule(preference, from, to, null, 0, table, false, Reconciler.PROTOCOL);
  }

  /** Our rule that refuses. */
  public static Rule refuse(int preference, @Nullable Prefix4 from, @Nullable Prefix4 to) {
    return new Rule(preference, from, to, null, 0, 0, true, Reconciler.PROTOCOL);
  }

  /** The same for packets that come in by a link, whether it exists already or not. */
  public Rule comingIn(String link) {
    return new Rule(preference, from, to, LinkName.check(link), mark, table, unreachable, protocol);
  }

  /** The same for packets with a mark, which is not 0. */
  public Rule marked(int value) {
    return new Rule(preference, from, to, incoming, value, table, unreachable, protocol);
  }

  /** The same as another {@link Reconciler}'s. */
  public Rule of(int owner) {
    return new Rule(preference, from, to, incoming, mark, table, unreachable, owner);
  }

  /** Reads {@code RTM_NEWRULE} or {@code RTM_DELRULE}. */
  static Rule read(NetlinkMessage message) throws MalformedException {
    Attributes attributes = message.attributes(FIXED);
    boolean unreachable = message.u8(7, "action") == UNREACHABLE;
    return new Rule(
        attributes.i32(FRA_PRIORITY, 0),
        prefix(attributes.ip4(FRA_SRC), message.u8(2, "src_len")),
        prefix(attributes.ip4(FRA_DST), message.u8(1, "dst_len")),
        attributes.text(FRA_IIFNAME),
        attributes.i32(FRA_FWMARK, 0),
        unreachable ? 0 : attributes.i32(FRA_TABLE, message.u8(4, "table")),
        unreachable,
        attributes.u8(FRA_PROTOCOL, 0));
  }

  static NetlinkRequest listing() {
    return header(GET, NetlinkRequest.DUMP, 0, 0, 0, 0);
  }

  NetlinkRequest request(int type, int flags) {
    NetlinkRequest request =
        header(
                type,
                flags | NetlinkRequest.ACK,
                to == null ? 0 : to.length(),
                from == null ? 0 : from.length(),
                table,
                unreachable ? UNREACHABLE : TO_TABLE)
            .attribute(FRA_PRIORITY, preference)
            .attribute8(FRA_PROTOCOL, protocol);
    if (from != null) {
      request.attribute(FRA_SRC, from.network());
    }
    if (to != null) {
      request.attribute(FRA_DST, to.network());
    }
    if (incoming != null) {
      request.attribute(FRA_IIFNAME, incoming);
    }
    if (mark != 0) {
      request.attribute(FRA_FWMARK, mark);
    }
    return unreachable ? request : request.attribute(FRA_TABLE, table);
  }

  /** As ip-rule(8) writes it. */
  @Override
  public String toString() {
    return preference
        + ": from "
        + (from == null ? "all" : from)
        + (to == null ? "" : " to " + to)
        + (mark == 0 ? "" : " fwmark 0x" + Integer.toHexString(mark))
        + (incoming == null ? "" : " iif " + incoming)
        + (unreachable ? " unreachable" : " lookup " + table)
        + " proto "
        + protocol;
  }

  private static @Nullable Prefix4 prefix(@Nullable Ip4 address, int length)
      throws MalformedException {
    if (length > 32) {
      throw new MalformedException("prefix length", 1, "is " + length);
    }
    return address == null || length == 0 ? null : Prefix4.around(address, length);
  }

  private static NetlinkRequest header(
      int type, int flags, int toLength, int fromLength, int table, int action) {
    return new NetlinkRequest(type, flags)
        .u8(AF_INET)
        .u8(toLength)
        .u8(fromLength)
        .u8(0)
        .u8(table < 256 ? table : 0)
        .u8(0)
        .u8(0)
        .u8(action)
        .u32(0);
  }
}
