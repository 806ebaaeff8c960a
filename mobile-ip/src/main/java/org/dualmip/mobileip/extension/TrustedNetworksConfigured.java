package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Trusted networks configured (RFC 5265 §3.4), type 149: the home agent knows which source
 * addresses are inside and has checked this request's.
 */
public record TrustedNetworksConfigured() implements Extension {
  static final int TYPE = 149;

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(2).u8(0).u8(0);
  }

  static Extension read(ByteReader in) throws MalformedException {
    int subtype = in.u8("Sub-type");
    if (subtype != 0) {
      return Unrecognized.subtype(TYPE, subtype, in);
    }
    in.u8("Reserved");
    in.expectEnd("Trusted networks configured");
    return new TrustedNetworksConfigured();
  }
}
