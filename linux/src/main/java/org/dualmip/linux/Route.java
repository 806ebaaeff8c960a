package org.dualmip.linux;

import java.util.Locale;
import java.util.function.IntFunction;
import org.dualmip.linux.NetlinkMessage.Attributes;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 route (RFC 3549 §3.2).
 *
 * @param to where to; 0.0.0.0/0 is the default route
 * @param via the next router, null if the destination is on the link
 * @param device the link it leaves by, null if the kernel finds it or nothing leaves
 * @param source the address unbound senders get, null for the kernel's choice
 * @param table the routing table, 254 is main
 * @param metric the smaller is preferred, 0 first
 * @param protocol who set it; {@link Reconciler#PROTOCOL} is us
 * @param kind what becomes of the packet
 */
public record Route(
    Prefix4 to,
    @Nullable Ip4 via,
    @Nullable String device,
    @Nullable Ip4 source,
    int table,
    int metric,
    int protocol,
    Kind kind)
    implements HostObject {
  /** The table of the operator. */
  public static final int MAIN = 254;

  static final int NEW = 24;
  static final int DELETE = 25;
  static final int GET = 26;

  private static final int FIXED = 12;
  private static final int AF_INET = 2;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PRIORITY = 6;
  private static final int RTA_PREFSRC = 7;
  private static final int RTA_TABLE = 15;
  private static final int SCOPE_LINK = 253;
  private static final int SCOPE_HOST = 254;
  private static final int SCOPE_ANY = 255;

  /** What becomes of a packet, as rtnetlink(7) numbers it. */
  public enum Kind {
    /** It goes on to the next router or its destination. */
    UNICAST(1),
    /** It is for this host. */
    LOCAL(2),
    /** It is sent as a link broadcast. */
    BROADCAST(3),
    /** It is a multicast packet. */
    MULTICAST(5),
    /** It is dropped in silence. */
    BLACKHOLE(6),
    /** It is dropped; the sender learns that the host is unreachable. */
    UNREACHABLE(7),
    /** It is dropped; the sender learns that this is prohibited. */
    PROHIBIT(8),
    /** The search goes on in the next table. */
    THROW(9),
    /** Anything else; can be listed, not set. */
    OTHER(0);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    private static Kind of(int number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      return OTHER;
    }
  }

  /** Our route to a link or, with {@code via}, to a router on it. */
  public static Route through(
      String device, @Nullable Ip4 via, Prefix4 to, @Nullable Ip4 source, int table) {
    return new Route(to, via, device, source, table, 0, Reconciler.PROTOCOL, Kind.UNICAST);
  }

  /** Our route that refuses. */
  public static Route unreachable(Prefix4 to, int table) {
    return new Route(to, null, null, null, table, 0, Reconciler.PROTOCOL, Kind.UNREACHABLE);
  }

  /** The same as another {@link Reconciler}'s. */
  public Route of(int owner) {
    return new Route(to, via, device, source, table, metric, owner, kind);
  }

  /** Reads {@code RTM_NEWROUTE} or {@code RTM_DELROUTE}. */
  static Route read(NetlinkMessage message, IntFunction<@Nullable String> names)
      throws MalformedException {
    Attributes attributes = message.attributes(FIXED);
    int length = message.u8(1, "rtm_dst_len");
    Ip4 destination = attributes.ip4(RTA_DST);
    int device = attributes.i32(RTA_OIF, 0);
    if (length > 32) {
      throw new MalformedException("rtm_dst_len", 1, "is " + length);
    }
    return new Route(
        Prefix4.around(destination == null ? Ip4.ANY : destination, length),
        attributes.ip4(RTA_GATEWAY),
        device == 0 ? null : names.apply(device),
        attributes.ip4(RTA_PREFSRC),
        attributes.i32(RTA_TABLE, message.u8(4, "rtm_table")),
        attributes.i32(RTA_PRIORITY, 0),
        message.u8(5, "rtm_protocol"),
        Kind.of(message.u8(7, "rtm_type")));
  }

  /** Lists the IPv4 routes of one table, or of all for table 0, of one protocol or of all for 0. */
  static NetlinkRequest listing(int table, int protocol) {
    NetlinkRequest request = header(GET, NetlinkRequest.DUMP, 0, table, protocol, 0, 0);
    return table == 0 ? request : request.attribute(RTA_TABLE, table);
  }

  NetlinkRequest request(int type, int flags, int deviceIndex) {
    NetlinkRequest request =
        header(
            type,
            flags | NetlinkRequest.ACK,
            to.length(),
            table,
            protocol,
            type == DELETE ? SCOPE_ANY : scope(),
            kind.number);
    request.attribute(RTA_DST, to.network()).attribute(RTA_TABLE, table);
    if (via != null) {
      request.attribute(RTA_GATEWAY, via);
    }
    if (deviceIndex != 0) {
      request.attribute(RTA_OIF, deviceIndex);
    }
    if (source != null) {
      request.attribute(RTA_PREFSRC, source);
    }
    if (metric != 0) {
      request.attribute(RTA_PRIORITY, metric);
    }
    return request;
  }

  /** As ip-route(8) writes it. */
  @Override
  public String toString() {
    return (kind == Kind.UNICAST ? "" : kind.name().toLowerCase(Locale.ROOT) + " ")
        + (to.length() == 0 ? "default" : to)
        + (via == null ? "" : " via " + via)
        + (device == null ? "" : " dev " + device)
        + (source == null ? "" : " src " + source)
        + " table "
        + table
        + (metric == 0 ? "" : " metric " + metric)
        + " proto "
        + protocol;
  }

  private int scope() {
    return switch (kind) {
      case LOCAL -> SCOPE_HOST;
      case UNICAST -> via == null ? SCOPE_LINK : 0;
      case BROADCAST, MULTICAST -> SCOPE_LINK;
      case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> 0;
      case OTHER -> throw new IllegalArgumentException("a route of unknown kind cannot be set");
    };
  }

  private static NetlinkRequest header(
      int type, int flags, int length, int table, int protocol, int scope, int kind) {
    return new NetlinkRequest(type, flags)
        .u8(AF_INET)
        .u8(length)
        .u8(0)
        .u8(0)
        .u8(table < 256 ? table : 0)
        .u8(protocol)
        .u8(scope)
        .u8(kind)
        .u32(0);
  }
}
