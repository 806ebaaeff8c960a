package org.dualmip.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The main scenario, whole: office, office, café, cell, café, office, each move hard and soft, with
 * a download, an ssh session and a probe through all of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnterpriseRoamIT {
  private static final String HOME = "10.1.0.100";
  private static final String CORRESPONDENT = "10.1.0.10";
  private static final String INNER_AGENT = "10.1.0.2";
  private static final String OUTER_AGENT = "203.0.113.2";
  private static final String OUTER_HOME = "203.0.113.129";
  private static final String GATEWAY = "198.18.0.2";
  private static final String VPN = "10.1.99.1";

  private final Path folder = Program.folder("enterprise-roam");
  private Program.Ended ended = new Program.Ended(-1, "");
  private JsonNode result = tools.jackson.databind.node.NullNode.getInstance();

  @BeforeAll
  void roam() {
    ended =
        Program.run(
            Duration.ofMinutes(8),
            "lab",
            "run",
            "enterprise-roam",
            "--quick",
            "--out",
            folder.toString());
    System.out.println(ended.output());
    assertThat(folder.resolve("result.json")).as(ended.reasons()).exists();
    result = Program.result(folder);
  }

  @Test
  void theRunPasses() {
    assertThat(ended.exit()).as(ended.reasons()).isZero();
    assertThat(result.get("passed").asBoolean()).isTrue();
    assertThat(result.get("runner").asString()).isEqualTo("namespaces");
  }

  @Test
  void everyFlowSurvives() {
    List<String> survivors = new ArrayList<>();
    for (JsonNode flow : result.get("flows")) {
      assertThat(flow.get("bytes").asLong()).as(flow.toString()).isPositive();
      if (flow.get("survived").asBoolean()) {
        survivors.add(flow.get("name").asString());
      }
    }
    assertThat(survivors).contains("iperf3", "ssh", "probe-down", "probe-up");
  }

  @Test
  void theMovesComeInOrderOnceHardAndOnceSoft() {
    List<String> moves = new ArrayList<>();
    for (JsonNode move : result.get("handovers")) {
      moves.add(
          move.get("mode").asString()
              + " "
              + move.get("kind").asString()
              + " "
              + move.get("to").asString());
    }
    List<String> expected = new ArrayList<>();
    for (String mode : List.of("hard", "soft")) {
      expected.add(mode + " inside office-b");
      expected.add(mode + " leaving cafe");
      expected.add(mode + " outside cell");
      expected.add(mode + " outside cafe");
      expected.add(mode + " entering office-a");
    }
    assertThat(moves).containsExactlyElementsOf(expected);
  }

  @Test
  void softHandoversLoseNothing() {
    for (JsonNode move : result.get("handovers")) {
      if (move.get("mode").asString().equals("soft")) {
        assertThat(move.get("lost").asInt()).as(move.toString()).isZero();
      }
    }
  }

  @Test
  void betweenCafeAndCellTheVpnIsSilent() {
    int moves = 0;
    for (JsonNode move : result.get("handovers")) {
      if (move.get("kind").asString().equals("outside")) {
        moves++;
        assertThat(move.get("vpn_messages").asInt()).as(move.toString()).isZero();
      }
    }
    assertThat(moves).isEqualTo(4);
    // One association for each stay outside, from leaving to entering: no SPI changed between.
    assertThat(result.get("ike_sas")).hasSize(2);
  }

  @Test
  void noInnerAddressIsSeenInTheClearOutside() {
    assertThat(result.get("leaks").asInt()).isZero();
    for (String segment : List.of("cafe", "cell", "internet", "dmz")) {
      assertThat(
              Program.tshark(
                  capture(segment),
                  "ip.addr == 10.1.0.0/16 || arp.src.proto_ipv4 == 10.1.0.0/16 ||"
                      + " arp.dst.proto_ipv4 == 10.1.0.0/16",
                  "frame.number",
                  "ip.src",
                  "ip.dst"))
          .as(segment)
          .isEmpty();
      assertThat(Program.tshark(capture(segment), "ip", "frame.number"))
          .as("the capture of %s is not empty", segment)
          .isNotEmpty();
    }
  }

  @Test
  void inTheCafeThereAreTheOuterTunnelAndTheVpn() {
    both(
        "cafe",
        "ip.proto == 4",
        "198.51.100.5",
        OUTER_AGENT,
        OUTER_HOME,
        GATEWAY,
        "eth:ethertype:ip:ip:udp:udpencap:esp");
  }

  @Test
  void behindTheNatTheOuterTunnelIsInUdp() {
    both(
        "cell",
        "udp.port == 434 && esp",
        "100.64.7.5",
        OUTER_AGENT,
        OUTER_HOME,
        GATEWAY,
        "eth:ethertype:ip:udp:mip:ip:udp:udpencap:esp");
  }

  @Test
  void onTheInnerCoreThereIsTheInnerTunnelFromTheVpnAddress() {
    List<String> frames =
        Program.tshark(
            capture("inner-core"), "ip.addr == " + VPN + " && ip.proto == 4", "ip.src", "ip.dst");
    assertThat(frames)
        .contains(
            VPN + "," + HOME + "\t" + INNER_AGENT + "," + CORRESPONDENT,
            INNER_AGENT + "," + CORRESPONDENT + "\t" + VPN + "," + HOME);
  }

  @Test
  void onTheCorrespondentsLinkThereIsThePlainPacket() {
    List<String> frames =
        Program.tshark(
            capture("inner-home"),
            "ip.addr == " + CORRESPONDENT + " && ip.addr == " + HOME + " && !(ip.proto == 4)",
            "ip.src",
            "ip.dst");
    assertThat(frames)
        .contains(HOME + "\t" + CORRESPONDENT, CORRESPONDENT + "\t" + HOME)
        .allSatisfy(frame -> assertThat(frame).doesNotContain(","));
  }

  /**
   * RFC 5265 Appendix A.1, figure by figure: registration with the x-HA, IKE through it, inner
   * registration and user data through the VPN. The probe of the i-HA in the clear, which the
   * figure has as a choice, is not sent from a network that looks foreign.
   */
  @Test
  void leavingLooksOnEverySegmentAsInAppendixA() throws Exception {
    Map<String, String> names =
        Map.of(
            "198.51.100.50",
            "co-CoA",
            OUTER_AGENT,
            "x-HA",
            OUTER_HOME,
            "x-HoA",
            GATEWAY,
            "VPN-GW",
            VPN,
            "VPN-TIA",
            INNER_AGENT,
            "i-HA",
            HOME,
            "i-HoA",
            CORRESPONDENT,
            "CN");
    String seen =
        new Sequence(folder, names, 2).listing(List.of("cafe", "dmz", "inner-core", "inner-home"));
    assertThat(seen).isEqualTo(Program.resource("sequences/cvc.txt"));
  }

  /**
   * Two stays outside with one inside between them (docs/concealed-registration.md). The first
   * registration of all told the home agent's key, so from the second on they are concealed: the
   * one that came back to the café from the cell, and the one of the next stay.
   */
  @Test
  void nothingTellsTheCafeThatItIsTheSameNodeAgain() {
    List<String> moves = Sequence.bounds(folder);
    String first = during(moves.get(3), moves.get(4));
    String second = during(moves.get(6), moves.get(9));
    String identifiers =
        List.of("6d:6e:40:6c:61:62", "0a:01:00:64", "0a:01:00:02").stream() // mn@lab, i-HoA, i-HA
            .map(octets ->
                "(!esp && frame contains "
                    + octets
                    + ") || (esp && frame[0:70] contains " // what follows is encrypted
                    + octets
                    + ")")
            .collect(Collectors.joining(" || "));
    assertThat(Program.tshark(capture("cafe"), second + " && (" + identifiers + ")", "frame.number"))
        .isEmpty();
    String spis = "mip && (frame contains 00:00:01:00 || frame contains 00:00:01:01)";
    assertThat(Program.tshark(capture("cafe"), second + " && " + spis, "frame.number")).isEmpty();

    List<String> before = requests(first);
    List<String> after = requests(second);
    Set<String> known = new HashSet<>();
    before.forEach(request -> known.addAll(fours(request)));
    for (String request : after) {
      assertThat(fours(request)).as("of " + before).doesNotContainAnyElementsOf(known);
    }
    List<String> homesBefore = outerHomes(first);
    List<String> homesAfter = outerHomes(second);
    assertThat(homesBefore).hasSize(1);
    assertThat(homesAfter).hasSize(1).doesNotContainAnyElementsOf(homesBefore);
  }

  private static String during(String from, String until) {
    return "frame.time_epoch >= " + from + " && frame.time_epoch < " + until;
  }

  /** The registration requests that the café saw, as hexadecimal digits. */
  private List<String> requests(String when) {
    List<String> requests = Program.tshark(capture("cafe"), when + " && mip.type == 1", "udp.payload");
    assertThat(requests).isNotEmpty();
    return requests;
  }

  /**
   * Every four octets in a row that a concealed request need not have: all but what is named here,
   * which every node's request has that is in this café and serves the same enterprise.
   */
  private static List<String> fours(String request) {
    Matcher parts =
        Pattern.compile(
                "01220258" // a request of a co-located node, for 600 s
                    + "(.{8})" // the home address
                    + "cb007102" // the home agent, which the IP header shows
                    + "c6336432" // the care-of address, which the café has given
                    + "(.{16})" // time of day
                    + "8678000000007ed90004" // the extension, of the length that almost all have
                    + "(.{224})"
                    + "9006000000000000" // a tunnel in UDP if there is a NAT
                    + "89068000(.{8})" // word of revocations; the time of day
                    + "2024(.{72})") // SPI and authenticator
            .matcher(request);
    assertThat(parts.matches()).as(request).isTrue();
    List<String> fours = new ArrayList<>();
    for (int part = 1; part <= parts.groupCount(); part++) {
      String octets = parts.group(part);
      for (int i = 0; i + 8 <= octets.length(); i += 2) {
        if (!octets.startsWith("00000000")) { // no home address yet
          fours.add(octets.substring(i, i + 8));
        }
      }
    }
    return fours;
  }

  /** The addresses behind the node's own in the tunnel. */
  private List<String> outerHomes(String when) {
    return Program.tshark(
            capture("cafe"), when + " && ip.proto == 4 && ip.src == 198.51.100.50", "ip.src")
        .stream()
        .map(sources -> sources.substring(sources.indexOf(',') + 1))
        .distinct()
        .toList();
  }

  @Test
  void aRunLeavesAllItPromises() {
    assertThat(folder.resolve("timeline.csv")).isNotEmptyFile();
    assertThat(folder.resolve("table.txt")).isNotEmptyFile();
    assertThat(folder.resolve("probe.csv")).isNotEmptyFile();
    for (String segment :
        List.of(
            "inner-home",
            "office-a",
            "office-b",
            "inner-core",
            "dmz",
            "internet",
            "cafe",
            "cell")) {
      assertThat(capture(segment)).isNotEmptyFile();
    }
    for (String node : List.of("iha", "xha", "gw", "mn")) {
      assertThat(Files.exists(folder.resolve("log/" + node + ".log"))).as(node).isTrue();
    }
    for (JsonNode move : result.get("handovers")) {
      assertThat(move.get("phases_ms").has("gate-opened")).as(move.toString()).isTrue();
      assertThat(move.get("path_rtt_ms").asDouble()).isPositive();
    }
  }

  /** Frames of one nesting in both directions, outermost header first. */
  private void both(
      String segment,
      String filter,
      String careOfBegins,
      String agent,
      String outerHome,
      String gateway,
      String protocols) {
    List<String> frames =
        Program.tshark(capture(segment), filter, "frame.protocols", "ip.src", "ip.dst");
    assertThat(frames).isNotEmpty();
    assertThat(frames)
        .as("from the mobile node, on " + segment)
        .anySatisfy(frame ->
            assertThat(frame)
                .startsWith(protocols + "\t" + careOfBegins)
                .endsWith("," + outerHome + "\t" + agent + "," + gateway));
    assertThat(frames)
        .as("to the mobile node, on " + segment)
        .anySatisfy(frame ->
            assertThat(frame)
                .startsWith(protocols + "\t" + agent + "," + gateway + "\t" + careOfBegins)
                .endsWith("," + outerHome));
  }

  private Path capture(String segment) {
    return folder.resolve("pcap/" + segment + ".pcapng");
  }
}
