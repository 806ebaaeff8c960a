package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * Generalized Mobile IP authentication (RFC 4721 §5), type 36, in the long layout.
 *
 * @param subtype between whom, 0 to 255; see {@link #MOBILE_AAA}
 * @param spi which security association, 32 unsigned bits; see {@link #CHAP_SPI}
 * @param authenticator 16 to 65531 octets
 * @param covered the octets of the message that the authenticator protects, as received: all before
 *     this extension and its own type, sub-type, length and SPI (RFC 4721 §6)
 */
public record GeneralizedAuthentication(int subtype, int spi, Octets authenticator, Octets covered)
    implements Extension {
  /** The number on the wire. */
  public static final int TYPE = 36;

  /** Between mobile node and AAA server (RFC 4721 §6). */
  public static final int MOBILE_AAA = 1;

  /** The SPI that selects the CHAP-style computation of RFC 4721 §8. */
  public static final int CHAP_SPI = 2;

  private static final int SHORTEST = 16;

  /**
   * @throws IllegalArgumentException if a value does not fit its field
   */
  public GeneralizedAuthentication {
    if (subtype < 0 || subtype > 255) {
      throw new IllegalArgumentException("a sub-type is 0 to 255, not " + subtype);
    }
    if (authenticator.size() < SHORTEST || authenticator.size() > 0xffff - 4) {
      throw new IllegalArgumentException(
          "an authenticator has 16 to 65531 octets, not " + authenticator.size());
    }
  }

  /** How many octets the message has up to this extension and with it. */
  public int end() {
    return covered.size() + authenticator.size();
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(subtype).u16(4 + authenticator.size()).i32(spi).bytes(authenticator.toBytes());
  }

  static GeneralizedAuthentication read(ByteReader in) throws MalformedException {
    int subtype = in.u8("Generalized authentication sub-type");
    int length = in.u16("Generalized authentication length");
    if (length < 4 + SHORTEST) {
      throw in.malformed("Generalized authentication length", "is less than 20");
    }
    int spi = in.i32("SPI");
    Octets covered = Octets.of(in.soFar());
    return new GeneralizedAuthentication(
        subtype, spi, Octets.of(in.bytes(length - 4, "Authenticator")), covered);
  }
}
