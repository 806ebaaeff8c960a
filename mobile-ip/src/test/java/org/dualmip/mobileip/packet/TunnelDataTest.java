package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

/** RFC 3519 §3.3 and §4.9, RFC 792: what goes through a UDP tunnel. */
class TunnelDataTest {
  @Test
  void an_echo_request_is_as_RFC_792_draws_it() throws MalformedException {
    IcmpEcho echo = new IcmpEcho(false, 0x1234, 1);
    assertThat(echo.toOctets()).hasToString("0800e5ca12340001");
    assertThat(IcmpEcho.read(echo.toOctets())).isEqualTo(echo);
    assertThat(new IcmpEcho(true, 0x1234, 1).toOctets()).hasToString("0000edca12340001");
    assertThat(IcmpEcho.read(Octets.ofHex("0000edca12340001")).reply()).isTrue();
  }

  @Test
  void what_is_no_echo_is_malformed() {
    for (String other :
        new String[] {
          "", "08", "0800e5ca1234", "0801e5c912340001", "0800e5cb12340001", "0300f1fe00000000"
        }) {
      assertThatExceptionOfType(MalformedException.class)
          .as(other)
          .isThrownBy(() -> IcmpEcho.read(Octets.ofHex(other)));
    }
  }

  @Test
  void an_echo_that_could_not_be_written_cannot_be_made() {
    assertThatIllegalArgumentException().isThrownBy(() -> new IcmpEcho(false, 65536, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new IcmpEcho(false, 0, -1));
  }

  @Test
  void tunnel_data_is_four_octets_and_the_packet() throws MalformedException {
    Ip4Packet packet =
        Ip4Packet.of(
            Ip4Packet.ICMP,
            Ip4.of("203.0.113.129"),
            Ip4.of("203.0.113.2"),
            new IcmpEcho(false, 0x1234, 1).toOctets());
    byte[] bytes = TunnelData.of(packet).toBytes();
    assertThat(Octets.of(bytes))
        .hasToString(
            "04040000" + "4500001c000000004001025d" + "cb007181cb007102" + "0800e5ca12340001");
    TunnelData data = TunnelData.read(bytes);
    assertThat(data.nextHeader()).isEqualTo(4);
    assertThat(Ip4Packet.read(data.payload().toBytes())).isEqualTo(packet);
  }

  @Test
  void the_reserved_octets_are_ignored_and_the_next_header_is_kept() throws MalformedException {
    assertThat(TunnelData.read(Octets.ofHex("042fabcd01").toBytes()))
        .isEqualTo(new TunnelData(47, Octets.ofHex("01")));
  }

  @Test
  void every_shorter_header_and_every_other_type_is_malformed() {
    byte[] header = {4, 4, 0, 0};
    for (int length = 0; length < 4; length++) {
      byte[] prefix = Arrays.copyOf(header, length);
      assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> TunnelData.read(prefix));
    }
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> TunnelData.read(new byte[] {3, 4, 0, 0}));
    assertThatIllegalArgumentException().isThrownBy(() -> new TunnelData(256, Octets.EMPTY));
  }
}
