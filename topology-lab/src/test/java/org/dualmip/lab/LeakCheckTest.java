package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.Observations.Disguise;
import org.dualmip.lab.report.Leak;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures of the café made by hand: one frame a second, the disguise from 10 s to 20 s. */
class LeakCheckTest {
  private static final long SECOND = 1_000_000_000;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Disguise DISGUISE = new Disguise(10 * SECOND, 20 * SECOND);
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int IPV4 = 0x0800;
  private static final int ARP = 0x0806;

  private static final MacAddress NODE = MacAddress.of("02:00:00:00:0b:01");
  private static final MacAddress ROUTER = mac("cafe-r");
  private static final MacAddress OFFICE_ROUTER = mac("office-a-r");
  private static final Ip4 CARE_OF = Ip4.of("10.1.1.50");
  private static final Ip4 S = ThreeTier.INNER_HOME_ADDRESS;
  private static final Ip4 V = Ip4.of("10.1.99.7");
  private static final Ip4 GATEWAY = Ip4.of("10.1.1.1");
  private static final Ip4 STRANGER = Ip4.of("198.18.0.77");

  @TempDir private Path folder;
  private final ByteWriter capture = new ByteWriter();

  @BeforeEach
  void needsTshark() {
    boolean there = Files.isExecutable(Path.of("/usr/bin/tshark"));
    if (!there) {
      System.err.println("NOT RUN: nobody judged the judge of leaks, because tshark is missing");
    }
    Assumptions.assumeTrue(there, "tshark");
    capture.i32(0xa1b2_c3d4).u16(2).u16(4).i32(0).i32(0).i32(65535).i32(LINKTYPE_ETHERNET);
  }

  @Test
  void anInnerAddressOfAnyKindIsALeakWhileTheCafeIsHonest() throws IOException {
    at(1, NODE, udp(CARE_OF, 434, STRANGER, 434, "x"));
    at(2, NODE, arp(Ip4.of("198.51.100.50"), GATEWAY));
    at(3, ROUTER, udp(STRANGER, 9, Ip4.of("10.1.200.1"), 9, "x"));
    at(4, NODE, udp(STRANGER, 53, STRANGER, 53, text(S)));
    at(5, NODE, udp(STRANGER, 53, STRANGER, 53, "nothing"));
    at(30, NODE, registration());
    assertThat(leaks("cafe")).containsExactly(1, 2, 3, 4, 30);
  }

  @Test
  void whatADisguisedCafeGivesOutAndAsksForIsNoLeakByItself() throws IOException {
    at(11, NODE, arp(CARE_OF, GATEWAY));
    at(12, NODE, registration());
    at(13, NODE, udp(CARE_OF, 4500, ThreeTier.OUTER_AGENT, 434, "tunnelled"));
    at(14, NODE, esp(CARE_OF));
    at(15, ROUTER, udp(S, 7000, ThreeTier.CORRESPONDENT, 7000, "quoted by the router"));
    at(16, OFFICE_ROUTER, udp(S, 7000, ThreeTier.CORRESPONDENT, 7000, "DualMIP1"));
    assertThat(leaks("cafe")).isEmpty();
  }

  @Test
  void userDataIsALeakInADisguisedCafeToo() throws IOException {
    at(11, NODE, udp(S, 7000, ThreeTier.CORRESPONDENT, 7000, "bare"));
    at(12, NODE, tunnelled(udp(S, 22, ThreeTier.CORRESPONDENT, 22, "in a tunnel of its own")));
    at(13, NODE, udp(V, 434, ThreeTier.INNER_AGENT, 9, "outside the VPN"));
    at(14, NODE, arp(S, GATEWAY));
    at(15, NODE, arp(CARE_OF, ThreeTier.CORRESPONDENT));
    at(16, NODE, udp(CARE_OF, 7, STRANGER, 7, "DualMIP1"));
    at(17, NODE, udp(CARE_OF, 7, STRANGER, 7, "SSH-2.0-OpenSSH"));
    at(18, NODE, udp(CARE_OF, 7, STRANGER, 7, "??" + text(S)));
    at(19, NODE, udp(S, 434, ThreeTier.INNER_AGENT, 9, "x"));
    assertThat(leaks("cafe")).containsExactly(11, 12, 13, 14, 15, 16, 17, 18, 19);
  }

