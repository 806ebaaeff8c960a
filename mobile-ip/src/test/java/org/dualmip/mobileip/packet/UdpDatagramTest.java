package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

class UdpDatagramTest {
  private static final UdpDatagram DATAGRAM =
      new UdpDatagram(
          new Endpoint(Ip4.of("10.1.0.100"), 1024),
          new Endpoint(Ip4.of("10.2.0.1"), 434),
          Octets.of(new byte[] {1, 2, 3}));

  @Test
  void theHeaderIsThatOfRfc768() {
    // The checksum was calculated by another program.
    Ip4Packet packet = DATAGRAM.toPacket(1);
    assertThat(packet.ttl()).isEqualTo(1);
    assertThat(HexFormat.of().formatHex(packet.payload().toBytes()))
        .isEqualTo("040001b2000be1bc010203");
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Ip4Packet packet = Ip4Packet.read(DATAGRAM.toPacket(64).toBytes());
    assertThat(UdpDatagram.read(packet)).isEqualTo(DATAGRAM);
  }

  @Test
  void aWrongChecksumIsMalformedAndNoneIsAccepted() throws Exception {
    byte[] udp = DATAGRAM.toPacket(64).payload().toBytes();
    udp[9] ^= 1;
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> UdpDatagram.read(around(udp)));
    udp[6] = 0;
    udp[7] = 0;
    assertThat(UdpDatagram.read(around(udp)).payload().size()).isEqualTo(3);
  }

  @Test
  void aLengthBeyondThePacketIsMalformed() {
    byte[] udp = DATAGRAM.toPacket(64).payload().toBytes();
    udp[5]++;
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> UdpDatagram.read(around(udp)));
  }

  private static Ip4Packet around(byte[] udp) {
    return Ip4Packet.of(
        Ip4Packet.UDP, DATAGRAM.from().address(), DATAGRAM.to().address(), Octets.of(udp));
  }
}
