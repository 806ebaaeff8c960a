package org.dualmip.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

class WirelessNetworkTest {
  private static final MacAddress BSSID = MacAddress.of("02:00:5e:20:00:01");
  private static final String NAME = "0004 436f7270";
  private static final String RSN = "30 14 0100 000fac04 0100 000fac04 0100 000fac%02x 0000";
  private static final String WPA = "dd 06 0050f2010100";

  private static Clue.AccessPoint clue(int capability, String elements) throws MalformedException {
    return new WirelessNetwork(Octets.EMPTY, BSSID, capability, Octets.of(Samples.octets(elements)))
        .clue();
  }

  private static String security(int suite) throws MalformedException {
    return clue(0x11, NAME + RSN.formatted(suite)).security();
  }

  @Test
  void nameAddressAndSecurityAreTold() throws Exception {
    assertThat(clue(0x11, NAME + RSN.formatted(1)))
        .isEqualTo(new Clue.AccessPoint("Corp", BSSID, "eap"));
  }

  @Test
  void theInterfacesOwnNameCountsMoreThanTheBeacons() throws Exception {
    WirelessNetwork hidden =
        new WirelessNetwork(
            Octets.ofHex("486964"), BSSID, 1, Octets.of(Samples.octets("0003 000000")));
    assertThat(hidden.clue().ssid()).isEqualTo("Hid");
  }

  @Test
  void securityIsTheWeakestThatStationsMayUse() throws Exception {
    assertThat(security(2)).isEqualTo("wpa2-psk");
    assertThat(security(8)).isEqualTo("wpa3-sae");
    assertThat(security(5)).isEqualTo("eap");
    assertThat(security(18)).isEqualTo("owe");
    assertThat(security(7)).isEqualTo("other");
    String both = "30 18 0100 000fac04 0100 000fac04 0200 000fac08 000fac02 0000";
    assertThat(clue(0x11, NAME + both).security()).isEqualTo("wpa2-psk");
    assertThat(clue(0x11, NAME + WPA).security()).isEqualTo("wpa");
    assertThat(clue(0x11, RSN.formatted(8) + WPA).security()).isEqualTo("wpa3-sae");
    assertThat(clue(0x11, NAME).security()).isEqualTo("wep");
    assertThat(clue(0x01, NAME).security()).isEqualTo("open");
    assertThat(clue(0x11, "30 02 0100").security()).as("all left to defaults").isEqualTo("eap");
  }

  @Test
  void aNameThatWouldDoHarmInALogIsShownInDigits() throws Exception {
    assertThat(clue(1, "0003 611b62").ssid()).isEqualTo("0x611b62");
    assertThat(clue(1, "0002 c328").ssid()).as("no UTF-8").isEqualTo("0xc328");
    assertThat(clue(1, "0005 636166c3a9").ssid()).isEqualTo("café");
    assertThat(clue(1, "0003 e280ae").ssid()).as("turns the line around").isEqualTo("0xe280ae");
  }

  @Test
  void elementsThatDoNotFitAreRefusedAndNoiseDoesNoHarm() {
    assertThatThrownBy(() -> clue(1, "0005 43")).hasMessageContaining("Element 0");
    assertThatThrownBy(() -> clue(1, "30 08 0100000fac04ffff")).hasMessageContaining("Pairwise");
    Samples.torment(
        Samples.octets(NAME + RSN.formatted(1) + WPA),
        octets -> clue(0x11, HexFormat.of().formatHex(octets)));
  }
}
