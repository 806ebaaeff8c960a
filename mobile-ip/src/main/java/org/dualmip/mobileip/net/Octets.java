package org.dualmip.mobileip.net;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as a value: immutable, equal when the same. */
public final class Octets {
  /** No bytes. */
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of the bytes. */
  public static Octets of(byte... bytes) {
    return new Octets(bytes.clone());
  }

  /**
   * Reads hexadecimal digits without separators.
   *
   * @throws IllegalArgumentException if the text is not pairs of hexadecimal digits
   */
  public static Octets ofHex(String hex) {
    return new Octets(HexFormat.of().parseHex(hex));
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** A reader of the bytes. */
  public ByteReader reader() {
    return new ByteReader(bytes);
  }

  /** How many there are. */
  public int size() {
    return bytes.length;
  }

  /** The byte at an index, 0 to 255. */
  public int at(int index) {
    return Byte.toUnsignedInt(bytes[index]);
  }

  /** The bytes from one index up to, not including, another. */
  public Octets slice(int from, int to) {
    return new Octets(Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
