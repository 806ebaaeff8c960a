package org.dualmip.mobileip.net;

import java.util.Arrays;

/**
 * The one writer of wire formats: big-endian, growing as needed.
 *
 * <p>Belongs to one thread. A value that does not fit its field is a bug of the caller, because the
 * records check their ranges when they are built.
 */
public final class ByteWriter {
  private byte[] bytes = new byte[64];
  private int length;

  /** An unsigned octet, 0 to 255. */
  public ByteWriter u8(int value) {
    check(value, 0xff);
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** Two octets, 0 to 65535. */
  public ByteWriter u16(int value) {
    check(value, 0xffff);
    return u8(value >>> 8).u8(value & 0xff);
  }

  /** Four octets. */
  public ByteWriter i32(int value) {
    return u16(value >>> 16).u16(value & 0xffff);
  }

  /** Eight octets. */
  public ByteWriter i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  /** An IPv4 address. */
  public ByteWriter ip4(Ip4 address) {
    return i32(address.bits());
  }

  /** The octets as they are. */
  public ByteWriter bytes(byte[] octets) {
    room(octets.length);
    System.arraycopy(octets, 0, bytes, length, octets.length);
    length += octets.length;
    return this;
  }

  /** Overwrites two octets already written, such as a length or a checksum. */
  public ByteWriter patch16(int offset, int value) {
    check(value, 0xffff);
    if (offset < 0 || offset + 2 > length) {
      throw new IllegalArgumentException("nothing is written at offset " + offset);
    }
    bytes[offset] = (byte) (value >>> 8);
    bytes[offset + 1] = (byte) value;
    return this;
  }

  /** Octets written so far. */
  public int length() {
    return length;
  }

  /** A copy of what is written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private static void check(int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(value + " is not in 0 to " + max);
    }
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
