package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {
  private static final Route ROUTE =
      Route.through(
          "eth0", Ip4.of("10.9.0.2"), Prefix4.of("10.7.0.0/16"), Ip4.of("10.9.0.1"), 1000);

  private interface Reader {
    Object read(NetlinkMessage message) throws MalformedException;
  }

  private static final List<Reader> READERS =
      List.of(
          message -> Route.read(message, index -> null),
          Rule::read,
          Link::read,
          Neighbour::read,
          InterfaceAddress::read);

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    byte[] bytes = ROUTE.request(Route.NEW, NetlinkRequest.CREATE, 3).toBytes(7);
    NetlinkMessage message = NetlinkMessage.parse(bytes).getFirst();
    assertThat(message.type()).isEqualTo(Route.NEW);
    assertThat(message.sequence()).isEqualTo(7);
    assertThat(Route.read(message, index -> index == 3 ? "eth0" : null)).isEqualTo(ROUTE);
  }

  @Test
  void everyPrefixOfAMessageIsRefused() {
    byte[] bytes = ROUTE.request(Route.NEW, 0, 3).toBytes(7);
    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> NetlinkMessage.parse(cut)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void garbledBytesNeverEscapeTheOneException() {
    var random = new Random(242);
    byte[] good = ROUTE.request(Route.NEW, 0, 3).toBytes(7);
    int[] refused = new int[READERS.size()];
    int[] read = new int[READERS.size()];
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      for (int hits = 0; hits < 3; hits++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      for (int i = 0; i < READERS.size(); i++) {
        try {
          for (NetlinkMessage message : NetlinkMessage.parse(bytes)) {
            READERS.get(i).read(message);
          }
          read[i]++;
        } catch (MalformedException expected) {
          refused[i]++;
        }
      }
    }
    assertThat(refused).doesNotContain(0);
    assertThat(read[0]).isPositive();
  }
}
