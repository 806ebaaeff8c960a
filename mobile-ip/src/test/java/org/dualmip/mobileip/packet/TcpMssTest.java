package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

class TcpMssTest {
  private static final Ip4 HERE = Ip4.of("192.0.2.1");
  private static final Ip4 THERE = Ip4.of("198.51.100.7");

  /** A segment with those flags and options, its checksum right. */
  private static byte[] segment(int flags, String options) {
    byte[] tail = HexFormat.of().parseHex(options);
    ByteWriter tcp = new ByteWriter();
    tcp.u16(5000).u16(80).i32(1).i32(0).u8(((20 + tail.length) / 4) << 4).u8(flags).u16(65535);
    tcp.u16(0).u16(0).bytes(tail);
    tcp.patch16(16, checksum(tcp.toBytes()));
    return Ip4Packet.of(6, HERE, THERE, Octets.of(tcp.toBytes())).toBytes();
  }

  private static int checksum(byte[] tcp) {
    ByteWriter pseudo = new ByteWriter().ip4(HERE).ip4(THERE).u16(6).u16(tcp.length).bytes(tcp);
    return Checksum.of(pseudo.toBytes(), 0, pseudo.length());
  }

  private static int checksumOf(byte[] packet) {
    return checksum(java.util.Arrays.copyOfRange(packet, 20, packet.length));
  }

  @Test
  void theSegmentSizeOfAnOpeningIsLoweredWithItsChecksum() {
    for (String options : new String[] {"020405b4", "01010101020405b4", "01020405b4010101"}) {
      for (int flags : new int[] {2, 0x12}) {
        byte[] packet = segment(flags, options);
        assertThat(TcpMss.clamp(packet, 1380)).isTrue();
        assertThat(HexFormat.of().formatHex(packet)).contains("0204053c"); // 1340
        assertThat(checksumOf(packet)).as(options).isZero();
      }
    }
  }

  @Test
  void whatIsSmallEnoughOrNoOpeningStaysAsItIs() {
    byte[] small = segment(2, "0204053c");
    byte[] data = segment(0x10, "020405b4");
    byte[] none = segment(2, "01010101");
    byte[] ended = segment(2, "00000000020405b4");
    byte[] broken = segment(2, "02ff05b4");
    byte[] endless = segment(2, "0800010103000101");
    for (byte[] packet : new byte[][] {small, data, none, ended, broken, endless}) {
      byte[] before = packet.clone();
      assertThat(TcpMss.clamp(packet, 1380)).isFalse();
      assertThat(packet).isEqualTo(before);
    }
    byte[] udp = Ip4Packet.of(17, HERE, THERE, Octets.of(new byte[40])).toBytes();
    assertThat(TcpMss.clamp(udp, 100)).isFalse();
  }
}
