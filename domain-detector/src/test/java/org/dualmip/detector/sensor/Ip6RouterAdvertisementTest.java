package org.dualmip.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Prefix6;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.junit.jupiter.api.Test;

class Ip6RouterAdvertisementTest {
  private static final String FIXED = "86 00 0000 40 00 0708 00000000 00000000";
  private static final String SOURCE = "01 01 02005e100001";
  private static final String PREFIX =
      "03 04 40 c0 00015180 00003840 00000000 20010db8000100000000000000000000";
  private static final String GONE =
      "03 04 40 c0 00000000 00000000 00000000 20010db8000200000000000000000000";
  private static final String DNS = "19 03 0000 00000e10 20010db8000100000000000000000053";
  // corp.example and padding
  private static final String SEARCH = "1f 03 0000 00000e10 04636f7270076578616d706c6500 0000";
  private static final String PORTAL = "25 03 68747470733a2f2f706f7274616c2e746573742f 0000";

  private static Ip6RouterAdvertisement read(String... options) throws MalformedException {
    return Ip6RouterAdvertisement.read(Samples.icmp6(FIXED + String.join("", options)));
  }

  @Test
  void routerPrefixesAndDomainsAreRead() throws Exception {
    Ip6RouterAdvertisement advertisement =
        read(SOURCE, "0501 0000 000005dc", PREFIX, GONE, DNS, SEARCH);
    assertThat(advertisement.clue())
        .isEqualTo(
            new Clue.RouterAdvertised(
                MacAddress.of("02:00:5e:10:00:01"),
                List.of(Prefix6.of("2001:db8:1::/64")),
                List.of("corp.example")));
    assertThat(advertisement.portal()).isEmpty();
  }

  @Test
  void aRouterMayTellNothingOfItself() throws Exception {
    assertThat(read().clue()).isEqualTo(new Clue.RouterAdvertised(null, List.of(), List.of()));
  }

  @Test
  void theCaptivePortalIsGivenOut() throws Exception {
    assertThat(read(PORTAL).portal()).contains("https://portal.test/");
  }

  @Test
  void linkLocalPrefixesTellNothing() throws Exception {
    assertThat(
            read("03 04 40 c0 00015180 00003840 00000000 fe800000000000000000000000000000")
                .prefixes())
        .isEmpty();
  }

  @Test
  void whatHasBeenForwardedOrIsNotOfTheLinkIsRefused() {
    byte[] forwarded = Samples.icmp6(FIXED + PREFIX);
    forwarded[7] = 64;
    assertThatThrownBy(() -> Ip6RouterAdvertisement.read(forwarded))
        .hasMessageContaining("Hop limit");
    byte[] elsewhere = Samples.icmp6(FIXED + PREFIX);
    elsewhere[8] = 0x20;
    assertThatThrownBy(() -> Ip6RouterAdvertisement.read(elsewhere))
        .hasMessageContaining("Source address");
  }

  @Test
  void aWrongChecksumCodeTypeOrAnOptionWithoutLengthIsRefused() {
    byte[] broken = Samples.icmp6(FIXED + PREFIX);
    broken[70] ^= 1;
    assertThatThrownBy(() -> Ip6RouterAdvertisement.read(broken)).hasMessageContaining("Checksum");
    assertThatThrownBy(() -> Ip6RouterAdvertisement.read(Samples.icmp6("87" + FIXED.substring(2))))
        .hasMessageContaining("Type");
    assertThatThrownBy(() -> read("0500 0000 000005dc")).hasMessageContaining("is 0");
    assertThatThrownBy(() -> read(PREFIX.replace("40 c0", "81 c0")))
        .hasMessageContaining("Prefix length");
  }

  @Test
  void everyBeginningIsRefusedAndNoiseDoesNoHarm() {
    byte[] whole = Samples.icmp6(FIXED + SOURCE + PREFIX + DNS + SEARCH + PORTAL);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Ip6RouterAdvertisement.read(cut))
          .isInstanceOf(MalformedException.class);
    }
    Samples.torment(whole, Ip6RouterAdvertisement::read);
    // With the checksum right, so that the options are reached.
    String message = FIXED + SOURCE + PREFIX + DNS + SEARCH + PORTAL;
    Samples.torment(
        Samples.octets(message),
        octets ->
            Ip6RouterAdvertisement.read(
                Samples.icmp6(
                    HexFormat.of()
                        .formatHex(octets.length < 4 ? Arrays.copyOf(octets, 4) : octets))));
  }

  @Test
  void theQuestionForRoutersComesFromNobody() {
    byte[] packet = Ip6RouterAdvertisement.solicitation();
    assertThat(HexFormat.of().formatHex(packet))
        .startsWith("6000000000083aff" + "00".repeat(16) + "ff02" + "00".repeat(13) + "02" + "8500")
        .endsWith("00000000")
        .hasSize(2 * 48);
    int sum = 8 + 58;
    for (int i = 8; i < packet.length; i++) {
      sum += Byte.toUnsignedInt(packet[i]) << (i % 2 == 0 ? 8 : 0);
    }
    assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
  }
}
