package org.dualmip.detector;

import java.nio.ByteBuffer;

/**
 * An IPv6 prefix.
 *
 * @param high the first 64 bits; those beyond the length are zero
 * @param low the others
 * @param length 0 to 128
 */
public record Prefix6(long high, long low, int length) {
  private static final int GROUPS = 8;

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
   * Reads an address (RFC 4291 §2.2, without an IPv4 part), a slash and a length.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Prefix6 of(String text) {
    int slash = text.indexOf('/');
    int gap = text.indexOf("::");
    try {
      String address = text.substring(0, slash);
      String[] head = groups(gap < 0 ? address : address.substring(0, gap));
      String[] tail = groups(gap < 0 ? "" : address.substring(gap + 2));
      int written = head.length + tail.length;
      if (gap < 0 ? written != GROUPS : written >= GROUPS) {
        throw new IllegalArgumentException("an IPv6 address has 8 groups");
      }
      ByteBuffer octets = ByteBuffer.allocate(2 * GROUPS);
      for (String group : head) {
        octets.putShort(group(group));
      }
      octets.position(2 * (GROUPS - tail.length));
      for (String group : tail) {
        octets.putShort(group(group));
      }
      return of(octets.array(), Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
      throw new IllegalArgumentException("not an IPv6 prefix: " + text, malformed);
    }
  }

  private static String[] groups(String part) {
    return part.isEmpty() ? new String[0] : part.split(":", -1);
  }

  private static short group(String digits) {
    if (digits.isEmpty() || digits.length() > 4) {
      throw new IllegalArgumentException("a group has one to four hexadecimal digits");
    }
    return (short) Integer.parseUnsignedInt(digits, 16);
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
