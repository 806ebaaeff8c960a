package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteWriter;

/** One octet of padding, type 0, without a length (RFC 5944 §1.8). */
public record Padding() implements Extension {
  static final int TYPE = 0;

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE);
  }
}
