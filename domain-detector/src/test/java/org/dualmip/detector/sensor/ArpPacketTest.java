package org.dualmip.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.junit.jupiter.api.Test;

class ArpPacketTest {
  private static final Ip4 GATEWAY = Ip4.of("198.51.100.1");
  private static final Ip4 OWN = Ip4.of("198.51.100.50");
  private static final MacAddress ROUTER = MacAddress.of("02:00:5e:10:00:01");
  private static final MacAddress NODE = MacAddress.of("02:00:00:00:00:50");
  private static final byte[] REPLY = Samples.octets(Samples.ARP_REPLY);

  @Test
  void aReplyTellsWhoTheGatewayIs() throws Exception {
    ArpPacket reply = ArpPacket.read(REPLY);
    assertThat(reply).isEqualTo(new ArpPacket(ArpPacket.REPLY, ROUTER, GATEWAY, NODE, OWN));
    assertThat(reply.of(GATEWAY)).contains(new Clue.Gateway(GATEWAY, ROUTER));
    assertThat(reply.toBytes()).isEqualTo(REPLY);
  }

  @Test
  void theLinksPaddingIsIgnored() throws Exception {
    assertThat(ArpPacket.read(Arrays.copyOf(REPLY, 46))).isEqualTo(ArpPacket.read(REPLY));
  }

  @Test
  void aRequestOfTheGatewaysTellsItToo() throws Exception {
    byte[] gratuitous = ArpPacket.request(ROUTER, GATEWAY, GATEWAY).toBytes();
    assertThat(ArpPacket.read(gratuitous).of(GATEWAY)).contains(new Clue.Gateway(GATEWAY, ROUTER));
  }

  @Test
  void anotherStationsPacketTellsNothingOfTheGateway() throws Exception {
    byte[] request = ArpPacket.request(NODE, OWN, GATEWAY).toBytes();
    assertThat(request)
        .isEqualTo(Samples.octets("00010800060400010200000000 50c6336432 000000000000 c6336401"));
    assertThat(ArpPacket.read(request).of(GATEWAY)).isEmpty();
  }

  @Test
  void aGroupOrNobodyIsNoGateway() {
    for (MacAddress mac : new MacAddress[] {MacAddress.BROADCAST, MacAddress.NONE}) {
      assertThat(new ArpPacket(ArpPacket.REPLY, mac, GATEWAY, NODE, OWN).of(GATEWAY)).isEmpty();
    }
  }

  @Test
  void otherHardwareProtocolsAndOperationsAreRefused() {
    for (int at : new int[] {1, 3, 4, 5, 7}) {
      byte[] other = REPLY.clone();
      other[at] = 9;
      assertThatThrownBy(() -> ArpPacket.read(other)).isInstanceOf(MalformedException.class);
    }
    for (int length = 0; length < REPLY.length; length++) {
      byte[] cut = Arrays.copyOf(REPLY, length);
      assertThatThrownBy(() -> ArpPacket.read(cut)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void noiseDoesNoHarm() {
    Samples.torment(REPLY, octets -> ArpPacket.read(octets).of(GATEWAY));
  }
}
