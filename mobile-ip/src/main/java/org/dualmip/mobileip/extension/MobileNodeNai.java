package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Mobile node NAI (RFC 2794 §2), type 131: who registers, when the home address does not say it.
 *
 * @param nai 1 to 255 octets of UTF-8, such as {@code mn@example.org}
 */
public record MobileNodeNai(String nai) implements Extension {
  static final int TYPE = 131;

  /**
   * @throws IllegalArgumentException if it does not fit the length octet
   */
  public MobileNodeNai {
    Text.octets(nai, 255, "an NAI");
  }

  @Override
  public void write(ByteWriter out) {
    byte[] octets = Text.octets(nai, 255, "an NAI");
    out.u8(TYPE).u8(octets.length).bytes(octets);
  }

  static MobileNodeNai read(ByteReader in) throws MalformedException {
    return new MobileNodeNai(Text.read(in, "NAI"));
  }
}
