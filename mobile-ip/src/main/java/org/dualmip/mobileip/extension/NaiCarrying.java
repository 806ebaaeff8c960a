package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * NAI carrying (RFC 3846 §3), type 136: the NAI of somebody other than the mobile node.
 *
 * @param subtype whose, 0 to 255; see the constants
 * @param nai 1 to 254 octets of UTF-8
 */
public record NaiCarrying(int subtype, String nai) implements Extension {
  static final int TYPE = 136;

  /** The home agent's (RFC 3846 §4). */
  public static final int HOME_AGENT = 1;

  /** That of the home AAA server (RFC 3846 §5). */
  public static final int HOME_AAA = 2;

  /**
   * @throws IllegalArgumentException if a value does not fit its field
   */
  public NaiCarrying {
    if (subtype < 0 || subtype > 255) {
      throw new IllegalArgumentException("a sub-type is 0 to 255, not " + subtype);
    }
    Text.octets(nai, 254, "an NAI");
  }

  @Override
  public void write(ByteWriter out) {
    byte[] octets = Text.octets(nai, 254, "an NAI");
    out.u8(TYPE).u8(1 + octets.length).u8(subtype).bytes(octets);
  }

  static NaiCarrying read(ByteReader in) throws MalformedException {
    return new NaiCarrying(in.u8("NAI carrying sub-type"), Text.read(in, "NAI"));
  }
}
