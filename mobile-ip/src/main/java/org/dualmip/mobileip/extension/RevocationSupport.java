package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Revocation support (RFC 3543 §3.2), type 137: the sender takes and sends revocations.
 *
 * @param inform the I bit: it heeds the I bit of revocations
 * @param timestamp of the sender, from the clock that makes its Revocation Identifiers; 32 unsigned
 *     bits
 */
public record RevocationSupport(boolean inform, int timestamp) implements Extension {
  static final int TYPE = 137;

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(6).u16(inform ? 0x8000 : 0).i32(timestamp);
  }

  static RevocationSupport read(ByteReader in) throws MalformedException {
    boolean inform = (in.u16("Flags") & 0x8000) != 0;
    // What follows the timestamp is for later versions: the length is only "currently 6" (§3.2).
    return new RevocationSupport(inform, in.i32("Timestamp"));
  }
}
