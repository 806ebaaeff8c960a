package org.dualmip.mobileip.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.AgentAdvertisement.Router;
import org.dualmip.mobileip.message.Tshark;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAdvertisementTest {
  /** Offset of the mobility agent extension in {@link Sample#FULL_HEX}. */
  private static final int EXTENSION = 16;

  @Test
  void it_has_the_octets_of_the_figures() throws MalformedException {
    assertThat(Octets.of(Sample.FULL.toBytes())).isEqualTo(Octets.ofHex(Sample.FULL_HEX));
    assertThat(AgentAdvertisement.read(Octets.ofHex(Sample.FULL_HEX).toBytes()))
        .isEqualTo(Sample.FULL);
    assertThat(Octets.of(Sample.BARE.toBytes())).isEqualTo(Octets.ofHex(Sample.BARE_HEX));
    assertThat(AgentAdvertisement.read(Sample.BARE.toBytes())).isEqualTo(Sample.BARE);
  }

  @Test
  void its_length_is_even_with_one_octet_of_padding_at_most() {
    for (int size = 1; size < 20; size++) {
      byte[] octets = withChallenge(new byte[size]).toBytes();
      assertThat(octets.length % 2).isZero();
    }
    assertThat(withChallenge(new byte[1]).toBytes().length)
        .isEqualTo(withChallenge(new byte[2]).toBytes().length);
  }

  @Test
  void networks_are_those_of_the_routers_and_none_without_prefix_lengths() {
    assertThat(Sample.FULL.networks()).containsExactly(Prefix4.of("10.2.0.0/24"));
    assertThat(Sample.BARE.networks()).isEmpty();
  }

  @Test
  void every_flag_stands_at_its_bit() throws MalformedException {
    for (int bit = 0; bit < 16; bit++) {
      byte[] octets = Sample.FULL.toBytes();
      octets[EXTENSION + 6] = (byte) (1 << bit >>> 8);
      octets[EXTENSION + 7] = (byte) (1 << bit);
      AgentAdvertisement read = AgentAdvertisement.read(Sample.checksummed(octets));
      // r, I and the reserved bits are ignored (RFC 5944 §2.1.1, §2.4).
      assertThat(read.flags()).isIn(0, 1 << bit);
      assertThat(read.flags() == 0).isEqualTo(bit == 9 || bit < 6);
    }
  }

  @Test
  void unknown_extensions_from_128_are_skipped_and_lower_ones_discard_all()
      throws MalformedException {
    byte[] padded = Arrays.copyOf(Sample.BARE.toBytes(), Sample.BARE.toBytes().length + 4);
    padded[padded.length - 4] = (byte) 200;
    padded[padded.length - 3] = 2;
    assertThat(AgentAdvertisement.read(Sample.checksummed(padded))).isEqualTo(Sample.BARE);
    padded[padded.length - 4] = 20;
    malformed(padded, "RFC 5944 §1.8");
  }

  @Test
  void longer_router_entries_are_read_by_their_first_words() throws MalformedException {
    byte[] octets = new byte[8 + 12 + 8];
    octets[0] = 9;
    octets[4] = 1;
    octets[5] = 3;
    octets[8] = 10;
    octets[20] = 16;
    octets[21] = 6;
    octets[26] = 0x20;
    assertThat(AgentAdvertisement.read(Sample.checksummed(octets)).routers())
        .containsExactly(new Router(Ip4.of("10.0.0.0"), 0));
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "0, 10, is not a router advertisement",
    "1, 1, neither 0 nor 16",
    "5, 1, less than 2",
    "4, 200, Router address",
    "16, 17, is not known",
    "17, 9, Care-of address",
    "17, 6, is not known",
    "28, 17, is not known",
    "29, 0, not one for each router",
    "30, 33, more than 32",
    "32, 0, Challenge"
  })
  void what_does_not_fit_is_malformed(int offset, int value, String problem) {
    byte[] octets = Sample.FULL.toBytes();
    octets[offset] = (byte) value;
    malformed(octets, problem);
  }

  @Test
  void a_wrong_checksum_is_malformed() {
    byte[] octets = Sample.FULL.toBytes();
    octets[9] ^= 1;
    assertThatThrownBy(() -> AgentAdvertisement.read(octets))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("Checksum");
  }

  @Test
  void a_router_advertisement_without_agent_is_malformed_here() {
    malformed(Arrays.copyOf(Sample.FULL.toBytes(), EXTENSION), "is missing");
  }

  @Test
  void two_mobility_agent_extensions_are_malformed() {
    byte[] once = Sample.BARE.toBytes();
    byte[] twice = Arrays.copyOf(once, once.length + 8);
    System.arraycopy(once, 8, twice, once.length, 8);
    malformed(twice, "twice");
  }

  @Test
  void what_the_standard_forbids_cannot_be_built() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AgentAdvertisement(
                true,
                30,
                List.of(),
                0,
                300,
                AgentAdvertisement.FOREIGN_AGENT,
                List.of(),
                null,
                null));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AgentAdvertisement(
                true,
                30,
                List.of(),
                0,
                300,
                AgentAdvertisement.HOME_AGENT,
                List.of(),
                List.of(24),
                null));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AgentAdvertisement(true, 30, List.of(), 65536, 300, 0, List.of(), List.of(), null));
  }

  @Test
  void every_prefix_is_malformed() {
    for (byte[] octets : List.of(Sample.FULL.toBytes(), Sample.BARE.toBytes())) {
      for (int length = 4; length < octets.length; length++) {
        byte[] cut = Sample.checksummed(Arrays.copyOf(octets, length));
        boolean whole = octets[0] == 9 && octets.length - length == 1 && octets.length == 38;
        if (!whole && !endsBehindAnExtension(length, octets.length)) {
          assertThatThrownBy(() -> AgentAdvertisement.read(cut))
              .as("%d of %d octets", length, octets.length)
              .isInstanceOf(MalformedException.class);
        }
      }
    }
  }

  /** Where a full advertisement can end: behind extension 16, 19 and 24. */
  private static boolean endsBehindAnExtension(int length, int all) {
    return all == 38 && (length == 28 || length == 31 || length == 37);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void random_octets_never_escape_the_exception(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int readable = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] octets =
          random.nextBoolean() ? Sample.FULL.toBytes() : new byte[random.nextInt(6, 60)];
      if (octets.length != 38) {
        random.nextBytes(octets);
        octets[0] = 9;
        octets[1] = (byte) (random.nextBoolean() ? 0 : 16);
        octets[5] = 2;
      }
      for (int change = random.nextInt(4); change > 0; change--) {
        octets[random.nextInt(4, octets.length)] = (byte) random.nextInt();
      }
      try {
        AgentAdvertisement read = AgentAdvertisement.read(Sample.checksummed(octets));
        assertThat(AgentAdvertisement.read(read.toBytes())).isEqualTo(read);
        readable++;
      } catch (MalformedException malformed) {
        assertThat(malformed.offset()).isBetween(0, octets.length);
      }
    }
    assertThat(readable).as("seed %d reads something", seed).isGreaterThan(1000);
  }

  @Test
  void a_solicitation_is_eight_octets_and_checked_like_them() throws MalformedException {
    assertThat(Octets.of(new RouterSolicitation().toBytes()))
        .isEqualTo(Octets.ofHex("0a00f5ff00000000"));
    byte[] longer = Arrays.copyOf(new RouterSolicitation().toBytes(), 11);
    longer[5] = 7;
    RouterSolicitation.read(Sample.checksummed(longer));
    for (int length = 0; length < 8; length++) {
      byte[] cut = Arrays.copyOf(new RouterSolicitation().toBytes(), length);
      assertThatThrownBy(() -> RouterSolicitation.read(cut)).isInstanceOf(MalformedException.class);
    }
    byte[] code = new RouterSolicitation().toBytes();
    code[1] = 1;
    assertThatThrownBy(() -> RouterSolicitation.read(Sample.checksummed(code)))
        .hasMessageContaining("Code");
    byte[] sum = new RouterSolicitation().toBytes();
    sum[3] ^= 1;
    assertThatThrownBy(() -> RouterSolicitation.read(sum)).hasMessageContaining("Checksum");
  }

  @Test
  void tshark_reads_what_we_write(@TempDir Path directory)
      throws IOException, InterruptedException {
    Tshark tshark = new Tshark();
    tshark.expect(
        packet(Sample.FULL.toBytes()),
        "ip.ttl=1",
        "icmp.type=9",
        "icmp.code=0",
        "icmp.checksum.status=1",
        "icmp.num_addrs=1",
        "icmp.addr_entry_size=2",
        "icmp.lifetime=30",
        "icmp.pref_level=0",
        "icmp.mip.type=16,19,24,0",
        "icmp.mip.seq=7",
        "icmp.mip.life=300",
        "icmp.mip.flags=0x1100",
        "icmp.mip.f=1",
        "icmp.mip.rt=1",
        "icmp.mip.h=0",
        "icmp.mip.coa=10.2.0.1",
        "icmp.mip.prefixlength=24",
        "icmp.mip.challenge=01020304");
    tshark.expect(
        packet(Sample.BARE.toBytes()),
        "icmp.code=16",
        "icmp.checksum.status=1",
        "icmp.num_addrs=0",
        "icmp.mip.type=16",
        "icmp.mip.length=6",
        "icmp.mip.seq=65535",
        "icmp.mip.h=1",
        "icmp.mip.f=0");
    tshark.expect(
        packet(new RouterSolicitation().toBytes()), "icmp.type=10", "icmp.checksum.status=1");
    tshark.check(directory);
  }

  private static Ip4Packet packet(byte[] icmp) {
    return new Ip4Packet(
        0, 0, false, 1, Ip4Packet.ICMP, Ip4.of("10.2.0.1"), Ip4.of("224.0.0.1"), Octets.of(icmp));
  }

  private static AgentAdvertisement withChallenge(byte[] challenge) {
    return new AgentAdvertisement(
        true, 3, List.of(), 0, 1, 0x2000, List.of(), null, Octets.of(challenge));
  }

  private static void malformed(byte[] octets, String problem) {
    byte[] checksummed = Sample.checksummed(octets);
    assertThatThrownBy(() -> AgentAdvertisement.read(checksummed))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(problem);
  }
}
