package org.dualmip.mobileip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.TunnelData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An independent decoder reads what we write: tshark finds every field where we put it. */
class TsharkTest {
  private static final Endpoint NODE = new Endpoint(Samples.CARE_OF, 40434);
  private static final Endpoint AGENT = new Endpoint(Samples.AGENT, 434);
  private static final Ip4 HOME = Ip4.of("10.1.0.100");
  private static final Ip4 PEER = Ip4.of("10.1.0.10");

  private static final Set<Class<? extends ControlMessage>> NOT_READ =
      Set.of(GenericNotification.class, GenericNotificationAcknowledgment.class);

  private final Tshark tshark = new Tshark();

  @Test
  void tshark_reads_every_message_and_extension_as_we_mean_it(@TempDir Path directory)
      throws IOException, InterruptedException {
    requests();
    replies();
    revocations();
    tunnels();

    tshark.check(directory);
  }

  /** Without this, silence about malformed packets would prove nothing. */
  @Test
  void tshark_notices_when_we_write_something_wrong(@TempDir Path directory)
      throws IOException, InterruptedException {
    byte[] cut = Samples.REQUEST.signed(Samples.MD5);
    tshark.expect(Pcap.udp(NODE, AGENT, Arrays.copyOf(cut, cut.length - 3)));
    assertThat(tshark.decode(directory).getFirst().get("_ws.malformed")).isNotEmpty();
  }

  /**
   * tshark 4.0 has names for the types 22 and 23 of RFC 6098, but calls every such message
   * malformed; VectorsTest alone speaks for these. A newer one that reads them must read them so.
   */
  @Test
  void tshark_cannot_read_generic_notifications_or_reads_them_right(@TempDir Path directory)
      throws IOException, InterruptedException {
    List<String> types = new ArrayList<>();
    for (ControlMessage message : Samples.fixedParts().values()) {
      if (NOT_READ.contains(message.getClass())) {
        tshark.expect(Pcap.udp(AGENT, NODE, message.toBytes()), "mip.type=");
        types.add(Byte.toString(message.toBytes()[0]));
      }
    }
    List<Map<String, String>> seen = tshark.decode(directory);
    assertThat(seen).hasSameSizeAs(types).isNotEmpty();
    for (int i = 0; i < types.size(); i++) {
      if ("".equals(seen.get(i).get("_ws.malformed"))) {
        assertThat(seen.get(i)).containsEntry("mip.type", types.get(i));
      }
    }
  }

  private void requests() {
    for (int bit = 0; bit < 8; bit++) {
      int flags = 1 << bit;
      RegistrationRequest request =
          new RegistrationRequest(
              flags,
              bit == 0 ? RegistrationRequest.INFINITE : bit,
              Samples.HOME,
              Samples.AGENT,
              Samples.CARE_OF,
              Samples.IDENTIFICATION,
              List.of());
      tshark.expect(
          Pcap.udp(NODE, AGENT, request.signed(Samples.MD5)),
          "mip.type=1",
          "mip.flags=0x%02x".formatted(flags),
          "mip.s=" + flag(flags, RegistrationRequest.SIMULTANEOUS),
          "mip.b=" + flag(flags, RegistrationRequest.BROADCASTS),
          "mip.d=" + flag(flags, RegistrationRequest.CO_LOCATED),
          "mip.m=" + flag(flags, RegistrationRequest.MINIMAL),
          "mip.g=" + flag(flags, RegistrationRequest.GRE),
          "mip.t=" + flag(flags, RegistrationRequest.REVERSE_TUNNEL),
          "mip.life=" + (bit == 0 ? 65535 : bit),
          "mip.homeaddr=203.0.113.140",
          "mip.haaddr=203.0.113.2",
          "mip.coa=198.51.100.50",
          "mip.ident=Feb 27, 2026 14:35:28.500000000 UTC",
          "mip.ext.type=32",
          "mip.ext.len=20",
          "mip.auth.spi=0x00000101");
    }
    tshark.expect(
        Pcap.udp(NODE, AGENT, Samples.REQUEST.signed(Samples.SHA256)),
        "mip.ext.len=36",
        "mip.auth.spi=0x00000100",
        "mip.auth.auth=d7ce0f98df6886f17e885fa07158c869c9777d09425e1d50bae7f68c96cb7bba");
    tshark.expect(
        Pcap.udp(
            NODE,
            AGENT,
            Samples.request(
                    List.of(
                        new MobileNodeNai("mn@lab.example"),
                        new UdpTunnelRequest(true, false, 4, 0)))
                .signed(Samples.MD5)),
        "mip.ext.type=131,144,32",
        "mip.ext.len=14,6,20",
        "mip.nai=mn@lab.example",
        "mip.ext.utrq.subtype=0",
        "mip.ext.utrq.f=1",
        "mip.ext.utrq.r=0",
        "mip.ext.utrq.encaptype=4",
        "mip.ext.utrq.reserved3=0x0000",
        "mip.auth.auth=6676c4e2ed07b31f4847e24fcb705aea");
    tshark.expect(
        Pcap.udp(
            NODE,
            AGENT,
            Samples.request(List.of(new UdpTunnelRequest(false, true, 47, 0))).signed(Samples.MD5)),
        "mip.ext.utrq.f=0",
        "mip.ext.utrq.r=1",
        "mip.ext.utrq.encaptype=47");
    ByteWriter foreign = new ByteWriter().bytes(Samples.REQUEST.signed(Samples.MD5));
    Samples.MD5.sign(Kind.MOBILE_FOREIGN, foreign);
    Samples.SHA256.sign(Kind.FOREIGN_HOME, foreign);
    tshark.expect(
        Pcap.udp(NODE, AGENT, foreign.toBytes()),
        "mip.ext.type=32,33,34",
        "mip.ext.len=20,20,36",
        "mip.auth.spi=0x00000101,0x00000101,0x00000100");
  }

