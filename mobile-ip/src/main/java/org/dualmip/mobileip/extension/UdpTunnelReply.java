package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * UDP tunnel reply (RFC 3519 §3.2), type 44.
 *
 * @param code 0 to 63 "will tunnel", 64 to 255 "declined"
 * @param forced the tunnel is there because the request forced it
 * @param keepaliveSeconds the interval the mobile node should use; 0 leaves it to the mobile node
 */
public record UdpTunnelReply(int code, boolean forced, int keepaliveSeconds) implements Extension {
  static final int TYPE = 44;

  /**
   * @throws IllegalArgumentException if a number does not fit its field
   */
  public UdpTunnelReply {
    if (code < 0 || code > 0xff || keepaliveSeconds < 0 || keepaliveSeconds > 0xffff) {
      throw new IllegalArgumentException(
          "a reply code is 0 to 255 and an interval 0 to 65535 s, not "
              + code
              + " and "
              + keepaliveSeconds);
    }
  }

  /** Will tunnel. */
  public static final int ACCEPTED = 0;

  /** Declined, reason unspecified. */
  public static final int DECLINED = 64;

  /** Whether the home agent tunnels in UDP. */
  public boolean accepted() {
    return code < 64;
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(6).u8(0).u8(code).u16(forced ? 0x8000 : 0).u16(keepaliveSeconds);
  }

  static Extension read(ByteReader in) throws MalformedException {
    int subtype = in.u8("UDP tunnel reply sub-type");
    if (subtype != 0) {
      return Unrecognized.subtype(TYPE, subtype, in);
    }
    int code = in.u8("Reply code");
    var reply =
        new UdpTunnelReply(code, (in.u16("Flags") & 0x8000) != 0, in.u16("Keepalive interval"));
    in.expectEnd("UDP tunnel reply");
    return reply;
  }
}
