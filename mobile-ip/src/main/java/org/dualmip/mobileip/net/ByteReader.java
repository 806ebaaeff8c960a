package org.dualmip.mobileip.net;

import java.util.Arrays;

/**
 * The one reader of wire formats: big-endian, bounds-checked, naming the field that does not fit.
 *
 * <p>Belongs to one thread. The bytes are not copied on construction and must not change meanwhile.
 */
public final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads the whole array. */
  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ByteReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  /** An unsigned octet. */
  public int u8(String field) throws MalformedException {
    need(1, field);
    return Byte.toUnsignedInt(bytes[position++]);
  }

  /** Two octets, unsigned. */
  public int u16(String field) throws MalformedException {
    need(2, field);
    return u8(field) << 8 | u8(field);
  }

  /** Four octets, as the 32 bits they are. */
  public int i32(String field) throws MalformedException {
    need(4, field);
    return u16(field) << 16 | u16(field);
  }

  /** Eight octets, as the 64 bits they are. */
  public long i64(String field) throws MalformedException {
    need(8, field);
    return (long) i32(field) << 32 | Integer.toUnsignedLong(i32(field));
  }

  /** An IPv4 address. */
  public Ip4 ip4(String field) throws MalformedException {
    return new Ip4(i32(field));
  }

  /** That many octets, copied. */
  public byte[] bytes(int count, String field) throws MalformedException {
    need(count, field);
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  /** A reader of the next octets alone; this one goes on behind them. */
  public ByteReader slice(int count, String field) throws MalformedException {
    need(count, field);
    position += count;
    return new ByteReader(bytes, position - count, position);
  }

  /** All octets from the start of the message up to here, copied: what an authenticator covers. */
  public byte[] soFar() {
    return Arrays.copyOfRange(bytes, 0, position);
  }

  /** Octets left. */
  public int remaining() {
    return end - position;
  }

  /** Octets from the start of the message to here. */
  public int position() {
    return position;
  }

  /** Fails if octets are left. */
  public void expectEnd(String field) throws MalformedException {
    if (remaining() != 0) {
      throw malformed(field, remaining() + " octets too many");
    }
  }

  /** A failure at the current position. */
  public MalformedException malformed(String field, String problem) {
    return new MalformedException(field, position, problem);
  }

  private void need(int count, String field) throws MalformedException {
    if (count < 0 || count > remaining()) {
      throw malformed(field, "needs " + count + " octets, " + remaining() + " are left");
    }
  }
}
