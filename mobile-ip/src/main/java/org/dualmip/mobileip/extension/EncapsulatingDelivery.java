package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Encapsulating delivery style (RFC 3024 §3.3), type 130: the mobile node tunnels its packets to
 * the foreign agent. For the foreign agent alone, which does not relay it.
 */
public record EncapsulatingDelivery() implements Extension {
  static final int TYPE = 130;

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(0);
  }

  static EncapsulatingDelivery read(ByteReader in) throws MalformedException {
    in.expectEnd("Encapsulating delivery style");
    return new EncapsulatingDelivery();
  }
}
