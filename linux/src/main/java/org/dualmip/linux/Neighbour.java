package org.dualmip.linux;

import org.dualmip.linux.NetlinkMessage.Attributes;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the kernel's ARP table (RFC 826; RFC 3549 §3.3), or an address it answers for.
 *
 * @param link the index of the link
 * @param address the neighbour's address
 * @param mac where it is, null while unknown or if the kernel answers for it
 * @param reachable whether it was heard of lately
 * @param proxy whether the kernel answers requests for it instead of knowing it
 * @param protocol who set it, 0 if nobody says
 */
public record Neighbour(
    int link,
    Ip4 address,
    @Nullable MacAddress mac,
    boolean reachable,
    boolean proxy,
    int protocol) {
  static final int NEW = 28;
  static final int DELETE = 29;
  static final int GET = 30;

  private static final int FIXED = 12;
  private static final int AF_INET = 2;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;
  private static final int NDA_IFINDEX = 8;
  private static final int NDA_PROTOCOL = 12;
  private static final int NTF_PROXY = 8;
  private static final int NUD_REACHABLE = 2;
  private static final int NUD_PERMANENT = 0x80;

  /** Reads {@code RTM_NEWNEIGH} or {@code RTM_DELNEIGH}. */
  static Neighbour read(NetlinkMessage message) throws MalformedException {
    Attributes attributes = message.attributes(FIXED);
    Ip4 address = attributes.ip4(NDA_DST);
    if (address == null) {
      throw new MalformedException("NDA_DST", FIXED, "is missing");
    }
    return new Neighbour(
        message.i32(4, "ndm_ifindex"),
        address,
        attributes.mac(NDA_LLADDR),
        (message.u16(8, "ndm_state") & NUD_REACHABLE) != 0,
        (message.u8(10, "ndm_flags") & NTF_PROXY) != 0,
        attributes.u8(NDA_PROTOCOL, 0));
  }

  /** Lists one link's entries, or with index 0 all links'. */
  static NetlinkRequest listing(int link, boolean proxies) {
    NetlinkRequest request = header(GET, NetlinkRequest.DUMP, 0, 0, proxies ? NTF_PROXY : 0);
    return link == 0 ? request : request.attribute(NDA_IFINDEX, link);
  }

  NetlinkRequest request(int type, int flags) {
    NetlinkRequest request =
        header(
                type,
                flags | NetlinkRequest.ACK,
                link,
                proxy || mac != null ? NUD_PERMANENT : 0,
                proxy ? NTF_PROXY : 0)
            .attribute(NDA_DST, address);
    if (mac != null && type == NEW) {
      request = request.attribute(NDA_LLADDR, mac.octets());
    }
    return protocol == 0 ? request : request.attribute8(NDA_PROTOCOL, protocol);
  }

  private static NetlinkRequest header(int type, int flags, int link, int state, int entry) {
    return new NetlinkRequest(type, flags)
        .u8(AF_INET)
        .u8(0)
        .u16(0)
        .u32(link)
        .u16(state)
        .u8(entry)
        .u8(0);
  }
}
