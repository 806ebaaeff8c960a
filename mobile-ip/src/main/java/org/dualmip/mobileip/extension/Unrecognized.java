package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * An extension that is not known here. Types 128 to 255 are skipped by their length; 0 to 127 hold
 * all that is left of the message, because their layout is not known either, and the message must
 * be discarded (RFC 5944 §1.8).
 *
 * @param type 1 to 255
 * @param body what follows type and length, or type alone for 0 to 127
 */
public record Unrecognized(int type, Octets body) implements Extension {
  private static final int SKIPPABLE = 128;

  /**
   * @throws IllegalArgumentException if there is no such type, or the body does not fit its length
   *     octet
   */
  public Unrecognized {
    if (type < 1 || type > 255) {
      throw new IllegalArgumentException("an extension type is 1 to 255, not " + type);
    }
    if (type >= SKIPPABLE && body.size() > 255) {
      throw new IllegalArgumentException(
          "a skippable extension has 255 octets at most, not " + body.size());
    }
  }

  /** Whether the whole message must be silently discarded (RFC 5944 §1.8). */
  public boolean mustDiscardMessage() {
    return type < SKIPPABLE;
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(type);
    if (!mustDiscardMessage()) {
      out.u8(body.size());
    }
    out.bytes(body.toBytes());
  }

  /** All that is left of a message, or of the octets that a length announced. */
  static Unrecognized read(int type, ByteReader in) throws MalformedException {
    return new Unrecognized(type, Octets.of(in.bytes(in.remaining(), "Extension")));
  }

  /** An extension in the short layout (RFC 5944 §1.11) with a sub-type that is not known here. */
  static Unrecognized subtype(int type, int subtype, ByteReader in) throws MalformedException {
    ByteWriter body = new ByteWriter();
    if (type < SKIPPABLE) {
      body.u8(1 + in.remaining()); // not skippable: the length octet belongs to the body
    }
    body.u8(subtype).bytes(in.bytes(in.remaining(), "Extension"));
    return new Unrecognized(type, Octets.of(body.toBytes()));
  }

  /** The same in the long layout (RFC 5944 §1.10), which only types below 128 may have. */
  static Unrecognized longSubtype(int type, int subtype, ByteReader in) throws MalformedException {
    ByteWriter body = new ByteWriter();
    body.u8(subtype).u16(in.remaining()).bytes(in.bytes(in.remaining(), "Extension"));
    return new Unrecognized(type, Octets.of(body.toBytes()));
  }

  /** An extension in the short layout that is skipped although its sub-type is known. */
  static Unrecognized skipped(int type, int subtype, byte[] data) {
    return new Unrecognized(type, Octets.of(new ByteWriter().u8(subtype).bytes(data).toBytes()));
  }
}
