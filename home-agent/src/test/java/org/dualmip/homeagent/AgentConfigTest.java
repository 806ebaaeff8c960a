package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Collectors;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
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
}
