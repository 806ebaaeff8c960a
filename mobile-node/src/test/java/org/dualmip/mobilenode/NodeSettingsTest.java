package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.detector.Rule;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.Concealment;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.Wishes;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's file may say, and which parts of it belong together. */
class NodeSettingsTest {
  private static final String OUTER =
      "outer: {home-agent: 203.0.113.2, nai: mn@lab.example, spi: 257,"
          + " key: \"101112131415161718191a1b1c1d1e1f\"}\n";

  @TempDir Path folder;

  private NodeSettings read(String interfaces, String inner, String vpn, String more)
      throws IOException, ConfigException {
    Path file = folder.resolve("node.yaml");
    Files.writeString(
        file,
        """
        interfaces: [%s]
        inner:
          home-address: 10.1.0.100
          home-agent: 10.1.0.2
          spi: 256
          key: "000102030405060708090a0b0c0d0e0f"
          networks: [10.1.0.0/16]%s
        vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a%s}
        control: /run/node.sock
        %s
        """
            .formatted(interfaces, inner, vpn, more));
    return ConfigFile.read(file, NodeSettings.class);
  }

  private NodeSettings read(String vpn, String more) throws IOException, ConfigException {
    return read("{name: wlan0}", "", vpn, more);
  }

  @Test
  void theMonitorTimeIsSixtySecondsUnlessTheFileSaysOtherwise() throws Exception {
    assertThat(read("", OUTER).engine().detection().monitor()).isEqualTo(Duration.ofSeconds(60));
    assertThat(read("{name: wlan0}", "\n  monitor: 20s", "", OUTER).engine().detection().monitor())
        .isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void outerRequestsAreConcealedAsSoonAsTheKeyIsKnownUnlessTheFileSaysOtherwise() throws Exception {
    String key = "85".repeat(32);
    assertThat(read("", OUTER).engine().concealment()).isEqualTo(Concealment.PREFERRED);
    assertThat(read("", OUTER.replace("}", ", conceal: no}")).engine().concealment())
        .isEqualTo(Concealment.NONE);
    assertThat(
            read("", OUTER.replace("}", ", conceal: always, home-agent-key: \"" + key + "\"}"))
                .engine()
                .concealment())
        .isEqualTo(
            new Concealment(
                Concealment.Mode.ALWAYS, new HomeAgentDiscovery.Offer(Octets.ofHex(key))));
    assertThatThrownBy(() -> read("", OUTER.replace("}", ", home-agent-key: \"8520\"}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("64 hexadecimal digits");
    assertThatThrownBy(() -> read("", OUTER.replace("}", ", conceal: perhaps}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("prefer or always or no");
  }

  @Test
  void withoutAnOuterSystemTheVpnRoamsByMobikeOrIsMadeAnew() throws Exception {
    assertThat(read(", mobike: true", "").engine().mobike()).isTrue();
    assertThat(read(", mobike: true", "").engine().outer()).isNull();
    assertThat(read("", "").engine().mobike()).isFalse();
    assertThatThrownBy(() -> read(", mobike: true", OUTER))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("mobike beside an outer system");
  }

  @Test
  void theBestInterfaceIsTakenAtOnceUnlessTheFileSaysOtherwise() throws Exception {
    assertThat(read("", OUTER).engine().policy()).isEqualTo(InterfacePolicy.USUAL);
    assertThat(read("", OUTER + "policy: cost-aware\nsettle: 3s").engine().policy())
        .isEqualTo(new InterfacePolicy(InterfacePolicy.Choice.COST_AWARE, Duration.ofSeconds(3)));
    assertThatThrownBy(() -> read("", OUTER + "policy: cheapest"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("best or sticky or cost-aware");
  }

  @Test
  void hintsCanBeIgnoredByTheirNamesInTheRuleTable() throws Exception {
    assertThat(read("", OUTER).engine().detection().ignored()).isEmpty();
    assertThat(
            read("", OUTER + "detection: {ignore: [known inside, address inside]}")
                .engine()
                .detection()
                .ignored())
        .containsExactly(Rule.ADDRESS_INSIDE, Rule.KNOWN_INSIDE);
    assertThatThrownBy(() -> read("", OUTER + "detection: {ignore: [adress inside]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("detection.ignore")
        .hasMessageContaining("perhaps \"address inside\" is meant");
    assertThatThrownBy(() -> read("", OUTER + "detection: {ignore: [found]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("known outside")
        .hasMessageNotContaining("found outside");
  }

  @Test
  void whatTheUserSaysOfNetworksIsReadInOrder() throws Exception {
    String networks =
        """
        networks:
          - {name: train, ssid: WIFIonICE, ask: true, metered: true}
          - {gateway-mac: "02:00:00:00:00:01", prefix: 10.1.0.0/16, domain: outside}
          - {link: wlan0, use: no}
          - {prefix: 192.0.2.0/24, probe: always}
        """;
    assertThat(read("", OUTER + networks).engine().networks().entries())
        .containsExactly(
            new NetworkRules.Entry(
                null,
                null,
                null,
                "WIFIonICE",
                new NetworkOverride("train", true, null, true, true)),
            new NetworkRules.Entry(
                null,
                Prefix4.of("10.1.0.0/16"),
                new MacAddress(0x0200_0000_0001L),
                null,
                new NetworkOverride(
                    "02:00:00:00:00:01 10.1.0.0/16", true, Probe.NEVER, false, false)),
            new NetworkRules.Entry(
                "wlan0", null, null, null, new NetworkOverride("wlan0", false, null, false, false)),
            new NetworkRules.Entry(
                null,
                Prefix4.of("192.0.2.0/24"),
                null,
                null,
                new NetworkOverride("192.0.2.0/24", true, Probe.ALWAYS, false, false)));
  }

  @Test
  void whatTheUserSaysOfANetworkMustMakeSense() {
    for (List<String> wrong :
        List.of(
            List.of("{domain: outside}", "an entry for no network"),
            List.of("{ssid: x, domain: inside}", "outside"),
            List.of("{ssid: x, domain: outside, ask: true}", "outside and ask"),
            List.of("{ssid: x, domain: outside, probe: hinted}", "outside and probe"),
            List.of("{ssid: x, ask: true, probe: never}", "ask and probe: never"),
            List.of("{gateway-mac: here}", "a hardware address"))) {
      assertThatThrownBy(() -> read("", OUTER + "networks: [" + wrong.getFirst() + "]"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(wrong.getLast());
    }
  }

  @Test
  void anInterfaceMayBeMetered() throws Exception {
    assertThat(read("{name: wlan0}", "", "", OUTER).engine().accesses()).noneMatch(Access::metered);
    assertThat(read("{name: wwan0, metered: true}", "", "", OUTER).engine().accesses())
        .allMatch(Access::metered);
  }

  @Test
  void theHomeAgentIsNamedOrFoundInTheHomeNetwork() throws Exception {
    assertThat(read("", OUTER).engine().inner().homeAgent()).isEqualTo(Ip4.of("10.1.0.2"));
    Path file = folder.resolve("node.yaml");
    String named = Files.readString(file);
    String found = named.replace("home-agent: 10.1.0.2", "home-network: 10.1.0.0/24");
    Files.writeString(file, found);
    assertThat(ConfigFile.read(file, NodeSettings.class).engine().inner().homeAgent())
        .as("the broadcast address")
        .isEqualTo(Ip4.of("10.1.0.255"));
    Files.writeString(file, found.replace("10.1.0.0/24", "10.1.7.0/24"));
    assertThatThrownBy(() -> ConfigFile.read(file, NodeSettings.class))
        .hasMessageContaining("a network with the home address");
    assertThatThrownBy(() -> read("{name: wlan0}", "\n  home-network: 10.1.0.0/24", "", OUTER))
        .hasMessageContaining("the home network to find it in");
  }

  @Test
  void theDeadPeerDelayIsThirtySecondsUnlessTheFileSaysOtherwise() throws Exception {
    assertThat(read("", OUTER).vpn().deadPeerDelay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read(", dead-peer-delay: 5s", OUTER).vpn().deadPeerDelay())
        .isEqualTo(Duration.ofSeconds(5));
    assertThatThrownBy(() -> read(", dead-peer-delay: 100ms", OUTER))
        .hasMessageContaining("dead-peer-delay");
  }

  @Test
  void foreignAgentsAreListenedToWhereTheFileSaysSo() throws Exception {
    assertThat(read("", OUTER).engine().accesses()).noneMatch(Access::listens);
    assertThat(read("{name: wlan0, foreign-agents: only}", "", "", OUTER).engine().accesses())
        .containsExactly(new Access("wlan0", 10, 0, Access.ForeignAgents.ONLY));
  }

  @Test
  void deliveryIsDirectAndMulticastStaysAwayUnlessTheFileSaysOtherwise() throws Exception {
    DualNodeConfig usual = read("", OUTER).engine();
    assertThat(List.of(usual.innerWishes(), usual.outerWishes()))
        .noneMatch(Wishes::encapsulatingDelivery)
        .noneMatch(Wishes::broadcasts);
    String outer = OUTER.replace("}", ", delivery: encapsulating}");
    DualNodeConfig config =
        read("{name: wlan0}", "\n  delivery: encapsulating\n  multicast: true", "", outer).engine();
    assertThat(config.innerWishes().encapsulatingDelivery()).isTrue();
    assertThat(config.innerWishes().broadcasts()).isTrue();
    assertThat(config.outerWishes().encapsulatingDelivery()).isTrue();
    assertThat(config.outerWishes().broadcasts()).as("only the VPN travels there").isFalse();
  }

  @Test
  void aMobileRouterHasNetworksAndALinkOfItsOwnAndSendsBareToForeignAgents() throws Exception {
    String router = OUTER + "mobile-networks: [10.1.50.0/24]\nmobile-network-link: lan0\n";
    assertThat(read("", router).engine().mobileNetworks())
        .isEqualTo(new MobileNetworks.Config(List.of(Prefix4.of("10.1.50.0/24")), true));
    assertThatThrownBy(() -> read("", OUTER + "mobile-network-link: lan0\n"))
        .hasMessageContaining("both or neither");
    assertThatThrownBy(() -> read("", router.replace("lan0", "wlan0")))
        .hasMessageContaining("none of the interfaces");
    assertThat(read("{name: wlan0, foreign-agents: yes}", "", "", router).engine().accesses())
        .allMatch(Access::listens);
    assertThatThrownBy(() -> read("{name: wlan0}", "\n  delivery: encapsulating", "", router))
        .hasMessageContaining("delivery: direct");
  }

  @Test
  void homeAgentsTellOfRevocationsUnlessTheFileSaysOtherwise() throws Exception {
    assertThat(read("", OUTER).engine().innerWishes().revocation()).isTrue();
    DualNodeConfig without = read("", OUTER + "revocation: false\n").engine();
    assertThat(List.of(without.innerWishes(), without.outerWishes())).noneMatch(Wishes::revocation);
  }
}
