package org.dualmip.mobileip.packet;

/** The Internet checksum (RFC 1071 §1). */
public final class Checksum {
  private Checksum() {}

  /** Of a range; 0 over a range that holds its own right checksum. */
  public static int of(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      int octet = Byte.toUnsignedInt(bytes[i]);
      sum += (i - from) % 2 == 0 ? octet << 8 : octet;
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }
}
