package org.dualmip.mobileip.packet;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * ICMP echo request or reply (RFC 792), the keepalive of a UDP tunnel (RFC 3519 §4.9).
 *
 * @param reply whether it is the reply
 * @param identifier 0 to 65535
 * @param sequence 0 to 65535
 */
public record IcmpEcho(boolean reply, int identifier, int sequence) {
  /**
   * @throws IllegalArgumentException if a number does not fit its field
   */
  public IcmpEcho {
    if (identifier < 0 || identifier > 0xffff || sequence < 0 || sequence > 0xffff) {
      throw new IllegalArgumentException("identifier and sequence number are 0 to 65535");
    }
  }

  /** Reads an ICMP message; anything but an echo is malformed here. */
  public static IcmpEcho read(Octets message) throws MalformedException {
    ByteReader in = message.reader();
    int type = in.u8("Type");
    if ((type != 8 && type != 0) || in.u8("Code") != 0) {
      throw new MalformedException("Type", 0, "is not an echo");
    }
    in.u16("Checksum");
    if (Checksum.of(message.toBytes(), 0, message.size()) != 0) {
      throw new MalformedException("Checksum", 2, "is wrong");
    }
    return new IcmpEcho(type == 0, in.u16("Identifier"), in.u16("Sequence number"));
  }

  /** The message on the wire, without data. */
  public Octets toOctets() {
    ByteWriter out = new ByteWriter();
    out.u8(reply ? 0 : 8).u8(0).u16(0).u16(identifier).u16(sequence);
    out.patch16(2, Checksum.of(out.toBytes(), 0, out.length()));
    return Octets.of(out.toBytes());
  }
}
