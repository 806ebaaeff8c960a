package org.dualmip.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The other scenarios, in their short form. Each is judged by the lab itself (flows, leaks, access
 * modes, expected frames and events), and here once more from what it leaves.
 */
class ScenariosIT {
  /** Addresses with the names of RFC 5265 Appendix A. */
  private static final Map<String, String> NAMES =
      Map.of(
          "198.51.100.50", "co-CoA",
          "203.0.113.2", "x-HA",
          "203.0.113.129", "x-HoA",
          "198.18.0.2", "VPN-GW",
          "10.1.0.2", "i-HA",
          "10.1.0.100", "i-HoA",
          "10.1.0.10", "CN",
          "0.0.0.0", "0.0.0.0",
          "224.0.0.1", "all-hosts");

  @Test
  void foreignAgentsServeInsideAndOutside() {
    JsonNode result = Program.passes("foreign-agents");
    assertThat(Program.modes(result))
        .containsExactly(
            "office-a f", "office-b c", "cafe fvc", "cell cvc", "cafe fvc", "office-a f");
    looksLike("foreign-agents", 2, with("198.51.100.1", "FA"), "fvc", "cafe", "internet");
    looksLike("foreign-agents", 5, with("10.1.1.1", "FA"), "f", "office-a", "inner-core");
  }

  /** The same packet takes both ways down, so whichever radio goes, nothing that came is missed. */
  @Test
  void ofTwoRadiosThatAreBoundAtOnceEitherMayGo() {
    JsonNode result = Program.passes("two-radios");
    assertThat(moves(result)).containsExactly("hard outside cell", "hard outside cafe");
    for (JsonNode move : result.get("handovers")) {
      assertThat(move.get("lost").asInt()).as(move.toString()).isLessThanOrEqualTo(20);
    }
  }

  @Test
  void theOuterHomeAgentSendsTheNodeOnToAnother() {
    JsonNode result = Program.passes("redirection");
    assertThat(Program.modes(result)).containsExactly("cell cvc", "cafe cvc", "cell cvc");
  }

  @Test
  void aPlainHostBehindTheNodeKeepsItsConnections() {
    JsonNode result = Program.passes("mobile-router");
    assertThat(Program.modes(result))
        .containsExactly("office-a c", "office-b c", "cafe cvc", "cell cvc", "office-a c");
    assertThat(result.get("flows")).hasSize(6);
  }

  @Test
  void twoTenantsWithTheSameAddressesDoNotSeeEachOther() {
    JsonNode result = Program.passes("tenants");
    assertThat(Program.modes(result)).containsOnly("cafe fvc", "mn2: cafe fvc");
    assertThat(result.get("flows")).hasSize(6);
  }

  @Test
  void mobikeTakesThePlaceOfTheOuterHomeAgent() {
    JsonNode result = Program.passes("mobike");
    assertThat(Program.modes(result))
        .containsExactly("office-b c", "cafe mc", "cell mc", "cafe mc", "office-a c");
    looksLike("mobike", 1, with("10.1.99.1", "VPN-TIA"), "mc", "cafe", "inner-core");
  }

  @Test
  void theNodeComesHomeAndLeavesAgain() {
    JsonNode result = Program.passes("home-return");
    assertThat(moves(result))
        .containsExactly(
            "hard inside inner-home",
            "hard leaving cafe",
            "soft entering inner-home",
            "soft inside office-b");
    assertThat(Program.modes(result))
        .containsExactly(
            "office-a c", "inner-home home", "cafe cvc", "inner-home home", "office-b c");
    assertThat(returnsHome("home-return"))
        .hasSize(2)
        .allSatisfy(steps ->
            assertThat(steps)
                .containsSubsequence(
                    "node announces", "request", "reply", "home agent announces the node"));
  }

  /**
   * The steps of RFC 5944 §4.6 as the home link saw them, for each station that came home:
   * beginning with its gratuitous ARP.
   */
  private static Collection<List<String>> returnsHome(String scenario) {
    var returns = new LinkedHashMap<String, List<String>>();
    for (String row :
        Program.tshark(
            Program.folder(scenario).resolve("pcap/inner-home.pcapng"),
            "(arp.isgratuitous && arp.src.proto_ipv4 == 10.1.0.100)"
                + " || (mip && ip.addr == 10.1.0.100)",
            "eth.src",
            "eth.dst",
            "arp.src.hw_mac",
            "mip.type")) {
      String[] field = row.split("\t", -1);
      boolean registers = !field[3].isEmpty();
      String node = !registers ? field[2] : field[3].equals("1") ? field[0] : field[1];
      String step =
          !registers
              ? field[0].equals(field[2]) ? "node announces" : "home agent announces the node"
              : field[3].equals("1") ? "request" : "reply";
      returns.computeIfAbsent(node, _ -> new ArrayList<>()).add(step);
    }
    returns.values().removeIf(steps -> !steps.contains("request")); // the home agent's own station
    return returns.values();
  }

  @Test
  void homeAgentsAreRestartedAndKilledWithAndWithoutTheirBindings() {
    JsonNode result = Program.passes("agent-restart");
    assertThat(result.get("faults")).hasSize(6);
    for (JsonNode fault : result.get("faults")) {
      assertThat(fault.get("recovered").asBoolean()).as(fault.toString()).isTrue();
    }
  }

  /**
   * What lies about being inside, and what blocks, delays and flaps. User data is looked for once
   * more by hand: in ICMP alone it may be quoted, by the rogue that made it up.
   */
  @Test
  void noTrickOfAHostileCafeGetsUserDataOrTheVpn() {
    JsonNode result = Program.passes("adversary-all");
    var tricks = new ArrayList<String>();
    for (JsonNode trick : result.get("tricks")) {
      tricks.add(trick.get("trick").asString());
      assertThat(trick.get("time_lost_ms").isNumber()).as(trick.toString()).isTrue();
    }
    assertThat(tricks)
        .containsExactly(
            "addresses", "clone", "agent", "forge", "replay", "smoke", "icmp", "only-434", "slow");
    assertThat(result.get("faults").get(0).get("name").asString()).isEqualTo("link-flaps");
    assertThat(result.get("processes")).hasSize(2);
    for (String segment : List.of("cafe", "cell", "internet", "dmz")) {
      assertThat(
              Program.tshark(
                  Program.folder("adversary-all").resolve("pcap/" + segment + ".pcapng"),
                  "!icmp && (ip.addr == 10.1.0.100 || ip.addr == 10.1.0.10"
                      + " || ip.addr == 10.1.99.0/24 || frame contains \"SSH-2.0\")",
                  "frame.number"))
          .as("user data on " + segment)
          .isEmpty();
    }
  }

  /** After that move tshark sees on those segments what is written in the file. */
  private static void looksLike(
      String scenario, int move, Map<String, String> names, String file, String... segments) {
    String seen = new Sequence(Program.folder(scenario), names, move).listing(List.of(segments));
    assertThat(seen).isEqualTo(Program.resource("sequences/" + file + ".txt"));
  }

  private static Map<String, String> with(String address, String name) {
    var names = new HashMap<>(NAMES);
    names.put(address, name);
    return names;
  }

  private static List<String> moves(JsonNode result) {
    var moves = new ArrayList<String>();
    for (JsonNode move : result.get("handovers")) {
      moves.add(
          move.get("mode").asString()
              + " "
              + move.get("kind").asString()
              + " "
              + move.get("to").asString());
    }
    return moves;
  }
}
