package org.dualmip.mobileip.net;

import java.util.regex.Pattern;

/**
 * An IPv4 address (RFC 791 §2.3), as the 32 bits that stand on the wire.
 *
 * <p>Unlike {@link java.net.InetAddress} it never asks the DNS and never turns into another family.
 *
 * @param bits the address in network order: 10.0.0.1 is {@code 0x0a000001}
 */
public record Ip4(int bits) implements Comparable<Ip4> {
  /** 0.0.0.0: no address; in a registration, "assign one" (RFC 2794 §1). */
  public static final Ip4 ANY = new Ip4(0);

  /** 255.255.255.255, the limited broadcast address (RFC 1812 §4.2.2.11). */
  public static final Ip4 BROADCAST = new Ip4(-1);

  private static final Pattern DOTTED =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  /**
   * Reads dotted decimal.
   *
   * @throws IllegalArgumentException if the text is not four numbers 0 to 255 with dots between
   */
  public static Ip4 of(String text) {
    var matcher = DOTTED.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not an IPv4 address: " + text);
    }
    int bits = 0;
    for (int group = 1; group <= 4; group++) {
      int octet = Integer.parseInt(matcher.group(group));
      if (octet > 255) {
        throw new IllegalArgumentException("not an IPv4 address: " + text);
      }
      bits = bits << 8 | octet;
    }
    return new Ip4(bits);
  }

  /**
   * The address in four bytes, in network order.
   *
   * @throws IllegalArgumentException if there are not exactly four
   */
  public static Ip4 of(byte[] octets) {
    if (octets.length != 4) {
      throw new IllegalArgumentException("an IPv4 address has 4 octets, not " + octets.length);
    }
    return new Ip4(
        octets[0] << 24
            | Byte.toUnsignedInt(octets[1]) << 16
            | Byte.toUnsignedInt(octets[2]) << 8
            | Byte.toUnsignedInt(octets[3]));
  }

  /** The four octets, in network order. */
  public byte[] octets() {
    return new byte[] {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
    };
  }

  /** Whether this is 0.0.0.0. */
  public boolean isAny() {
    return bits == 0;
  }

  /**
   * Whether a single host can have it (RFC 1122 §3.2.1.3, RFC 6890 §2.2.2): false for this-network,
   * loopback, multicast and reserved addresses, broadcast included.
   */
  public boolean isUnicast() {
    int first = bits >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  /** Whether it is of the address space for private internets (RFC 1918 §3). */
  public boolean isPrivate() {
    return bits >>> 24 == 10 || bits >>> 20 == 0xac1 || bits >>> 16 == 0xc0a8;
  }

  @Override
  public int compareTo(Ip4 other) {
    return Integer.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }
}
