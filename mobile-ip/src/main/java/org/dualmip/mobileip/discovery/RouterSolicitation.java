package org.dualmip.mobileip.discovery;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Checksum;

/**
 * ICMP router solicitation (RFC 1256 §3), which with an IP time to live of 1 is an agent
 * solicitation (RFC 5944 §2.2). It says nothing but that somebody wants an advertisement.
 */
public record RouterSolicitation() {
  /** The ICMP type. */
  public static final int TYPE = 10;

  /**
   * Reads an ICMP message by the checks of RFC 1256 §4.2: checksum, code and length. The reserved
   * octets and what follows them are ignored.
   */
  public static RouterSolicitation read(byte[] icmp) throws MalformedException {
    ByteReader in = new ByteReader(icmp);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a router solicitation");
    }
    if (in.u8("Code") != 0) {
      throw new MalformedException("Code", 1, "is not 0");
    }
    in.u16("Checksum");
    in.i32("Reserved");
    if (Checksum.of(icmp, 0, icmp.length) != 0) {
      throw new MalformedException("Checksum", 2, "is wrong");
    }
    return new RouterSolicitation();
  }

  /** The ICMP message. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.u8(TYPE).u8(0).u16(0).i32(0);
    out.patch16(2, Checksum.of(out.toBytes(), 0, out.length()));
    return out.toBytes();
  }
}
