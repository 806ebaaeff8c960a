package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.service.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
  private static final String INNER =
      """
      role: inner
      address: 10.1.0.2
      home-network: {prefix: 10.1.0.0/24, link: eth0}
      trusted-networks: [10.1.0.0/16]
      mobile-nodes:
        - {home-address: 10.1.0.100, spi: 256, algorithm: hmac-sha-256, key-file: mn.key, replay: timestamps}
        - {nai: mn@lab.example, spi: 257, algorithm: hmac-md5, key: "000102030405060708090a0b0c0d0e0f", replay: nonces}
      state: state
      control: control.sock
      """;

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void key() throws IOException {
    Path key = Files.writeString(directory.resolve("mn.key"), "00112233445566778899aabbccddeeff\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private AgentConfig read(String text) throws Exception {
    return AgentConfig.read(Files.writeString(directory.resolve("agent.yaml"), text));
  }

  private String problems(String text) {
    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(text));
    assertThat(refused).as("a problem in: " + text).isNotNull();
    return refused.problems().stream()
        .map(problem -> problem.toString().replace(directory + "/", ""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aHomeAgentCanBeFoundWithoutARegistrationUnlessToldOtherwise() throws Exception {
    assertThat(read(INNER).isDiscoverable()).isTrue();
    assertThat(read(INNER + "discovery: false\n").isDiscoverable()).isFalse();
    String outer =
        INNER
            .replace("role: inner", "role: outer")
            .replace("trusted-networks: [10.1.0.0/16]\n", "");
    assertThat(read(outer).isDiscoverable()).isTrue();
    assertThat(read(outer + "discovery: false\n").isDiscoverable()).isFalse();
    assertThat(
            problems(
                """
                role: foreign
                address: 10.2.0.1
                foreign-agent: {links: [eth1]}
                discovery: true
                state: state
                control: control.sock
                """))
        .contains("discovery", "no such key for a foreign agent");
  }

  @Test
  void theDocumentedFileIsUnderstood() throws Exception {
    AgentConfig config = read(INNER);
    assertThat(config.adapter()).isEqualTo("dmip-ha");
    assertThat(config.adapterMtu()).isEqualTo(1380);
    assertThat(config.state()).isEqualTo(directory.resolve("state"));
    HomeAgentConfig engine = config.engine();
    assertThat(engine.inner()).isTrue();
    assertThat(engine.address()).isEqualTo(Ip4.of("10.1.0.2"));
    assertThat(engine.trustedNetworks()).containsExactly(Prefix4.of("10.1.0.0/16"));
    assertThat(engine.longestLifetime()).isEqualTo(Duration.ofMinutes(10));
    assertThat(engine.previousCareOf()).isEqualTo(Duration.ofSeconds(2));
    assertThat(engine.subscribers()).hasSize(2);
    assertThat(engine.subscribers().get(0).home()).isEqualTo(Ip4.of("10.1.0.100"));
    assertThat(engine.subscribers().get(1).nai()).isEqualTo("mn@lab.example");
    assertThat(engine.subscribers().get(1).association(257).orElseThrow())
        .satisfies(association -> {
          assertThat(association.algorithm()).isEqualTo(Algorithm.HMAC_MD5);
          assertThat(association.replay()).isEqualTo(ReplayProtection.NONCES);
          assertThat(association.key().size()).isEqualTo(16);
        });
  }

  @Test
  void anOuterAgentHasALargerMtuAndNoTrustedNetworks() throws Exception {
    String outer =
        INNER
            .replace("role: inner", "role: outer")
            .replace(", link: eth0", "")
            .replace("trusted-networks: [10.1.0.0/16]\n", "");
    assertThat(read(outer).adapterMtu()).isEqualTo(1468);
    assertThat(read(outer).engine().inner()).isFalse();
    assertThat(read(outer + "mtu: 1400\n").adapterMtu()).isEqualTo(1400);
    assertThat(problems(outer + "trusted-networks: [10.1.0.0/16]\n"))
        .isEqualTo(
            "agent.yaml:9:19: trusted-networks: a list; expected no such key for an outer agent,"
                + " which serves from anywhere");
  }

  @Test
  void anInnerAgentTrustsNobodyByDefaultAndSoMustBeTold() {
    assertThat(problems(INNER.replace("trusted-networks: [10.1.0.0/16]\n", "")))
        .isEqualTo(
            "agent.yaml:1:1: trusted-networks: none; expected the inside networks, such as"
                + " [10.1.0.0/16]: an inner agent trusts no other (RFC 5265 §4.3)");
  }

  @Test
  void reservedIndicesAndTimesOutOfRangeAreRefused() {
    assertThat(problems(INNER.replace("spi: 256", "spi: 255")))
        .isEqualTo(
            "agent.yaml:6:37: mobile-nodes[0].spi: SPI 255; expected 256 to 4294967295; smaller"
                + " ones are reserved (RFC 5944 §1.6)");
    assertThat(problems(INNER + "keepalive: 5s\n"))
        .isEqualTo("agent.yaml:10:12: keepalive: 5.0 s; expected 10s to 65535s");
    assertThat(problems(INNER + "lifetime: 24h\n"))
        .isEqualTo("agent.yaml:10:11: lifetime: 86400.0 s; expected 1s to 65534s");
  }

  @Test
  void homeAddressesBelongToTheHomeNetworkAndToOneNodeEach() {
    assertThat(problems(INNER.replace("10.1.0.100", "10.2.0.100")))
        .isEqualTo(
            "agent.yaml:6:3: mobile-nodes: home address 10.2.0.100; expected one in the home"
                + " network 10.1.0.0/24");
    assertThat(problems(INNER.replace("10.1.0.100", "10.1.0.2")))
        .contains("home address 10.1.0.2 again, or the agent's own");
    assertThat(problems(INNER.replace("nai: mn@lab.example", "home-address: 10.1.0.100")))
        .contains("10.1.0.100 twice; expected each mobile node once");
    assertThat(problems(INNER.replace("nai: mn@lab.example, ", "")))
        .isEqualTo(
            "agent.yaml:7:5: mobile-nodes[1].home-address: neither home-address nor nai; expected"
                + " one of them");
  }

  @Test
  void aMissingSectionIsNamed() {
    assertThat(problems(INNER.replace("state: state\n", "")))
        .isEqualTo("agent.yaml:1:1: state: missing; expected the name of a file");
  }

  private static final String FOREIGN =
      """
      role: foreign
      address: 10.1.1.1
      foreign-agent:
        links: [eth1, wlan1]
        advertisements: {interval: 5s, lifetime: 20s}
        registration-required: true
        reverse-tunnel: required
        encapsulations: [ip-in-ip, gre]
        mobile-nodes:
          - {nai: mn@lab.example, associations: [{spi: 300, key: "000102030405060708090a0b0c0d0e0f"}]}
        home-agents:
          - {address: 10.1.0.2, associations: [{spi: 301, key-file: mn.key}]}
      state: state
      control: control.sock
      """;

  @Test
  void onlyAForeignAgentThatMayBeBehindANatSaysSo() throws Exception {
    assertThat(advertisesUdp(FOREIGN)).as("a private address").isTrue();
    String known = FOREIGN.replace("address: 10.1.1.1", "address: 198.51.100.2");
    assertThat(advertisesUdp(known)).as("RFC 3519 §3.4").isFalse();
    String section = "  registration-required";
    assertThat(advertisesUdp(known.replace(section, "  udp-tunnels: forced\n" + section))).isTrue();
    assertThat(advertisesUdp(FOREIGN.replace(section, "  udp-tunnels: never\n" + section)))
        .isFalse();
  }

  private boolean advertisesUdp(String file) throws Exception {
    AgentConfig config = read(file);
    OnLink own = new OnLink(Ip4.of("10.2.0.1"), Prefix4.of("10.2.0.0/24"));
    Advertisements times = Objects.requireNonNull(config.foreignAgent()).advertisements();
    int flags = Discovery.settings(config, "eth1", own, times).flags();
    return (flags & AgentAdvertisement.UDP_TUNNEL) != 0;
  }

  @Test
  void aForeignAgentAloneHasNoHomeNetwork() throws Exception {
    AgentConfig config = read(FOREIGN);
    ForeignAgentSection section = Objects.requireNonNull(config.foreignAgent());
    assertThat(config.networks()).isEmpty();
    assertThat(section.links()).containsExactly("eth1", "wlan1");
    assertThat(section.advertisements().believed()).isEqualTo(Duration.ofSeconds(20));
    assertThat(section.encapsulations()).containsExactly(Tunnel.Kind.IP_IN_IP, Tunnel.Kind.GRE);
    assertThat(section.homeAgents().getFirst().associations().getFirst().secret().spi())
        .isEqualTo(301);
    assertThat(problems(FOREIGN + "home-network: {prefix: 10.1.0.0/24}\n"))
        .isEqualTo(
            "agent.yaml:15:15: home-network: a home network; expected no such key for role"
                + " foreign; inner or outer is a home agent as well");
    assertThat(
            problems(FOREIGN.replace("foreign-agent:\n  links: [eth1, wlan1]", "other:\n  a: b")))
        .contains("agent.yaml:3:1: other: unknown key");
    assertThat(problems("role: foreign\naddress: 10.1.1.1\nstate: s\ncontrol: c\n"))
        .isEqualTo(
            "agent.yaml:1:1: foreign-agent: missing; expected a section: what a foreign agent offers"
                + " to visitors");
  }

  @Test
  void whatAForeignAgentCannotOfferIsRefused() {
    assertThat(problems(FOREIGN.replace("[eth1, wlan1]", "[]")))
        .isEqualTo(
            "agent.yaml:4:10: foreign-agent.links: none; expected the interfaces where visitors"
                + " are, such as [eth1]");
    assertThat(problems(FOREIGN.replace("[ip-in-ip, gre]", "[gre]")))
        .isEqualTo(
            "agent.yaml:8:19: foreign-agent.encapsulations: [GRE]; expected ip-in-ip among them"
                + " (RFC 5944 §4.1)");
    assertThat(problems(FOREIGN.replace("lifetime: 20s", "lifetime: 4s")))
        .isEqualTo(
            "agent.yaml:5:44: foreign-agent.advertisements.lifetime: 4.0 s; expected 5s to 9000s");
    assertThat(problems(FOREIGN.replace("links:", "default-home-agents: [224.0.0.1]\n  links:")))
        .contains(
            "agent.yaml:4:24: foreign-agent.default-home-agents: 224.0.0.1; expected the address of a"
                + " single host");
    assertThat(problems(FOREIGN.replace("address: 10.1.1.1", "address: 0.0.0.0")))
        .isEqualTo("agent.yaml:2:10: address: 0.0.0.0; expected the address of a single host");
    assertThat(problems(FOREIGN.replace("links:", "aaa-file: none.yaml\n  links:")))
        .contains("agent.yaml:4:13: foreign-agent.aaa-file: no file none.yaml; expected one with");
    assertThat(
            problems(FOREIGN.replace("links:", "gre-for-all: true\n  gre-keys: false\n  links:")))
        .contains("foreign-agent.gre-for-all: true; expected gre among the encapsulations");
    assertThat(
            problems(
                FOREIGN
                    .replace("links:", "private-need-reverse-tunnel: true\n  links:")
                    .replace("reverse-tunnel: required", "reverse-tunnel: unavailable")))
        .contains("foreign-agent.private-need-reverse-tunnel: true; expected a reverse-tunnel");
    assertThat(problems(FOREIGN.replace("{nai: mn@lab.example, ", "{")))
        .contains("foreign-agent.mobile-nodes[0].home-address: neither home-address nor nai");
  }

  private static final String TENANTS =
      """
      role: outer
      address: 203.0.113.2
      home-networks:
        - {name: a, prefix: 10.0.0.0/24, link: eth1, isolated: true, router: 10.0.0.1}
        - {name: b, prefix: 10.0.0.0/24, link: eth2, isolated: true}
        - {name: c, prefix: 203.0.113.128/26, pool: {from: 203.0.113.130, to: 203.0.113.140}}
      mobile-nodes:
        - {nai: x@a, network: a, home-address: 10.0.0.5, spi: 256, key-file: mn.key}
        - {nai: x@b, network: b, home-address: 10.0.0.5, spi: 257, key-file: mn.key}
        - {home-address: 203.0.113.150, spi: 256, key-file: mn.key}
      state: state
      control: control.sock
      """;

  @Test
  void tenantsMayHaveTheSameAddresses() throws Exception {
    AgentConfig config = read(TENANTS);
    assertThat(config.networks())
        .extracting(HomeNetworkSection::name)
        .containsExactly("a", "b", "c");
    assertThat(config.networks())
        .extracting(config::adapterOf)
        .containsExactly("dmip-ha", "dmip-ha2", "dmip-ha3");
    // One of two that overlap is apart.
    assertThat(read(TENANTS.replace("eth2, isolated: true", "eth2")).networks()).hasSize(3);
    assertThat(
            problems(
                TENANTS
                    .replace(", isolated: true, router: 10.0.0.1", "")
                    .replace(", isolated: true", "")))
        .contains("home-networks: a and b overlap; expected distinct prefixes");
    assertThat(problems(TENANTS.replace("network: a, ", "")))
        .contains(
            "mobile-nodes: x@a, whose home network is not clear; expected network: one of a, b, c");
    assertThat(problems(TENANTS.replace("spi: 257", "spi: 256")))
        .contains("home address 10.0.0.5 with SPI 256 in two networks; expected another SPI");
    assertThat(problems(TENANTS.replace("link: eth1, ", "")))
        .contains("home-networks[0].isolated: true; expected false, or a link");
  }

  @Test
  void aNodeMayHaveSeveralAssociations() throws Exception {
    String several =
        INNER.replace(
            "spi: 256, algorithm: hmac-sha-256, key-file: mn.key, replay: timestamps",
            "associations: [{spi: 256, key-file: mn.key}, {spi: 300, key-file: mn.key}]");
    assertThat(read(several).engine().subscribers().getFirst().associations()).hasSize(2);
    assertThat(problems(several.replace("spi: 300", "spi: 256")))
        .contains("mobile-nodes[0].associations: SPI 256 twice; expected each SPI once");
    assertThat(problems(INNER.replace("spi: 256, ", "")))
        .contains("mobile-nodes[0].spi: neither spi nor associations; expected one of them");
  }
}
