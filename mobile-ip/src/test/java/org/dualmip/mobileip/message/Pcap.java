package org.dualmip.mobileip.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;

/** Writes capture files: just enough of the classic format for other programs to read. */
public final class Pcap {
  private static final int LINKTYPE_RAW = 101;

  private Pcap() {}

  static void write(Path file, List<Ip4Packet> packets) throws IOException {
    ByteWriter out = new ByteWriter();
    out.i32(0xa1b2_c3d4).u16(2).u16(4).i32(0).i32(0).i32(65535).i32(LINKTYPE_RAW);
    int seconds = 0;
    for (Ip4Packet packet : packets) {
      byte[] bytes = packet.toBytes();
      out.i32(seconds++).i32(0).i32(bytes.length).i32(bytes.length).bytes(bytes);
    }
    Files.write(file, out.toBytes());
  }

  /** A UDP datagram (RFC 768) with its checksum. */
  public static Ip4Packet udp(Endpoint from, Endpoint to, byte[] payload) {
    int length = 8 + payload.length;
    ByteWriter pseudo = new ByteWriter();
    pseudo.ip4(from.address()).ip4(to.address()).u16(Ip4Packet.UDP).u16(length);
    ByteWriter datagram = new ByteWriter();
    datagram.u16(from.port()).u16(to.port()).u16(length).u16(0).bytes(payload);
    datagram.patch16(6, checksum(pseudo.bytes(datagram.toBytes()).toBytes()));
    return Ip4Packet.of(Ip4Packet.UDP, from.address(), to.address(), Octets.of(datagram.toBytes()));
  }

  /** RFC 1071, written once more: a witness does not borrow from the accused. */
  private static int checksum(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (long) Byte.toUnsignedInt(bytes[i]) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    int result = (int) (~sum & 0xffff);
    return result == 0 ? 0xffff : result;
  }
}
