package org.dualmip.linux;

import org.dualmip.linux.NetlinkMessage.Attributes;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;

/**
 * An IPv4 address of a link (RFC 3549 §3.1).
 *
 * @param link the index of the link
 * @param address the address
 * @param length of the prefix it stands in, 0 to 32
 * @param noPrefixRoute whether the kernel was told to make no route to that prefix
 * @param protocol who set it, 0 if nobody says; {@link Reconciler#PROTOCOL} is us
 */
public record InterfaceAddress(
    int link, Ip4 address, int length, boolean noPrefixRoute, int protocol) {
  static final int NEW = 20;
  static final int DELETE = 21;
  static final int GET = 22;

  private static final int FIXED = 8;
  private static final int AF_INET = 2;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_PROTO = 11;
  private static final int IFA_F_NOPREFIXROUTE = 0x200;

  /** Reads {@code RTM_NEWADDR} or {@code RTM_DELADDR}. */
  static InterfaceAddress read(NetlinkMessage message) throws MalformedException {
    Attributes attributes = message.attributes(FIXED);
    Ip4 local = attributes.ip4(IFA_LOCAL); // of a point-to-point link the other one is the peer
    Ip4 address = local == null ? attributes.ip4(IFA_ADDRESS) : local;
    if (address == null) {
      throw new MalformedException("IFA_LOCAL", FIXED, "is missing");
    }
    return new InterfaceAddress(
        message.i32(4, "ifa_index"),
        address,
        message.u8(1, "ifa_prefixlen"),
        (attributes.i32(IFA_FLAGS, 0) & IFA_F_NOPREFIXROUTE) != 0,
        attributes.u8(IFA_PROTO, 0));
  }

  static NetlinkRequest listing() {
    return new NetlinkRequest(GET, NetlinkRequest.DUMP).u8(AF_INET).u8(0).u8(0).u8(0).u32(0);
  }

  NetlinkRequest request(int type, int flags) {
    NetlinkRequest request =
        new NetlinkRequest(type, flags | NetlinkRequest.ACK)
            .u8(AF_INET)
            .u8(length)
            .u8(0)
            .u8(0)
            .u32(link)
            .attribute(IFA_LOCAL, address)
            .attribute(IFA_ADDRESS, address);
    if (noPrefixRoute) {
      request.attribute(IFA_FLAGS, IFA_F_NOPREFIXROUTE);
    }
    if (protocol != 0) {
      request.attribute8(IFA_PROTO, protocol);
    }
    return request;
  }
}
