package org.dualmip.mobileip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  private final List<Ip4Packet> packets = new ArrayList<>();
  private final List<Map<String, String>> expectations = new ArrayList<>();

  @Test
  void tshark_reads_every_message_and_extension_as_we_mean_it(@TempDir Path directory)
      throws IOException, InterruptedException {
    requests();
    replies();
    tunnels();

    Path capture = directory.resolve("messages.pcap");
    Pcap.write(capture, packets);
    List<Map<String, String>> seen = decode(capture, directory);

    assertThat(seen).hasSameSizeAs(packets);
    for (int i = 0; i < seen.size(); i++) {
      Map<String, String> fields = seen.get(i);
      assertThat(fields)
          .as("packet %d, %s", i + 1, packets.get(i))
          .containsAllEntriesOf(expectations.get(i))
          .containsEntry("_ws.malformed", "")
          .containsEntry("_ws.expert.message", "")
          .containsEntry("mip.data_not_dissected", "");
    }
  }

  /** Without this, silence about malformed packets would prove nothing. */
  @Test
  void tshark_notices_when_we_write_something_wrong(@TempDir Path directory)
      throws IOException, InterruptedException {
    byte[] cut = Samples.REQUEST.signed(Samples.MD5);
    expect(Pcap.udp(NODE, AGENT, Arrays.copyOf(cut, cut.length - 3)));
    Path capture = directory.resolve("wrong.pcap");
    Pcap.write(capture, packets);
    assertThat(decode(capture, directory).getFirst().get("_ws.malformed")).isNotEmpty();
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
      expect(
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
    expect(
        Pcap.udp(NODE, AGENT, Samples.REQUEST.signed(Samples.SHA256)),
        "mip.ext.len=36",
        "mip.auth.spi=0x00000100",
        "mip.auth.auth=d7ce0f98df6886f17e885fa07158c869c9777d09425e1d50bae7f68c96cb7bba");
    expect(
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
    expect(
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
    expect(
        Pcap.udp(NODE, AGENT, foreign.toBytes()),
        "mip.ext.type=32,33,34",
        "mip.ext.len=20,20,36",
        "mip.auth.spi=0x00000101,0x00000101,0x00000100");
  }

  private void replies() {
    Stream.of(0, 1, 128, 129, 130, 131, 133, 134, 136, 137, 138, 139, 142)
        .map(ReplyCode::new)
        .forEach(code ->
            expect(
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
    expect(
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
    expect(
        Pcap.udp(
            AGENT,
            NODE,
            Samples.reply(List.of(new UdpTunnelReply(64, false, 0))).signed(Samples.MD5)),
        "mip.ext.utrp.code=64",
        "mip.ext.utrp.f=0",
        "mip.ext.utrp.keepalive=0");
    // tshark has no name for type 149, but sees its length and goes on behind it.
    expect(
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

  private void tunnels() {
    Ip4Packet echo =
        Ip4Packet.of(Ip4Packet.ICMP, HOME, PEER, new IcmpEcho(false, 0x1234, 7).toOctets());
    expect(
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
    expect(
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

  /** Each as {@code name=value}. */
  private void expect(Ip4Packet packet, String... fields) {
    Map<String, String> expected = new LinkedHashMap<>();
    for (String field : fields) {
      int equals = field.indexOf('=');
      expected.put(field.substring(0, equals), field.substring(equals + 1));
    }
    packets.add(packet);
    expectations.add(expected);
  }

  /** One line for each packet, one column for each field anybody expects. */
  private List<Map<String, String>> decode(Path capture, Path directory)
      throws IOException, InterruptedException {
    Set<String> fields = new LinkedHashSet<>(List.of("_ws.malformed", "_ws.expert.message"));
    fields.add("mip.data_not_dissected");
    expectations.forEach(expected -> fields.addAll(expected.keySet()));
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    command.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"));
    command.addAll(List.of("-T", "fields", "-E", "separator=/t", "-E", "aggregator=,"));
    fields.forEach(field -> command.addAll(List.of("-e", field)));
    List<Map<String, String>> packetsSeen = new ArrayList<>();
    for (String line : run(command, directory)) {
      String[] values = line.split("\t", -1);
      Map<String, String> seen = new LinkedHashMap<>();
      int column = 0;
      for (String field : fields) {
        seen.put(field, values[column++]);
      }
      packetsSeen.add(seen);
    }
    return packetsSeen;
  }

  private static List<String> run(List<String> command, Path directory)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path errors = directory.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(errors.toFile());
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C");
    Process tshark;
    try {
      tshark = builder.start();
    } catch (IOException missing) {
      String reason =
          "NOT RUN: no independent decoder has looked at our messages, because tshark is missing"
              + " (on Debian: apt-get install tshark): "
              + missing.getMessage();
      System.err.println(reason);
      return abort(reason);
    }
    assertThat(tshark.waitFor(60, TimeUnit.SECONDS)).as("tshark ends").isTrue();
    assertThat(tshark.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(out);
  }
}
