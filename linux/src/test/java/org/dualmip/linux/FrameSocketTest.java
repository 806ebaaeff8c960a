package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two stations on one cable: one speaks, the other hears what tells something about the link. */
@OnHost
@Timeout(30)
class FrameSocketTest {
  private record Heard(int protocol, Octets payload, MacAddress from, boolean toMany) {}

  private static final Ip4 GATEWAY = Ip4.of("192.0.2.1");
  private static final Ip4 OTHER = Ip4.of("192.0.2.7");
  private static final MacAddress ALL_NODES = MacAddress.of("33:33:00:00:00:01");

  private final Place here = new Place();
  private final Place there = new Place();
  private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private MacAddress hereMac;
  private MacAddress thereMac;
  private FrameSocket sender;
  private FrameSocket hearer;

  @BeforeEach
  void plug() throws Exception {
    Place.cable(here, there);
    there.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
    hereMac = here.links.link("eth0").orElseThrow().mac();
    thereMac = there.links.link("eth0").orElseThrow().mac();
    sender = here.namespace.call(() -> FrameSocket.open("eth0", new FrameFilter(null)));
    hearer = there.namespace.call(() -> FrameSocket.open("eth0", new FrameFilter(GATEWAY)));
    hearer.receive((protocol, payload, from, toMany) ->
        heard.add(new Heard(protocol, Octets.of(payload), from, toMany)));
  }

  @AfterEach
  void unplug() {
    sender.close();
    hearer.close();
    here.close();
    there.close();
  }

  private Heard next() throws InterruptedException {
    Heard next = heard.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a frame").isNotNull();
    return next;
  }

  private static byte[] arp(int operation, Ip4 speaker) {
    byte[] packet = new byte[28];
    System.arraycopy(new byte[] {0, 1, 8, 0, 6, 4, 0, (byte) operation, 2}, 0, packet, 0, 9);
    System.arraycopy(speaker.octets(), 0, packet, 14, 4);
    return packet;
  }

