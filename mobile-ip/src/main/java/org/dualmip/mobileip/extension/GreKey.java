package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * GRE key (RFC 6245 §5), type 48, in the long layout: asks for GRE and tells the key of the packets
 * towards the sender.
 *
 * @param key 32 unsigned bits; 0 in a request lets the home agent choose both keys (RFC 6245 §4.1)
 */
public record GreKey(int key) implements Extension {
  static final int TYPE = 48;

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(0).u16(4).i32(key);
  }

  static Extension read(ByteReader in) throws MalformedException {
    int subtype = in.u8("GRE key sub-type");
    int length = in.u16("GRE key length");
    if (subtype != 0) {
      return Unrecognized.longSubtype(TYPE, subtype, in.slice(length, "Extension"));
    }
    if (length != 4) {
      throw in.malformed("GRE key length", "is not 4");
    }
    return new GreKey(in.i32("Key identifier"));
  }
}
