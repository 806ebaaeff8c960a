package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.TunnelData;

class PacketFuzzTest {
  @FuzzTest(maxDuration = "1s")
  void a_packet_is_read_and_written_again_or_malformed(byte[] octets) {
    try {
      Ip4Packet packet = Ip4Packet.read(octets);
      assertThat(Ip4Packet.read(packet.toBytes())).isEqualTo(packet);
    } catch (MalformedException malformed) {
      assertThat(malformed.offset()).isBetween(0, octets.length);
    }
    try {
      TunnelData data = TunnelData.read(octets);
      assertThat(TunnelData.read(data.toBytes())).isEqualTo(data);
    } catch (MalformedException malformed) {
      assertThat(malformed.offset()).isBetween(0, octets.length);
    }
    try {
      IcmpEcho echo = IcmpEcho.read(Octets.of(octets));
      assertThat(IcmpEcho.read(echo.toOctets())).isEqualTo(echo);
    } catch (MalformedException malformed) {
      assertThat(malformed.offset()).isBetween(0, octets.length);
    }
  }
}
