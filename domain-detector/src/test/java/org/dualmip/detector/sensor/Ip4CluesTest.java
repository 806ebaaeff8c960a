package org.dualmip.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.junit.jupiter.api.Test;

/** Control messages, and what is sent to everybody. */
class Ip4CluesTest {
  private static final Ip4 OWN = Ip4.of("10.1.1.50");
  private static final Ip4 ROUTER = Ip4.of("10.1.0.1");
  private static final MacAddress STATION = MacAddress.of("02:00:5e:10:00:01");

  private static Ip4Packet icmp(Ip4 from, byte[] message) {
    return Ip4Packet.of(Ip4Packet.ICMP, from, OWN, Octets.of(message));
  }

  private static byte[] broadcast(String from) {
    return Ip4Packet.of(Ip4Packet.UDP, Ip4.of(from), Ip4.BROADCAST, Octets.EMPTY).toBytes();
  }

  @Test
  void aControlMessageTellsWhoSentIt() throws Exception {
    assertThat(ControlMessage.clue(icmp(ROUTER, Samples.octets(Samples.TIME_EXCEEDED)), STATION))
        .isEqualTo(new Clue.Icmp(ROUTER, 11));
  }

  @Test
  void anAgentsAdvertisementTellsWhatItOffers() throws Exception {
    Ip4 careOf = Ip4.of("10.1.0.3");
    byte[] advertisement =
        new AgentAdvertisement(
                false,
                3,
                List.of(),
                1,
                1800,
                AgentAdvertisement.FOREIGN_AGENT,
                List.of(careOf),
                null,
                null)
            .toBytes();
    assertThat(ControlMessage.clue(icmp(ROUTER, advertisement), STATION))
        .isEqualTo(new Clue.AgentAdvertised(ROUTER, STATION, List.of(careOf)));
  }

  @Test
  void aRoutersAdvertisementTellsWhoSentIt() throws Exception {
    // RFC 1256 §3.1: one router of two words, for 1800 s
    byte[] router = Samples.octets("0900 e4f3 01 02 0708 0a010001 00000000");
    assertThat(ControlMessage.clue(icmp(ROUTER, router), STATION))
        .isEqualTo(new Clue.Icmp(ROUTER, 9));
  }

  @Test
  void aWrongChecksumATooShortMessageOrAGroupAsSourceIsRefused() {
    byte[] message = Samples.octets(Samples.TIME_EXCEEDED);
    byte[] broken = message.clone();
    broken[1] = 1;
    assertThatThrownBy(() -> ControlMessage.clue(icmp(ROUTER, broken), STATION))
        .hasMessageContaining("Checksum");
    assertThatThrownBy(() -> ControlMessage.clue(icmp(ROUTER, new byte[7]), STATION))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> ControlMessage.clue(icmp(Ip4.of("224.0.0.1"), message), STATION))
        .hasMessageContaining("Source address");
  }

  @Test
  void aBroadcastTellsItsSource() throws Exception {
    assertThat(Broadcast.clue(broadcast("10.1.1.77"), OWN))
        .contains(new Clue.Neighbour(Ip4.of("10.1.1.77")));
  }

  @Test
  void oneselfNobodyGroupsAndSelfMadeAddressesTellNothing() throws Exception {
    for (String source :
        List.of("10.1.1.50", "0.0.0.0", "224.0.0.5", "255.255.255.255", "169.254.7.7")) {
      assertThat(Broadcast.clue(broadcast(source), OWN)).as(source).isEmpty();
    }
  }

  @Test
  void whatAPacketHoldsIsSeenFromItsFirstOctets() {
    for (int type = 0; type < 256; type++) {
      byte[] packet = icmp(ROUTER, new byte[] {(byte) type, 0, 0, 0}).toBytes();
      assertThat(ControlMessage.mayBeIn(packet))
          .as("type %d", type)
          .isEqualTo(List.of(3, 5, 9, 11, 12).contains(type));
    }
    Octets ports = Octets.ofHex("0043004400080000");
    byte[] dhcp = Ip4Packet.of(Ip4Packet.UDP, ROUTER, OWN, ports).toBytes();
    assertThat(DhcpAck.mayBeIn(dhcp)).isTrue();
    assertThat(ControlMessage.mayBeIn(dhcp)).isFalse();
    byte[] request = Ip4Packet.of(Ip4Packet.UDP, ROUTER, OWN, Octets.ofHex("00440043")).toBytes();
    assertThat(DhcpAck.mayBeIn(request)).isFalse();
    assertThat(DhcpAck.mayBeIn(broadcast("10.1.1.77"))).isFalse();
    Samples.torment(dhcp, octets -> DhcpAck.mayBeIn(octets) || ControlMessage.mayBeIn(octets));
  }

  @Test
  void noiseDoesNoHarm() {
    Samples.torment(broadcast("10.1.1.77"), octets -> Broadcast.clue(octets, OWN));
    Samples.torment(
        Samples.octets(Samples.TIME_EXCEEDED),
        octets -> ControlMessage.clue(icmp(ROUTER, octets), STATION));
  }
}
