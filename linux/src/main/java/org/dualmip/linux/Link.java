package org.dualmip.linux;

import org.dualmip.linux.NetlinkMessage.Attributes;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;

/**
 * A network interface as the kernel describes it (RFC 3549 §3.1).
 *
 * @param index its number in this namespace, from 1
 * @param name its name, at most 15 characters
 * @param up whether the operator switched it on
 * @param carrier whether it is on and a cable, a radio or a reader is attached
 * @param mtu the largest packet, in octets
 * @param mac its address, {@link MacAddress#NONE} without one
 * @param master the index of the bridge it is a port of, 0 for none
 * @param carrierChanges how often its carrier has come or gone, modulo 2^32: two readings that
 *     differ in nothing are of one and the same attachment
 */
public record Link(
    int index,
    String name,
    boolean up,
    boolean carrier,
    int mtu,
    MacAddress mac,
    int master,
    int carrierChanges) {
  static final int NEW = 16;
  static final int DELETE = 17;
  static final int GET = 18;
  static final int FIXED = 16;
  static final int IFF_UP = 1;
  static final int IFLA_ADDRESS = 1;
  static final int IFLA_IFNAME = 3;
  static final int IFLA_MTU = 4;
  static final int IFLA_MASTER = 10;
  static final int IFLA_CARRIER_CHANGES = 35;

  private static final int IFF_RUNNING = 0x40;
  private static final int IFF_LOWER_UP = 0x10000;

  /** Reads {@code RTM_NEWLINK} or {@code RTM_DELLINK}. */
  static Link read(NetlinkMessage message) throws MalformedException {
    int flags = message.i32(8, "ifi_flags");
    Attributes attributes = message.attributes(FIXED);
    String name = attributes.text(IFLA_IFNAME);
    MacAddress mac = attributes.mac(IFLA_ADDRESS);
    if (name == null) {
      throw new MalformedException("IFLA_IFNAME", FIXED, "is missing");
    }
    return new Link(
        message.i32(4, "ifi_index"),
        name,
        (flags & IFF_UP) != 0,
        (flags & IFF_LOWER_UP) != 0,
        attributes.i32(IFLA_MTU, 0),
        mac == null ? MacAddress.NONE : mac,
        attributes.i32(IFLA_MASTER, 0),
        attributes.i32(IFLA_CARRIER_CHANGES, 0));
  }

  /** Reads from the same whether the link is operational. */
  static Boolean isRunning(NetlinkMessage message) throws MalformedException {
    return (message.i32(8, "ifi_flags") & IFF_RUNNING) != 0;
  }

  /** A request about one link. */
  static NetlinkRequest request(int type, int flags, int index, int state, int change) {
    return new NetlinkRequest(type, flags | NetlinkRequest.ACK)
        .u8(0)
        .u8(0)
        .u16(0)
        .u32(index)
        .u32(state)
        .u32(change);
  }
}
