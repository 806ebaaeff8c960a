package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * UDP tunnel request (RFC 3519 §3.1), type 144: the sender can tunnel in UDP.
 *
 * @param force use the tunnel whether or not a NAT is found
 * @param throughForeignAgent registered through a foreign agent that requires it (the R flag)
 * @param encapsulation the IP protocol asked for inside UDP; 0 leaves it to the M and G bits
 * @param reserved3 must be zero, or the request counts as not understood (RFC 3519 §3.1.3, §4.6.1)
 */
public record UdpTunnelRequest(
    boolean force, boolean throughForeignAgent, int encapsulation, int reserved3)
    implements Extension {
  static final int TYPE = 144;

  /**
   * @throws IllegalArgumentException if a number does not fit its field
   */
  public UdpTunnelRequest {
    if (encapsulation < 0 || encapsulation > 0xff || reserved3 < 0 || reserved3 > 0xffff) {
      throw new IllegalArgumentException(
          "an encapsulation is 0 to 255 and Reserved 3 is 0 to 65535, not "
              + encapsulation
              + " and "
              + reserved3);
    }
  }

  /** The request of a node with a co-located address that leaves everything to the home agent. */
  public static final UdpTunnelRequest IF_NEEDED = new UdpTunnelRequest(false, false, 0, 0);

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE)
        .u8(6)
        .u8(0)
        .u8(0)
        .u8((force ? 0x80 : 0) | (throughForeignAgent ? 0x40 : 0))
        .u8(encapsulation)
        .u16(reserved3);
  }

  static Extension read(ByteReader in) throws MalformedException {
    int subtype = in.u8("UDP tunnel request sub-type");
    if (subtype != 0) {
      return Unrecognized.subtype(TYPE, subtype, in);
    }
    in.u8("Reserved 1");
    int flags = in.u8("Flags");
    var request =
        new UdpTunnelRequest(
            (flags & 0x80) != 0, (flags & 0x40) != 0, in.u8("Encapsulation"), in.u16("Reserved 3"));
    in.expectEnd("UDP tunnel request");
    return request;
  }
}
