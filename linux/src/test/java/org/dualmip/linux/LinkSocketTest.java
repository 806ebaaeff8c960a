package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two stations on one cable: 10.9.0.1 and 10.9.0.2. */
@OnHost
@Timeout(30)
class LinkSocketTest {
  private record Heard(Octets packet, MacAddress from, boolean toMany) {}

  private static final Ip4 HOME = Ip4.of("172.30.1.9"); // lies nowhere near this link

  private final Place here = new Place();
  private final Place there = new Place();
  private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private MacAddress hereMac;
  private MacAddress thereMac;
  private LinkSocket sender;

  @BeforeEach
  void plug() {
    Place.cable(here, there);
    hereMac = here.links.link("eth0").orElseThrow().mac();
    thereMac = there.links.link("eth0").orElseThrow().mac();
    sender = here.namespace.call(() -> LinkSocket.open("eth0", LinkFilter.ALL));
  }

  @AfterEach
  void unplug() {
    sender.close();
    here.close();
    there.close();
  }

  private LinkSocket listen(LinkFilter filter) {
    LinkSocket socket = there.namespace.call(() -> LinkSocket.open("eth0", filter));
    socket.receive((packet, from, toMany) -> heard.add(new Heard(Octets.of(packet), from, toMany)));
    return socket;
  }

  private Heard next() throws InterruptedException {
    Heard next = heard.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a packet").isNotNull();
    return next;
  }

  private static byte[] echo(Ip4 from, Ip4 to, int sequence) {
    return Ip4Packet.of(Ip4Packet.ICMP, from, to, new IcmpEcho(false, 1, sequence).toOctets())
        .toBytes();
  }

  private static byte[] udp(int port, int sequence) {
    Octets datagram =
        Octets.of(
            new byte[] {
              1, 2, (byte) (port >> 8), (byte) port, 0, 12, 0, 0, 0, 0, 0, (byte) sequence
            });
    return Ip4Packet.of(Ip4Packet.UDP, HOME, Ip4.BROADCAST, datagram).toBytes();
  }

  @Test
  void aPacketForOneStationArrivesAsItWasSent() throws Exception {
    try (var _ = listen(LinkFilter.ALL)) {
      byte[] packet = echo(HOME, Ip4.of("172.30.9.9"), 1); // shorter than an Ethernet frame may be
      assertThat(sender.send(packet, thereMac)).isTrue();
      Heard one = next();
      assertThat(one.packet.toBytes()).isEqualTo(packet);
      assertThat(one.from).isEqualTo(hereMac);
      assertThat(one.toMany).isFalse();
    }
  }

  @Test
  void whatTheHostItselfWouldNotTakeIsHeard() throws Exception {
    there.run("sysctl", "-w", "net.ipv4.conf.all.rp_filter=1", "net.ipv4.conf.eth0.rp_filter=1");
    try (var _ = listen(LinkFilter.ICMP)) {
      sender.send(echo(Ip4.ANY, Ip4.BROADCAST, 1), MacAddress.BROADCAST);
      Heard fromNobody = next();
      assertThat(fromNobody.packet.toBytes()).isEqualTo(echo(Ip4.ANY, Ip4.BROADCAST, 1));
      assertThat(fromNobody.toMany).isTrue();
      sender.send(echo(HOME, Ip4.of("10.9.0.2"), 2), thereMac);
      assertThat(next().packet.toBytes()).isEqualTo(echo(HOME, Ip4.of("10.9.0.2"), 2));
    }
  }

  @Test
  void theGroupsOfAgentsAndRoutersAreJoined() throws Exception {
    try (var _ = listen(LinkFilter.ICMP)) {
      assertThat(there.run("ip", "maddress", "show", "dev", "eth0"))
          .contains("01:00:5e:00:00:01", "01:00:5e:00:00:02", "01:00:5e:00:00:0b");
      Ip4 agents = Ip4.of("224.0.0.11");
      sender.send(echo(HOME, agents, 1), LinkSocket.macOf(agents));
      assertThat(next().toMany).isTrue();
    }
    assertThat(there.run("ip", "maddress", "show", "dev", "eth0"))
        .doesNotContain("01:00:5e:00:00:0b");
  }

