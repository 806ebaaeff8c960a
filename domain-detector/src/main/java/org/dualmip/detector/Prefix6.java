package org.dualmip.detector;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * An IPv6 prefix.
 *
 * @param high the first 64 bits; those beyond the length are zero
 * @param low the others
 * @param length 0 to 128
 */
public record Prefix6(long high, long low, int length) {
  /**
   * Bits beyond the length are dropped.
   *
   * @throws IllegalArgumentException if the length is none
   */
  public Prefix6 {
    if (length < 0 || length > 128) {
      throw new IllegalArgumentException("a prefix length is 0 to 128, not " + length);
    }
    high &= mask(length);
    low &= mask(length - 64);
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  /**
   * Of 16 octets.
   *
   * @throws IllegalArgumentException if there are not 16, or the length is none
   */
  public static Prefix6 of(byte[] address, int length) {
    if (address.length != 16) {
      throw new IllegalArgumentException("an IPv6 address has 16 octets, not " + address.length);
    }
    ByteBuffer octets = ByteBuffer.wrap(address);
    return new Prefix6(octets.getLong(), octets.getLong(), length);
  }

  /**
   * Reads an address, a slash and a length.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Prefix6 of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not an IPv6 prefix: " + text);
    }
    try {
      return of(
          Inet6Address.ofLiteral(text.substring(0, slash)).getAddress(),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("not an IPv6 prefix: " + text, malformed);
    }
  }

  /** Whether all of the other lies in this one. */
  public boolean contains(Prefix6 other) {
    return other.length >= length
        && (other.high & mask(length)) == high
        && (other.low & mask(length - 64)) == low;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      long half = i < 4 ? high >>> (48 - 16 * i) : low >>> (112 - 16 * i);
      text.append(i == 0 ? "" : ":").append(Long.toHexString(half & 0xffff));
    }
    return text.append('/').append(length).toString();
  }
}
