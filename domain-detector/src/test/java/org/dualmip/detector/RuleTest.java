package org.dualmip.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clue is worth what. */
class RuleTest {
  private static final Ip4 IN = Ip4.of("10.1.1.7");
  private static final Ip4 OUT = Ip4.of("192.0.2.7");
  private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:01");
  private static final Duration MS = Duration.ofMillis(1);
  private static final DetectorConfig CONFIG =
      new DetectorConfig(
          Ip4.of("10.1.0.2"),
          Ip4.of("203.0.113.2"),
          List.of(Prefix4.of("10.1.0.0/16")),
          List.of(Prefix6.of("2001:db8:1::/48")),
          List.of("corp.example"),
          Duration.ofSeconds(60),
          Probe.HINTED,
          Duration.ofMillis(500));
  private static final DetectorConfig RANGES_ALONE =
      new DetectorConfig(
          Ip4.of("10.1.0.2"),
          null,
          List.of(Prefix4.of("10.1.0.0/16")),
          Duration.ofSeconds(60),
          Probe.HINTED,
          Duration.ofMillis(500));

  static Stream<Arguments> clues() {
    return Stream.of(
        Arguments.of(new Clue.OwnAddress(IN), Rule.ADDRESS_INSIDE),
        Arguments.of(new Clue.OwnAddress(OUT), Rule.ADDRESS_OUTSIDE),
        Arguments.of(new Clue.Neighbour(IN), Rule.NEIGHBOUR_INSIDE),
        Arguments.of(new Clue.Neighbour(OUT), Rule.NEIGHBOUR_OUTSIDE),
        Arguments.of(new Clue.Icmp(IN, 3), Rule.ICMP_INSIDE),
        Arguments.of(new Clue.Icmp(OUT, 3), Rule.ICMP_OUTSIDE),
        Arguments.of(new Clue.AgentAdvertised(IN, MAC, List.of(IN)), Rule.AGENT_INSIDE),
        Arguments.of(new Clue.AgentAdvertised(OUT, MAC, List.of(OUT)), Rule.AGENT_OUTSIDE),
        Arguments.of(router("2001:db8:1:5::/64", "x.example"), Rule.ROUTER_INSIDE),
        Arguments.of(router("2001:db8::/32", "x.example"), Rule.ROUTER_OUTSIDE),
        Arguments.of(router("2001:db8:2::/64", "lab.corp.example"), Rule.ROUTER_INSIDE),
        Arguments.of(lease("corp.example"), Rule.LEASE_INSIDE),
        Arguments.of(lease("Berlin.CORP.example"), Rule.LEASE_INSIDE),
        Arguments.of(lease("notcorp.example"), Rule.LEASE_OUTSIDE),
        Arguments.of(new Clue.Lease(IN, List.of(), List.of()), null),
        Arguments.of(known(NetworkFeature.GATEWAY_MAC, Domain.INSIDE), Rule.KNOWN_INSIDE),
        Arguments.of(known(NetworkFeature.BSSID, Domain.OUTSIDE), Rule.KNOWN_OUTSIDE),
        Arguments.of(known(NetworkFeature.SSID, Domain.INSIDE), Rule.LIKE_INSIDE),
        Arguments.of(known(NetworkFeature.GATEWAY, Domain.OUTSIDE), null),
        Arguments.of(
            new Clue.Contradiction(NetworkFeature.GATEWAY, NetworkFeature.GATEWAY_MAC),
            Rule.CONTRADICTION),
        Arguments.of(new Clue.Portal(true), Rule.CAPTIVE),
        Arguments.of(new Clue.Portal(false), null),
        Arguments.of(new Clue.SmokedOut(MS), Rule.SMOKED_OUT),
        Arguments.of(new Clue.Found(true, MS), Rule.FOUND),
        Arguments.of(new Clue.Found(false, MS), Rule.FOUND_OUTSIDE),
        Arguments.of(new Clue.Impostor(MS), Rule.IMPOSTOR),
        Arguments.of(new Clue.Gateway(IN, MAC), null),
        Arguments.of(new Clue.AccessPoint("corp", MAC, "open"), null));
  }

  private static Clue router(String prefix, String domain) {
    return new Clue.RouterAdvertised(MAC, List.of(Prefix6.of(prefix)), List.of(domain));
  }

  private static Clue lease(String domain) {
    return new Clue.Lease(IN, List.of(domain), List.of(IN));
  }

  private static Clue known(NetworkFeature by, Domain domain) {
    return new Clue.Remembered(by, domain, Duration.ofHours(3));
  }

  @ParameterizedTest
  @MethodSource("clues")
  void eachClueHasItsRule(Clue clue, @Nullable Rule rule) {
    assertThat(Rule.of(clue, CONFIG)).isEqualTo(rule);
  }

  @Test
  void namesAndPrefixesThatNobodyConfiguredSayNothing() {
    assertThat(Rule.of(lease("any.example"), RANGES_ALONE)).isNull();
    assertThat(Rule.of(router("2001:db8:9::/64", "any.example"), RANGES_ALONE)).isNull();
  }

  @Test
  void noClueThatCanBeForgedIsLikelyByItself() {
    for (Rule rule : Rule.values()) {
      if (rule != Rule.FOUND) {
        assertThat(rule.weight()).as(rule.words()).isLessThan(Rule.LIKELY);
      }
    }
  }

  @Test
  void anAuthenticAnswerOutweighsWhatCanBeForgedBesideAStrangeAddress() {
    assertThat(Rule.FOUND.weight() + Rule.ADDRESS_OUTSIDE.weight() + Rule.CAPTIVE.weight())
        .isGreaterThanOrEqualTo(Rule.MAYBE);
  }

  @Test
  void theTableHasALineForEachRule() {
    assertThat(Rule.table().lines()).hasSize(2 + Rule.values().length);
    assertThat(Rule.table())
        .contains("| address inside | +40 | the connection | private ranges are used by many");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/64", "2001:db8::", "2001:db8::/129", "2001:db8::/-1", "2001:db8::/x", "1:2:3:4:5:6:7/64",
        "1:2:3:4:5:6:7:8:9/64", "1:2:3:4:5:6:7:8::/64", "1::2::3/64", ":1/64", "12345::/16",
        "g::/16", "10.1.0.0/16"
      })
  void whatIsNoPrefixIsRefusedByItsName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix6.of(text))
        .withMessageContaining("not an IPv6 prefix: " + text);
  }

  @Test
  void theDocumentationHasThisTable() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "domain-detection.md")))
        .contains(Rule.table());
  }

  @Test
  void prefixesAreComparedBitByBit() {
    Prefix6 office = Prefix6.of("2001:db8:1::/48");
    assertThat(office).hasToString("2001:db8:1:0:0:0:0:0/48");
    Map.of(
            "2001:db8:1::/48", true,
            "2001:db8:1:ffff::/64", true,
            "2001:db8:1::1/128", true,
            "2001:db8::/47", false,
            "2001:db8:2::/48", false,
            "::/0", false)
        .forEach(
            (other, in) -> assertThat(office.contains(Prefix6.of(other))).as(other).isEqualTo(in));
    assertThat(Prefix6.of("2001:db8:1:2:8000::/65").contains(Prefix6.of("2001:db8:1:2::/65")))
        .isFalse();
    assertThat(Prefix6.of("::/0").contains(office)).isTrue();
  }
}
