package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * Mobile-Foreign challenge (RFC 4721 §4), type 132: the challenge of a foreign agent's
 * advertisement or last reply, given back by the mobile node.
 *
 * @param value 0 to 255 octets; a foreign agent's has 4 or more (RFC 4721 §2)
 */
public record Challenge(Octets value) implements Extension {
  static final int TYPE = 132;

  /**
   * @throws IllegalArgumentException if it does not fit the length octet
   */
  public Challenge {
    if (value.size() > 255) {
      throw new IllegalArgumentException("a challenge has 255 octets at most, not " + value.size());
    }
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(value.size()).bytes(value.toBytes());
  }

  static Challenge read(ByteReader in) throws MalformedException {
    return new Challenge(Octets.of(in.bytes(in.remaining(), "Challenge")));
  }
}