  private static byte[] ip4(int protocol, Ip4 to, int... payload) {
    byte[] octets = new byte[payload.length];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) payload[i];
    }
    return Ip4Packet.of(protocol, OTHER, to, Octets.of(octets)).toBytes();
  }

  private static byte[] icmp6(int hopLimit, int type) {
    byte[] packet = new byte[56];
    packet[0] = 0x60;
    packet[5] = 16;
    packet[6] = 58;
    packet[7] = (byte) hopLimit;
    packet[40] = (byte) type;
    return packet;
  }

  /** Shows that nothing of what was sent before has passed: this does, and frames keep order. */
  private void nothingButTheEnd() throws InterruptedException {
    byte[] end = arp(2, GATEWAY);
    end[27] = 99;
    sender.send(FrameSocket.ARP, end, thereMac);
    assertThat(next().payload.at(27)).isEqualTo(99);
  }

  @Test
  void arpOfTheSpeakerIsHeardAndNoOther() throws Exception {
    sender.send(FrameSocket.ARP, arp(1, OTHER), MacAddress.BROADCAST);
    sender.send(FrameSocket.ARP, arp(2, OTHER), thereMac);
    sender.send(FrameSocket.ARP, arp(2, GATEWAY), thereMac);
    Heard one = next();
    assertThat(one.protocol).isEqualTo(FrameSocket.ARP);
    assertThat(one.payload.slice(0, 28)).isEqualTo(Octets.of(arp(2, GATEWAY)));
    assertThat(one.from).isEqualTo(hereMac);
    assertThat(one.toMany).isFalse();
    sender.send(FrameSocket.ARP, arp(1, GATEWAY), MacAddress.BROADCAST);
    assertThat(next().toMany).as("a gratuitous request").isTrue();
  }

  @Test
  void withoutASpeakerThereIsNoArpAndAnotherFilterBringsItBack() throws Exception {
    hearer.filter(new FrameFilter(null));
    sender.send(FrameSocket.ARP, arp(2, GATEWAY), thereMac);
    hearer.filter(new FrameFilter(OTHER));
    sender.send(FrameSocket.ARP, arp(2, GATEWAY), thereMac);
    sender.send(FrameSocket.ARP, arp(2, OTHER), thereMac);
    assertThat(next().payload.slice(0, 28)).isEqualTo(Octets.of(arp(2, OTHER)));
  }

  @Test
  void routerAdvertisementsOfTheLinkAreHeardWithoutAnIpv6AddressOfOnesOwn() throws Exception {
    sender.send(FrameSocket.IPV6, icmp6(64, 134), ALL_NODES);
    sender.send(FrameSocket.IPV6, icmp6(255, 135), ALL_NODES);
    sender.send(FrameSocket.IPV6, icmp6(255, 134), ALL_NODES);
    Heard one = next();
    assertThat(one.protocol).isEqualTo(FrameSocket.IPV6);
    assertThat(one.payload).isEqualTo(Octets.of(icmp6(255, 134)));
    nothingButTheEnd();
  }

  @Test
  void controlMessagesAreHeardAndEchoesAreNot() throws Exception {
    Ip4 node = Ip4.of("10.9.0.2");
    for (int type : new int[] {0, 8, 3, 5, 9, 11, 12, 13}) {
      sender.send(FrameSocket.IPV4, ip4(1, node, type, 0, 0, 0), thereMac);
    }
    for (int type : new int[] {3, 5, 9, 11, 12}) {
      assertThat(next().payload.at(20)).isEqualTo(type);
    }
    nothingButTheEnd();
  }

  @Test
  void whatDhcpServersSendIsHeardAndNoOtherDatagram() throws Exception {
    Ip4 node = Ip4.of("10.9.0.2");
    sender.send(FrameSocket.IPV4, ip4(17, node, 0, 67, 0, 69, 0, 8, 0, 0), thereMac);
    sender.send(FrameSocket.IPV4, ip4(17, node, 0, 68, 0, 68, 0, 8, 0, 0), thereMac);
    byte[] laterFragment = ip4(17, node, 0, 67, 0, 68, 0, 8, 0, 0);
    laterFragment[7] = 5;
    sender.send(FrameSocket.IPV4, laterFragment, thereMac);
    byte[] ack = ip4(17, node, 0, 67, 0, 68, 0, 8, 0, 0);
    sender.send(FrameSocket.IPV4, ack, thereMac);
    assertThat(next().payload.slice(0, ack.length)).isEqualTo(Octets.of(ack));
    nothingButTheEnd();
  }

  @Test
  void whatOthersSayToEverybodyOnTheLinkIsHeard() throws Exception {
    Ip4 mdns = Ip4.of("224.0.0.251");
    Ip4 far = Ip4.of("239.255.0.1");
    sender.send(FrameSocket.IPV4, ip4(17, OTHER, 1, 2, 3, 4, 0, 8, 0, 0), thereMac);
    sender.send(FrameSocket.IPV4, ip4(17, far, 1, 2, 3, 4, 0, 8, 0, 0), LinkSocket.macOf(far));
    sender.send(
        FrameSocket.IPV4, ip4(17, Ip4.BROADCAST, 1, 2, 3, 4, 0, 8, 0, 0), MacAddress.BROADCAST);
    sender.send(FrameSocket.IPV4, ip4(2, mdns, 0, 0, 0, 0), LinkSocket.macOf(mdns));
    assertThat(next().payload.slice(16, 20)).isEqualTo(Octets.of(Ip4.BROADCAST.octets()));
    assertThat(next().payload.slice(16, 20)).isEqualTo(Octets.of(mdns.octets()));
    nothingButTheEnd();
  }

  @Test
  void whatThisHostSendsIsNotHeard() throws Exception {
    hearer.send(FrameSocket.ARP, arp(1, GATEWAY), MacAddress.BROADCAST);
    hearer.send(
        FrameSocket.IPV4, ip4(17, Ip4.BROADCAST, 0, 67, 0, 68, 0, 8, 0, 0), MacAddress.BROADCAST);
    nothingButTheEnd();
  }

  @Test
  void aFloodHasToWait() throws Exception {
    Await.until(
        "it is slowed down",
        () -> {
          for (int i = 0; i < 2 * FrameSocket.PER_PACE; i++) {
            sender.send(FrameSocket.ARP, arp(1, GATEWAY), MacAddress.BROADCAST);
          }
          return hearer.slowed() > 0;
        });
  }

  @Test
  void aMissingLinkIsNamed() {
    assertThatThrownBy(
            () -> here.namespace.call(() -> FrameSocket.open("none0", new FrameFilter(null))))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("none0");
  }
}