  private void replies() {
    IntStream.concat(IntStream.range(0, 2), IntStream.range(64, 256))
        .mapToObj(ReplyCode::new)
        .forEach(code ->
            tshark.expect(
                Pcap.udp(
                    AGENT,
                    NODE,
                    new RegistrationReply(
                            code,
                            600,
                            Samples.HOME,
                            Samples.AGENT,
                            Samples.IDENTIFICATION,
                            List.of())
                        .signed(Samples.SHA256)),
                "mip.type=3",
                "mip.code=" + code.value(),
                "mip.life=600",
                "mip.homeaddr=203.0.113.140",
                "mip.haaddr=203.0.113.2",
                "mip.ident=Feb 27, 2026 14:35:28.500000000 UTC"));
    tshark.expect(
        Pcap.udp(
            AGENT,
            NODE,
            Samples.reply(
                    List.of(new UdpTunnelReply(0, true, 110), new MobileNodeNai("mn@lab.example")))
                .signed(Samples.MD5)),
        "mip.ext.type=44,131,32",
        "mip.ext.utrp.subtype=0",
        "mip.ext.utrp.code=0",
        "mip.ext.utrp.f=1",
        "mip.ext.utrp.keepalive=110",
        "mip.nai=mn@lab.example");
    tshark.expect(
        Pcap.udp(
            AGENT,
            NODE,
            Samples.reply(List.of(new UdpTunnelReply(64, false, 0))).signed(Samples.MD5)),
        "mip.ext.utrp.code=64",
        "mip.ext.utrp.f=0",
        "mip.ext.utrp.keepalive=0");
    // tshark has no name for type 149, but sees its length and goes on behind it.
    tshark.expect(
        Pcap.udp(
            AGENT,
            NODE,
            Samples.reply(
                    List.of(
                        new TrustedNetworksConfigured(),
                        new Unrecognized(200, Octets.ofHex("0102030405"))))
                .signed(Samples.MD5)),
        "mip.ext.type=149,200,32",
        "mip.ext.len=2,5,20",
        "mip.extension=0000,0102030405");
  }

  private void revocations() {
    tshark.expect(
        Pcap.udp(
            AGENT,
            NODE,
            new RevocationMessage(
                    true,
                    false,
                    Samples.HOME,
                    Samples.AGENT,
                    Samples.CARE_OF,
                    0xfedcba98,
                    List.of(new MobileNodeNai("mn@lab.example")))
                .signed(Samples.MD5)),
        "mip.type=7",
        "mip.rev.a=1",
        "mip.rev.i=0",
        "mip.rev.reserved=0x00",
        "mip.rev.reserved2=0x0000",
        "mip.homeaddr=203.0.113.140",
        "mip.rev.hda=203.0.113.2",
        "mip.rev.fda=198.51.100.50",
        "mip.revid=4275878552",
        "mip.nai=mn@lab.example",
        "mip.ext.type=131,34");
    tshark.expect(
        Pcap.udp(
            AGENT,
            NODE,
            new RevocationMessage(
                    false, true, Samples.HOME, Samples.AGENT, Samples.CARE_OF, 1, List.of())
                .signed(Kind.MOBILE_HOME, Samples.MD5)),
        "mip.rev.a=0",
        "mip.rev.i=1",
        "mip.revid=1",
        "mip.ext.type=32");
    for (boolean inform : new boolean[] {true, false}) {
      tshark.expect(
          Pcap.udp(
              NODE,
              AGENT,
              new RevocationAcknowledgment(inform, Samples.HOME, 0xfedcba98, List.of())
                  .signed(Samples.MD5)),
          "mip.type=15",
          "mip.ack.i=" + (inform ? 1 : 0),
          "mip.ack.reserved=0x00",
          "mip.ack.reserved2=0x0000",
          "mip.homeaddr=203.0.113.140",
          "mip.revid=4275878552",
          "mip.ext.type=34",
          "mip.ext.len=20");
    }
  }

  private void tunnels() {
    Ip4Packet echo =
        Ip4Packet.of(Ip4Packet.ICMP, HOME, PEER, new IcmpEcho(false, 0x1234, 7).toOctets());
    tshark.expect(
        Pcap.udp(NODE, AGENT, TunnelData.of(echo).toBytes()),
        "mip.type=4",
        "mip.nattt.nexthdr=4",
        "mip.nattt.reserved=0x0000",
        "ip.src=198.51.100.50,10.1.0.100",
        "ip.dst=203.0.113.2,10.1.0.10",
        "icmp.type=8",
        "icmp.seq=7",
        "icmp.checksum.status=1",
        "ip.checksum.status=1,1",
        "udp.checksum.status=1");
    Ip4Packet marked =
        new Ip4Packet(
            0xb8, 77, true, 33, Ip4Packet.ICMP, HOME, PEER, new IcmpEcho(true, 1, 2).toOctets());
    tshark.expect(
        marked.encapsulated(Samples.CARE_OF, Samples.AGENT),
        "ip.proto=4,1",
        "ip.src=198.51.100.50,10.1.0.100",
        "ip.dst=203.0.113.2,10.1.0.10",
        "ip.dsfield=0xb8,0xb8",
        "ip.flags.df=1,1",
        "ip.ttl=64,33",
        "icmp.type=0",
        "ip.checksum.status=1,1");
  }

  private static String flag(int flags, int flag) {
    return (flags & flag) != 0 ? "1" : "0";
  }
}
