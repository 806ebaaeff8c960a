package org.dualmip.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  private static final String HEX = "00112233445566778899aabbccddeeff";

  enum Role {
    INNER_ONE,
    OUTER
  }

  record Home(Prefix4 prefix, @Nullable String link) {}

  record Node(String name, int spi, @Nullable Secret key, @Nullable Secret keyFile) {
    Node {
      Secret.exactlyOne(key, keyFile);
      if (spi < 256) {
        throw new InvalidSetting("spi", "spi " + spi, "256 or more (RFC 5944 §1.6)");
      }
    }
  }

  record Agent(
      Role role,
      Ip4 address,
      Home homeNetwork,
      @Default("600s") Duration lifetime,
      @Default("[10.1.0.0/16]") List<Prefix4> trustedNetworks,
      @Default("[]") List<Node> mobileNodes,
      @Default("true") boolean strict,
      @Nullable Path state) {}

  @TempDir Path directory = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("agent.yaml"), text);
  }

  private Agent read(String text) throws Exception {
    return ConfigFile.read(file(text), Agent.class);
  }

  /** The problems of a text, one a line, with the file's directory left out. */
  private String problems(String text) throws IOException {
    Path file = file(text);
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file, Agent.class));
    assertThat(refused).as("a problem in: " + text).isNotNull();
    return refused.problems().stream()
        .map(problem -> problem.toString().replace(directory + "/", ""))
        .collect(Collectors.joining("\n"));
  }

  private static final String GOOD =
      """
      role: inner-one
      address: 10.1.0.2
      home-network: {prefix: 10.1.0.0/24, link: eth0}
      """;

  @Test
  void aFileBecomesARecordWithDefaultsForWhatItLeavesOut() throws Exception {
    assertThat(read(GOOD))
        .isEqualTo(
            new Agent(
                Role.INNER_ONE,
                Ip4.of("10.1.0.2"),
                new Home(Prefix4.of("10.1.0.0/24"), "eth0"),
                Duration.ofMinutes(10),
                List.of(Prefix4.of("10.1.0.0/16")),
                List.of(),
                true,
                null));
  }

  @Test
  void durationsListsPathsAndSectionsAreRead() throws Exception {
    Agent agent =
        read(
            GOOD
                + """
                lifetime: 1500ms
                trusted-networks: [10.2.0.0/16, 10.3.0.0/16]
                strict: false
                state: var/state
                mobile-nodes:
                  - name: one
                    spi: 256
                    key: %s
                  - {name: two, spi: 257, key: "%s"}
                """
                    .formatted(HEX, HEX));
    assertThat(agent.lifetime()).isEqualTo(Duration.ofMillis(1500));
    assertThat(agent.trustedNetworks())
        .containsExactly(Prefix4.of("10.2.0.0/16"), Prefix4.of("10.3.0.0/16"));
    assertThat(agent.strict()).isFalse();
    assertThat(agent.state()).isEqualTo(directory.resolve("var/state"));
    assertThat(agent.mobileNodes()).extracting(Node::name).containsExactly("one", "two");
  }

  @Test
  void anUnknownKeyNamesTheNearestRightOne() throws IOException {
    assertThat(problems(GOOD + "lifetme: 60s\n"))
        .isEqualTo(
            "agent.yaml:4:1: lifetme: unknown key, perhaps \"lifetime\" is meant; expected one of"
                + " role, address, home-network, lifetime, trusted-networks, mobile-nodes, strict,"
                + " state");
  }

  @Test
  void anUnknownKeyUnlikeAnyOtherIsNotGuessedAt() throws IOException {
    assertThat(problems(GOOD + "colour: red\n"))
        .startsWith("agent.yaml:4:1: colour: unknown key; expected one of role, ");
  }

  @Test
  void allProblemsOfAFileAreToldTogetherInItsOrder() throws IOException {
    assertThat(
            problems(
                """
                role: middle
                address: 10.1.0
                home-network: {prefix: 10.1.0.5/24, lnk: eth0}
                lifetime: 10
                strict: yes
                trusted-networks: 10.1.0.0/16
                """))
        .isEqualTo(
            """
            agent.yaml:1:7: role: "middle"; expected inner-one or outer
            agent.yaml:2:10: address: "10.1.0"; expected an IPv4 address such as 10.1.0.2
            agent.yaml:3:24: home-network.prefix: 10.1.0.5/24 has bits set behind the prefix; the network is 10.1.0.0/24; expected an IPv4 prefix such as 10.1.0.0/24
            agent.yaml:3:37: home-network.lnk: unknown key, perhaps "link" is meant; expected one of prefix, link
            agent.yaml:4:11: lifetime: "10"; expected a duration such as 500ms, 60s, 10m or 1h
            agent.yaml:5:9: strict: "yes"; expected true or false
            agent.yaml:6:19: trusted-networks: "10.1.0.0/16"; expected a list, each item an IPv4 prefix such as 10.1.0.0/24\
            """);
  }

  @Test
  void aMissingKeyIsNamedWithWhatBelongsThere() throws IOException {
    assertThat(problems("role: outer\nhome-network: {}\n"))
        .isEqualTo(
            """
            agent.yaml:1:1: address: missing; expected an IPv4 address such as 10.1.0.2
            agent.yaml:2:15: home-network.prefix: missing; expected an IPv4 prefix such as 10.1.0.0/24\
            """);
  }

  @Test
  void anEmptyValueIsNotAValue() throws IOException {
    assertThat(problems("role: outer\naddress:\nhome-network: {prefix: 10.1.0.0/24}\n"))
        .isEqualTo("agent.yaml:2:9: address: nothing; expected an IPv4 address such as 10.1.0.2");
  }

  @Test
  void aSectionWhereAScalarBelongsAndTheOtherWayRound() throws IOException {
    assertThat(problems("role: {a: b}\naddress: [1]\nhome-network: eth0\n"))
        .isEqualTo(
            """
            agent.yaml:1:7: role: a section; expected inner-one or outer
            agent.yaml:2:10: address: a list; expected an IPv4 address such as 10.1.0.2
            agent.yaml:3:15: home-network: "eth0"; expected a section with the keys prefix, link\
            """);
  }

  @Test
  void aRepeatedKeyIsRefusedWithBothPlaces() throws IOException {
    assertThat(problems(GOOD + "address: 10.1.0.3\n"))
        .isEqualTo(
            "agent.yaml:4:1: key \"address\" again, first on line 2; expected each key once");
  }

  @Test
  void brokenYamlIsToldWithItsPlace() throws IOException {
    assertThat(problems("role: inner-one\n address: 10.1.0.2\n"))
        .isEqualTo("agent.yaml:2:9: mapping values are not allowed here; expected valid YAML");
    assertThat(problems("role: outer\ntrusted-networks: [10.1.0.0/16\nstate: s\n"))
        .startsWith("agent.yaml:3:6: expected ',' or ']', but got")
        .endsWith("while parsing a flow sequence; expected valid YAML");
    assertThat(problems("role: outer\n\taddress: 10.1.0.2\n"))
        .startsWith("agent.yaml:2:1: found character '\\t(TAB)' that cannot start any token");
  }

  @Test
  void aliasesTagsAndSecondDocumentsAreRefused() throws IOException {
    assertThat(problems("role: &r outer\naddress: *r\n"))
        .isEqualTo("agent.yaml:2:10: an alias; expected the value itself");
    assertThat(problems("role: !!str outer\n"))
        .isEqualTo("agent.yaml:1:7: a tag; expected the value without its tag");
    assertThat(problems("role: outer\n---\nrole: outer\n"))
        .contains("a second document; expected one document in the file");
  }

  @Test
  void anEmptyFileAndAMissingFileAreTold() throws IOException {
    assertThat(problems("# nothing\n"))
        .startsWith("agent.yaml:1:1: nothing; expected a section with the keys role, address, ");
    ConfigException missing =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigFile.read(directory.resolve("other.yaml"), Agent.class));
    assertThat(missing)
        .hasMessage(
            directory.resolve("other.yaml") + ": no such file; expected a configuration file");
  }

  @Test
  void whatDoesNotGoTogetherIsToldAtItsKey() throws IOException {
    assertThat(
            problems(
                GOOD
                    + """
                    mobile-nodes:
                      - {name: one, spi: 100, key: %s}
                      - {name: two, spi: 256}
                    """
                        .formatted(HEX)))
        .isEqualTo(
            """
            agent.yaml:5:22: mobile-nodes[0].spi: spi 100; expected 256 or more (RFC 5944 §1.6)
            agent.yaml:6:5: mobile-nodes[1].key-file: no key; expected key-file: FILE, or key: HEX\
            """);
  }

  @Test
  void aNumberOutOfRangeIsNoNumber() throws IOException {
    assertThat(problems(GOOD + "mobile-nodes: [{name: a, spi: 99999999999, key: " + HEX + "}]\n"))
        .isEqualTo(
            "agent.yaml:4:31: mobile-nodes[0].spi: \"99999999999\"; expected a whole number");
  }

  private String keyProblem(String key) throws IOException {
    return problems(GOOD + "mobile-nodes: [{name: a, spi: 256, " + key + "}]\n");
  }

  @Test
  void aWeakInlineKeyIsRefusedWithoutRepeatingIt() throws IOException {
    String expected = "; expected at least 16 random octets in hexadecimal (openssl rand -hex 32)";
    assertThat(keyProblem("key: 0011223344"))
        .isEqualTo("agent.yaml:4:41: mobile-nodes[0].key: a key of 5 octets" + expected);
    assertThat(keyProblem("key: geheimgeheimgeheimgeheimgeheimge"))
        .isEqualTo("agent.yaml:4:41: mobile-nodes[0].key: text that is not hexadecimal" + expected);
    assertThat(keyProblem("key: \"" + "00".repeat(16) + "\""))
        .isEqualTo("agent.yaml:4:41: mobile-nodes[0].key: a key that can be guessed" + expected);
  }

  @Test
  void aKeyFileMustExistAndBeItsOwnersOnly() throws Exception {
    Path key = directory.resolve("mn.key");
    assertThat(keyProblem("key-file: mn.key"))
        .isEqualTo(
            "agent.yaml:4:46: mobile-nodes[0].key-file: no file mn.key; expected one with a key"
                + " (umask 077; openssl rand -hex 32 > mn.key)");
    Files.writeString(key, HEX + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(keyProblem("key-file: mn.key"))
        .isEqualTo(
            "agent.yaml:4:46: mobile-nodes[0].key-file: mn.key with permissions rw-r-----; expected"
                + " a file that only its owner can read (chmod 600 mn.key)");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(key, "0011");
    assertThat(keyProblem("key-file: mn.key"))
        .isEqualTo(
            "agent.yaml:4:46: mobile-nodes[0].key-file: a key of 2 octets in mn.key; expected at"
                + " least 16 random octets in hexadecimal (openssl rand -hex 32)");
    Files.writeString(key, HEX + "\n");
    Agent agent = read(GOOD + "mobile-nodes: [{name: a, spi: 256, key-file: mn.key}]\n");
    assertThat(agent.mobileNodes().getFirst().keyFile()).isEqualTo(Secret.ofHex(HEX));
  }

  @Test
  void aSecretIsNeverPrinted() throws Exception {
    Agent agent = read(GOOD + "mobile-nodes: [{name: a, spi: 256, key: " + HEX + "}]\n");
    assertThat(agent.toString()).contains("(a key of 16 octets)").doesNotContain("2233");
  }

  @Test
  void whatAReReadFileChangesIsNamedByItsKey() throws Exception {
    Agent before = read(GOOD);
    assertThat(ConfigFile.changedKeys(before, read(GOOD))).isEmpty();
    Agent after = read(GOOD.replace("eth0", "eth1") + "lifetime: 60s\n");
    assertThat(ConfigFile.changedKeys(before, after)).containsExactly("home-network", "lifetime");
  }
}
