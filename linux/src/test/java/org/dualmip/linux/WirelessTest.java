package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

/** As the kernel would tell it; few hosts where tests run have a radio. */
class WirelessTest {
  private static final MacAddress BSSID = MacAddress.of("02:00:5e:20:00:01");
  private static final Octets NAME = Octets.ofHex("436f7270");
  private static final byte[] ELEMENTS = {0, 4, 'C', 'o', 'r', 'p'};

  /** A message as NL80211_CMD_NEW_SCAN_RESULTS has it. */
  private static byte[] result(int status) {
    NetlinkRequest message = new NetlinkRequest(28, 2).u8(34).u8(1).u16(0);
    message.attribute(Wireless.INTERFACE_INDEX, 3);
    int bss = message.begin(Wireless.BSS);
    message
        .attribute(Wireless.BSS_BSSID, BSSID.octets())
        .attribute(2, 5180)
        .attribute(Wireless.BSS_CAPABILITY, new byte[] {0x11, 0})
        .attribute(Wireless.BSS_ELEMENTS, ELEMENTS);
    if (status >= 0) {
      message.attribute(Wireless.BSS_STATUS, status);
    }
    return message.end(bss).toBytes(1);
  }

  private static NetlinkMessage message(byte[] octets) throws MalformedException {
    return NetlinkMessage.parse(octets).getFirst();
  }

  @Test
  void theAccessPointInUseIsReadWithWhatItsBeaconsTell() throws Exception {
    assertThat(Wireless.read(message(result(Wireless.ASSOCIATED)), NAME))
        .isEqualTo(new Wireless.AccessPoint(NAME, BSSID, 0x11, Octets.of(ELEMENTS)));
  }

  @Test
  void oneThatIsOnlyHeardOrOnlyAuthenticatedIsNotInUse() throws Exception {
    assertThat(Wireless.read(message(result(-1)), NAME)).isNull();
    assertThat(Wireless.read(message(result(0)), NAME)).isNull();
  }

  @Test
  void aMessageWithoutAnAccessPointTellsNone() throws Exception {
    byte[] bare = new NetlinkRequest(28, 2).u8(34).u8(1).u16(0).toBytes(1);
    assertThat(Wireless.read(message(bare), NAME)).isNull();
  }

  @Test
  void aCutMessageIsRefused() throws Exception {
    byte[] whole = result(Wireless.ASSOCIATED);
    byte[] cut = Arrays.copyOf(whole, whole.length - 4);
    cut[0] = (byte) cut.length;
    assertThatThrownBy(() -> Wireless.read(message(cut), NAME))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void aHostWithoutRadiosIsNoFailure() {
    Wireless.open()
        .ifPresent(wireless -> {
          assertThat(wireless.associated(1)).as("loopback has no radio").isEmpty();
          wireless.close();
        });
  }
}
