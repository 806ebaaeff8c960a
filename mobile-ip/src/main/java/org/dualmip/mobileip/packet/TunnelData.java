package org.dualmip.mobileip.packet;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * MIP tunnel data message (RFC 3519 §3.3), message type 4 on port 434.
 *
 * @param nextHeader what is tunnelled: 4 IP, 47 GRE, 55 minimal encapsulation
 * @param payload the tunnelled packet
 */
public record TunnelData(int nextHeader, Octets payload) {
  /**
   * @throws IllegalArgumentException if the next header is not 0 to 255
   */
  public TunnelData {
    if (nextHeader < 0 || nextHeader > 0xff) {
      throw new IllegalArgumentException("a next header is 0 to 255, not " + nextHeader);
    }
  }

  /** The number in the first octet. */
  public static final int TYPE = 4;

  /** Octets of the header. */
  public static final int HEADER = 4;

  /** An IPv4 packet in UDP. */
  public static TunnelData of(Ip4Packet packet) {
    return new TunnelData(Ip4Packet.IP_IN_IP, Octets.of(packet.toBytes()));
  }

  /** Reads a whole UDP payload. */
  public static TunnelData read(byte[] bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not MIP tunnel data");
    }
    int nextHeader = in.u8("Next header");
    in.u16("Reserved");
    return new TunnelData(nextHeader, Octets.of(in.bytes(in.remaining(), "Tunnelled packet")));
  }

  /** The UDP payload. */
  public byte[] toBytes() {
    return new ByteWriter().u8(TYPE).u8(nextHeader).u16(0).bytes(payload.toBytes()).toBytes();
  }
}