  @Test
  void beyondADisguisedCafeOnlyTheAddressThatItGaveMayBeNamed() throws IOException {
    at(9, ROUTER, udp(STRANGER, 434, ThreeTier.OUTER_AGENT, 434, text(CARE_OF)));
    at(11, ROUTER, udp(STRANGER, 434, ThreeTier.OUTER_AGENT, 434, text(CARE_OF)));
    at(12, ROUTER, udp(STRANGER, 434, ThreeTier.OUTER_AGENT, 434, text(S)));
    at(13, ROUTER, udp(CARE_OF, 434, ThreeTier.OUTER_AGENT, 434, "not translated"));
    at(14, ROUTER, udp(STRANGER, 434, ThreeTier.OUTER_AGENT, 434, text(GATEWAY)));
    assertThat(leaks("internet")).containsExactly(9, 12, 13, 14);
  }

  private static String text(Ip4 address) {
    return new String(address.octets(), StandardCharsets.ISO_8859_1);
  }

  private static MacAddress mac(String node) {
    var topology = ThreeTier.topology();
    return MacAddress.of(
        topology.mac(topology.node(node), topology.node(node).nic("lan").orElseThrow()));
  }

  /** In which second there was one. */
  private List<Integer> leaks(String segment) throws IOException {
    Path file = folder.resolve("cafe.pcap");
    Files.write(file, capture.toBytes());
    var check = new LeakCheck(ThreeTier.topology(), ThreeTier.INNER, new Timeline(0, BEGIN));
    var seconds = new ArrayList<Integer>();
    for (Leak leak : check.in(segment, file, List.of(DISGUISE), List.of()).toList()) {
      seconds.add((int) Math.round(leak.timeMs() / 1e3));
    }
    return seconds;
  }

  private record Content(int type, Octets octets) {}

  private void at(int second, MacAddress from, Content content) {
    int length = 14 + content.octets().size();
    capture.i32((int) BEGIN.getEpochSecond() + second).i32(0).i32(length).i32(length);
    capture.bytes(MacAddress.of("02:00:00:00:00:99").octets()).bytes(from.octets());
    capture.u16(content.type()).bytes(content.octets().toBytes());
  }

  private static Content udp(Ip4 from, int fromPort, Ip4 to, int toPort, String text) {
    Octets payload = Octets.of(text.getBytes(StandardCharsets.ISO_8859_1));
    var datagram = new UdpDatagram(new Endpoint(from, fromPort), new Endpoint(to, toPort), payload);
    return new Content(IPV4, Octets.of(datagram.toPacket(64).toBytes()));
  }

  private static Content registration() {
    byte[] request =
        new RegistrationRequest(
                RegistrationRequest.CO_LOCATED,
                600,
                S,
                ThreeTier.INNER_AGENT,
                CARE_OF,
                1,
                List.of())
            .toBytes();
    var datagram =
        new UdpDatagram(
            new Endpoint(CARE_OF, 434),
            new Endpoint(ThreeTier.INNER_AGENT, 434),
            Octets.of(request));
    return new Content(IPV4, Octets.of(datagram.toPacket(64).toBytes()));
  }

  private static Content tunnelled(Content inside) {
    return new Content(
        IPV4,
        Octets.of(
            Ip4Packet.of(Ip4Packet.IP_IN_IP, CARE_OF, ThreeTier.INNER_AGENT, inside.octets())
                .toBytes()));
  }

  private static Content esp(Ip4 from) {
    Octets secret = Octets.ofHex("00001234" + "00000001" + "0a010064".repeat(8));
    return new Content(
        IPV4, Octets.of(Ip4Packet.of(50, from, ThreeTier.OUTER_AGENT, secret).toBytes()));
  }

  private static Content arp(Ip4 sender, Ip4 target) {
    return new Content(
        ARP,
        Octets.of(
            new ByteWriter()
                .u16(1)
                .u16(IPV4)
                .u8(6)
                .u8(4)
                .u16(1)
                .bytes(NODE.octets())
                .ip4(sender)
                .bytes(new byte[6])
                .ip4(target)
                .toBytes()));
  }
}
