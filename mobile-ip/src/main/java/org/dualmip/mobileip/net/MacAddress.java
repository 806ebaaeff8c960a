package org.dualmip.mobileip.net;

import java.util.HexFormat;

/**
 * A link-layer address of 48 bits (IEEE 802).
 *
 * @param bits the address in the low 48 bits, first octet highest
 */
public record MacAddress(long bits) {
  /** Of links that have no such address, as a virtual adapter of layer 3. */
  public static final MacAddress NONE = new MacAddress(0);

  /** ff:ff:ff:ff:ff:ff, every station on the link. */
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /**
   * @throws IllegalArgumentException if more than 48 bits are set
   */
  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("a link-layer address has 48 bits");
    }
  }

  /**
   * Reads six hexadecimal octets with colons between.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static MacAddress of(String text) {
    if (text.length() != 17) {
      throw new IllegalArgumentException("not a link-layer address: " + text);
    }
    return of(COLONS.parseHex(text));
  }

  /**
   * The address in six octets.
   *
   * @throws IllegalArgumentException if there are not exactly six
   */
  public static MacAddress of(byte[] octets) {
    if (octets.length != 6) {
      throw new IllegalArgumentException("a link-layer address has 6 octets, not " + octets.length);
    }
    long bits = 0;
    for (byte octet : octets) {
      bits = bits << 8 | Byte.toUnsignedLong(octet);
    }
    return new MacAddress(bits);
  }

  /** The six octets. */
  public byte[] octets() {
    var octets = new byte[6];
    for (int i = 0; i < 6; i++) {
      octets[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return octets;
  }

  @Override
  public String toString() {
    return COLONS.formatHex(octets());
  }
}
