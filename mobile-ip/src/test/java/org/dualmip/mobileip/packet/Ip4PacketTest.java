package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ip4PacketTest {
  /** A widely printed example: UDP from 192.168.0.1 to 192.168.0.199, header checksum b861. */
  private static final String HEADER = "45000073000040004011b861c0a80001c0a800c7";

  private static final Octets PAYLOAD = Octets.ofHex("5a".repeat(0x73 - 20));

  @Test
  void a_known_header_is_read_field_by_field_and_written_again() throws MalformedException {
    byte[] bytes = Octets.ofHex(HEADER + PAYLOAD).toBytes();
    Ip4Packet packet = Ip4Packet.read(bytes);
    assertThat(packet)
        .isEqualTo(
            new Ip4Packet(
                0,
                0,
                true,
                64,
                Ip4Packet.UDP,
                Ip4.of("192.168.0.1"),
                Ip4.of("192.168.0.199"),
                PAYLOAD));
    assertThat(packet.toBytes()).isEqualTo(bytes);
  }

  @Test
  void options_are_skipped_and_octets_behind_the_packet_ignored() throws MalformedException {
    byte[] bytes =
        Octets.ofHex(
                "46b8001a123440000501"
                    + "0000"
                    + "0a000001"
                    + "0a000002"
                    + "94040000"
                    + "0102"
                    + "ffff")
            .toBytes();
    int checksum = Checksum.of(bytes, 0, 24);
    bytes[10] = (byte) (checksum >> 8);
    bytes[11] = (byte) checksum;
    Ip4Packet packet = Ip4Packet.read(bytes);
    assertThat(packet.payload()).hasToString("0102");
    assertThat(packet.tos()).isEqualTo(0xb8);
    assertThat(packet.identification()).isEqualTo(0x1234);
    assertThat(packet.ttl()).isEqualTo(5);
    assertThat(packet.protocol()).isEqualTo(Ip4Packet.ICMP);
  }

  @Test
  void every_prefix_fails_cleanly() {
    byte[] bytes = Octets.ofHex(HEADER + PAYLOAD).toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] prefix = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Ip4Packet.read(prefix));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x65, Version and IHL",
    "0, 0x44, Version and IHL",
    "3, 0x13, Total length",
    "6, 0x20, Flags and fragment offset",
    "7, 0x01, Flags and fragment offset",
    "8, 0x3f, Header checksum"
  })
  void a_header_that_cannot_be_right_names_the_field(int at, String value, String field) {
    byte[] bytes = Octets.ofHex(HEADER + PAYLOAD).toBytes();
    bytes[at] = (byte) Integer.decode(value).intValue();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Ip4Packet.read(bytes))
        .satisfies(malformed -> assertThat(malformed.field()).isEqualTo(field));
  }

  @Test
  void the_packet_around_keeps_TOS_and_DF_and_hides_the_rest() throws MalformedException {
    Ip4Packet inner =
        new Ip4Packet(
            0xb9, 7, true, 1, Ip4Packet.UDP, Ip4.of("10.1.0.100"), Ip4.of("10.1.0.10"), PAYLOAD);
    Ip4Packet outer = inner.encapsulated(Ip4.of("198.51.100.50"), Ip4.of("203.0.113.2"));
    assertThat(outer.protocol()).isEqualTo(Ip4Packet.IP_IN_IP);
    assertThat(outer.tos()).isEqualTo(0xb9);
    assertThat(outer.dontFragment()).isTrue();
    assertThat(outer.ttl()).isEqualTo(64);
    assertThat(outer.source()).isEqualTo(Ip4.of("198.51.100.50"));
    assertThat(outer.destination()).isEqualTo(Ip4.of("203.0.113.2"));
    assertThat(Ip4Packet.read(Ip4Packet.read(outer.toBytes()).payload().toBytes()))
        .isEqualTo(inner);
  }

  @Test
  void a_packet_that_could_not_be_written_cannot_be_made() {
    Ip4 any = Ip4.ANY;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ip4Packet(256, 0, false, 64, 1, any, any, Octets.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ip4Packet(0, 65536, false, 64, 1, any, any, Octets.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ip4Packet(0, 0, false, 256, 1, any, any, Octets.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ip4Packet(0, 0, false, 64, -1, any, any, Octets.EMPTY));
    Octets tooMuch = Octets.of(new byte[65516]);
    assertThatIllegalArgumentException().isThrownBy(() -> Ip4Packet.of(1, any, any, tooMuch));
    assertThat(Ip4Packet.of(1, any, any, tooMuch.slice(0, 65515)).toBytes()).hasSize(65535);
  }
}
