package org.dualmip.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.junit.jupiter.api.Test;

class DhcpAckTest {
  private static final String TYPE = "35 01 05";
  private static final String SERVER = "36 04 c6336401";
  private static final String DNS = "06 08 0a010035 0a010135";
  private static final String CORP = "0f 0c 636f72702e6578616d706c65"; // corp.example
  // eng.corp.example, and sales with a pointer to corp.example in it (RFC 3397 §2)
  private static final String SEARCH =
      "77 1a 03656e6704636f7270076578616d706c6500 0573616c6573c004";
  private static final String PORTAL =
      "72 14 68747470733a2f2f706f7274616c2e746573742f"; // https://portal.test/
  private static final String END = "ff";

  private static DhcpAck read(String... options) throws MalformedException {
    return DhcpAck.read(Samples.ack(String.join("", options)));
  }

  @Test
  void whatTheServerSaysOfTheNetworkIsRead() throws Exception {
    DhcpAck ack = read(TYPE, SERVER, "00", DNS, CORP, SEARCH, END);
    assertThat(ack.client()).isEqualTo(MacAddress.of("02:00:00:00:00:50"));
    assertThat(ack.address()).isEqualTo(Ip4.of("198.51.100.50"));
    assertThat(ack.portal()).isEmpty();
    assertThat(ack.clue())
        .isEqualTo(
            new Clue.Lease(
                Ip4.of("198.51.100.1"),
                List.of("corp.example", "eng.corp.example", "sales.corp.example"),
                List.of(Ip4.of("10.1.0.53"), Ip4.of("10.1.1.53"))));
  }

  @Test
  void aServerThatSaysLittleIsRead() throws Exception {
    DhcpAck ack = read(TYPE, SERVER, END);
    assertThat(ack.domains()).isEmpty();
    assertThat(ack.servers()).isEmpty();
  }

  @Test
  void theCaptivePortalIsGivenOut() throws Exception {
    assertThat(read(TYPE, SERVER, PORTAL, END).portal())
        .isEqualTo(Optional.of("https://portal.test/"));
  }

  @Test
  void optionsInOtherFieldsAndInPiecesAreOne() throws Exception {
    byte[] ack = Samples.ack(TYPE + SERVER + "34 01 03" + END);
    byte[] file = Samples.octets("0f 05 636f72702e" + END); // "corp."
    byte[] serverName = Samples.octets("0f 07 6578616d706c65" + END); // "example"
    System.arraycopy(file, 0, ack, 108, file.length);
    System.arraycopy(serverName, 0, ack, 44, serverName.length);
    assertThat(DhcpAck.read(ack).domains()).containsExactly("corp.example");
  }

  @Test
  void severalNamesInTheOldOptionAreReadAsPeopleWriteThemThere() throws Exception {
    assertThat(read(TYPE, SERVER, "0f 0f 612e746573742c20622e746573742e", END).domains())
        .containsExactly("a.test", "b.test");
  }

  @Test
  void namesThatWouldDoHarmInALogAreLeftOut() throws Exception {
    // "a\nb" and "c.test"
    assertThat(read(TYPE, SERVER, "0f 0b 611b5b6d20632e74657374 00", END).domains())
        .containsExactly("c.test");
  }

  @Test
  void offersRefusalsAndRequestsAreNoAcknowledgments() {
    for (String type : List.of("350102", "350106", "350103", "")) {
      assertThatThrownBy(() -> read(type, SERVER, END)).isInstanceOf(MalformedException.class);
    }
    byte[] request = Samples.ack(TYPE + SERVER + END);
    request[0] = 1;
    assertThatThrownBy(() -> DhcpAck.read(request)).isInstanceOf(MalformedException.class);
  }

  @Test
  void anAcknowledgmentWithoutServerEndOrCookieIsRefused() {
    assertThatThrownBy(() -> read(TYPE, END)).hasMessageContaining("server identifier");
    assertThatThrownBy(() -> read(TYPE, SERVER)).hasMessageContaining("end option");
    byte[] bootp = Samples.ack(TYPE + SERVER + END);
    bootp[236] = 0;
    assertThatThrownBy(() -> DhcpAck.read(bootp)).hasMessageContaining("magic cookie");
  }

  @Test
  void aPointerThatGoesInACircleEnds() {
    assertThatThrownBy(() -> read(TYPE, SERVER, "77 04 0161 c000", END))
        .hasMessageContaining("points forward");
    assertThatThrownBy(() -> read(TYPE, SERVER, "77 02 c000", END))
        .hasMessageContaining("points forward");
  }

  @Test
  void everyBeginningIsRefusedAndNoiseDoesNoHarm() {
    byte[] whole = Samples.ack(TYPE + SERVER + DNS + CORP + SEARCH + PORTAL + END);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> DhcpAck.read(cut)).isInstanceOf(MalformedException.class);
    }
    Samples.torment(whole, DhcpAck::read);
  }
}