  @Test
  void onlyIcmpPassesItsFilter() throws Exception {
    try (var _ = listen(LinkFilter.ICMP)) {
      sender.send(udp(434, 1), MacAddress.BROADCAST);
      sender.send(echo(HOME, Ip4.BROADCAST, 1), MacAddress.BROADCAST);
      assertThat(next().packet.at(9)).isEqualTo(Ip4Packet.ICMP);
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void onlyDatagramsForThePortPassItsFilter() throws Exception {
    try (var _ = listen(LinkFilter.udp(434))) {
      sender.send(echo(HOME, Ip4.BROADCAST, 1), MacAddress.BROADCAST);
      sender.send(udp(435, 1), MacAddress.BROADCAST);
      byte[] laterFragment = udp(434, 2);
      laterFragment[7] = 5;
      sender.send(laterFragment, MacAddress.BROADCAST);
      sender.send(udp(434, 3), MacAddress.BROADCAST);
      assertThat(next().packet.toBytes()).isEqualTo(udp(434, 3));
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void icmpAndDatagramsForThePortPassTogether() throws Exception {
    try (var _ = listen(LinkFilter.icmpAndUdp(434))) {
      sender.send(udp(435, 1), MacAddress.BROADCAST);
      sender.send(echo(HOME, Ip4.BROADCAST, 2), MacAddress.BROADCAST);
      sender.send(udp(434, 3), MacAddress.BROADCAST);
      assertThat(next().packet.at(9)).isEqualTo(Ip4Packet.ICMP);
      assertThat(next().packet.toBytes()).isEqualTo(udp(434, 3));
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void neitherOwnPacketsNorThoseForOthersAreHeard() throws Exception {
    try (var own = listen(LinkFilter.ALL)) {
      own.send(echo(HOME, Ip4.BROADCAST, 1), MacAddress.BROADCAST);
      sender.send(echo(HOME, Ip4.BROADCAST, 2), MacAddress.of("02:00:00:00:00:77"));
      sender.send(echo(HOME, Ip4.BROADCAST, 3), MacAddress.BROADCAST);
      assertThat(next().packet.toBytes()).isEqualTo(echo(HOME, Ip4.BROADCAST, 3));
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void aChecksumLeftToTheHardwareIsFilledIn() throws Exception {
    UdpSocket ordinary =
        here.namespace.call(() -> UdpSocket.open(new Endpoint(Ip4.of("10.9.0.1"), 4000), null));
    try (ordinary;
        var _ = listen(LinkFilter.udp(434))) {
      ordinary.send(new byte[] {1, 2, 3}, new Endpoint(Ip4.of("10.9.0.2"), 434));
      byte[] packet = next().packet.toBytes();
      // Over the pseudo-header and the datagram (RFC 768): 0 if the checksum is right.
      int sum = Ip4Packet.UDP + packet.length - 20;
      for (int i = 12; i < packet.length; i++) {
        sum += Byte.toUnsignedInt(packet[i]) << (i % 2 == 0 ? 8 : 0);
      }
      assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
    }
  }

  @Test
  void whatIsTooLongOrHasNoLinkIsNotTaken() {
    byte[] tooLong = Ip4Packet.of(Ip4Packet.UDP, HOME, HOME, Octets.of(new byte[1481])).toBytes();
    assertThat(sender.send(tooLong, thereMac)).isFalse();
    here.links.linkDown("eth0");
    assertThat(sender.send(echo(HOME, HOME, 1), thereMac)).isFalse();
    assertThat(sender.unsent()).isEqualTo(2);
    sender.close();
    assertThat(sender.send(echo(HOME, HOME, 1), thereMac)).isFalse();
  }

  @Test
  void itHearsAgainWhenItsLinkComesBack() throws Exception {
    try (var _ = listen(LinkFilter.ICMP)) {
      there.links.linkDown("eth0");
      there.links.linkUp("eth0");
      Await.until(
          "the link is back",
          () -> {
            sender.send(echo(HOME, Ip4.BROADCAST, 1), MacAddress.BROADCAST);
            return !heard.isEmpty();
          });
    }
  }

  @Test
  void packetsWithoutAHeaderAreCounted() throws Exception {
    try (var socket = listen(LinkFilter.ALL)) {
      byte[] cut = echo(HOME, HOME, 1);
      cut[3] = (byte) 200;
      sender.send(cut, thereMac);
      Await.until("it is counted", () -> socket.malformed() == 1);
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void aMissingLinkIsNamed() {
    assertThatThrownBy(() -> here.namespace.call(() -> LinkSocket.open("none0", LinkFilter.ICMP)))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("none0");
  }
}
